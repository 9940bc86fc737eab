"""Who sees which document and revision."""

import pytest
from django.http import Http404

from documents import access
from documents.models import Document, Folder, Participant, Revision
from tenants.models import Group, GroupMember, Member
from tests.library import Library, make_document, make_draft, make_effective
from tests.world import Cast


def sees(member: Member, document: Document) -> bool:
    return Document.objects.visible_to(member).filter(pk=document.pk).exists()


def test_readers_see_what_is_in_force_and_no_drafts(acme: Cast, library: Library) -> None:
    effective = make_effective(library, acme.ada)
    draft = make_document(library, acme.ada, "Draft only")
    make_draft(draft, acme.ada)
    assert sees(acme.ruth, effective)
    assert not sees(acme.ruth, draft)
    for member in (acme.ada, acme.cora, acme.otto):
        assert sees(member, draft)


def test_whoever_takes_part_opens_the_draft_put_before_them(acme: Cast, library: Library) -> None:
    document = make_document(library, acme.ada)
    draft = make_draft(document, acme.ada)
    with pytest.raises(Http404):
        access.get_revision(acme.ravi, document.number, draft.n)
    Participant.objects.create(revision=draft, member=acme.ravi, capacity="decides")
    assert access.get_revision(acme.ravi, document.number, draft.n) == draft


def test_a_new_draft_of_an_effective_document_stays_hidden(acme: Cast, library: Library) -> None:
    document = make_effective(library, acme.ada)
    make_draft(document, acme.ada)
    shown = Revision.objects.visible_to(acme.ruth).filter(document=document)
    assert [revision.label for revision in shown] == ["A/0"]


def test_a_restricted_document_needs_a_grant(acme: Cast, library: Library) -> None:
    document = make_effective(library, acme.ada)
    Document.objects.filter(pk=document.pk).update(restricted=True)
    assert sees(acme.ada, document)
    assert not sees(acme.ruth, document)
    access.share_document(document, acme.ruth)
    assert sees(acme.ruth, document)
    assert not sees(acme.ravi, document)
    access.unshare_document(document, acme.ruth)
    assert not sees(acme.ruth, document)


def test_a_grant_to_a_group_reaches_its_members_while_they_are_in_it(
    acme: Cast, library: Library
) -> None:
    document = make_effective(library, acme.ada)
    Document.objects.filter(pk=document.pk).update(restricted=True)
    group = Group.objects.create(name="Panel")
    access.share_document(document, group)
    assert not sees(acme.ruth, document)
    membership = GroupMember.objects.create(group=group, member=acme.ruth, valid_from="2020-01-01")
    assert sees(acme.ruth, document)
    GroupMember.objects.filter(pk=membership.pk).update(valid_until="2020-12-31")
    assert not sees(acme.ruth, document)


def test_a_restricted_folder_hides_what_stands_in_it(acme: Cast, library: Library) -> None:
    document = make_effective(library, acme.ada)
    Folder.objects.filter(pk=library.folder.pk).update(restricted=True)
    assert not sees(acme.ruth, document)
    assert sees(acme.cora, document)


def test_authors_do_not_write_on_the_drafts_of_others(acme: Cast, library: Library) -> None:
    draft = make_draft(make_document(library, acme.cora), acme.cora)
    with pytest.raises(Http404):
        access.get_draft(acme.ada, draft.document.number, draft.n)
    assert access.get_draft(acme.cora, draft.document.number, draft.n) == draft
