"""Nobody is asked to read what they may not see; and every way to ask that agrees."""

import random

from django.db import connection
from guardian.shortcuts import assign_perm

from approvals.reading.owed import due_for, readings_owed, still_owed_by
from documents import access
from documents.actions.documents import set_audience
from documents.audience import required_readers
from documents.models import Document, Folder, FolderUserGrant, Participant, Revision
from tenants.access import standings_of
from tenants.models import Appointment, Group, GroupMember, Member
from tests.approvals.conftest import Office
from tests.library import make_document, make_draft, put_in_force
from tests.world import Cast


def publish(office: Office, *, everybody: bool = True) -> Revision:
    document = make_document(office, office.ada)
    set_audience(document, everybody=everybody, units=[office.office], by=office.ada)
    revision = make_draft(document, office.ada)
    put_in_force(revision)
    return revision


def test_a_restricted_document_waits_for_those_who_may_see_it(acme: Cast, office: Office) -> None:
    revision = publish(office)
    Document.objects.update(restricted=True)
    revision.document.refresh_from_db()
    access.share_document(revision.document, acme.ruth)
    assert set(required_readers(revision)) == {acme.ada, acme.cora, acme.ruth}
    assert due_for(acme.ruth, revision) is not None
    assert due_for(acme.ravi, revision) is None


def test_all_ways_to_ask_who_owes_what_agree(acme: Cast, office: Office) -> None:
    """One member and many documents, one document and many members, and the count of the menu."""
    chance = random.Random(7)
    people = [acme.cora, acme.ada, acme.ravi, acme.ruth, acme.tom, acme.otto, office.lena]
    panel = Group.objects.create(name="Panel")
    GroupMember.objects.create(group=panel, member=office.lena, valid_from="2020-01-01")
    closed = Folder.objects.create(code="C", name_zh="C", name_en="C", restricted=True)
    Appointment.objects.create(member=acme.ruth, post=office.head, unit=office.office)
    revisions = [publish(office, everybody=chance.random() < 0.6) for _ in range(14)]
    for revision in revisions:
        document = revision.document
        document.restricted = chance.random() < 0.5
        document.folder = closed if chance.random() < 0.4 else document.folder
        document.save(update_fields=["restricted", "folder"])
        grantees: list[Member | Group] = [acme.ravi, acme.ruth, panel]
        access.share_document(document, chance.choice(grantees))
        if chance.random() < 0.3:
            Participant.objects.create(revision=revision, member=acme.ravi, capacity="decides")
    assign_perm("read_folder", acme.ruth.user, closed)
    assert FolderUserGrant.objects.count() == 1
    for member in people:
        asked = {r.pk for r in revisions if member in required_readers(r)}
        assert {r.pk for r in still_owed_by(member)} == asked
        assert {row.revision_id for row in readings_owed(member, 50)} == asked
        (standing,) = standings_of(member.user, counting=True)
        assert (standing.waiting or {})["acknowledge"] == standing.count == len(asked)
        visible = set(Document.objects.visible_to(member))
        assert {r.document for r in revisions if r.pk in asked} <= visible
        for revision in revisions:
            assert may_read(member, revision.document) == (revision.document in visible)


def may_read(member: Member, document: Document) -> bool:
    """Ask the database's own rule of one member and one document in force."""
    with connection.cursor() as cursor:
        asked = [member.tenant_id, member.pk, member.user_id, document.pk]
        cursor.execute("SELECT may_read(%s, %s, %s, %s, current_date)", asked)
        return bool(cursor.fetchone()[0])
