"""Folders and grants: who sees what, why, and that a withdrawn grant ends with the next request."""

import datetime as dt
import json
import random
from itertools import product

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from documents import access
from documents.actions.sharing import grant, rename_folder, restrict
from documents.models import Document, Folder
from documents.seers import seers_of, strangers_to, with_reasons
from tenants.errors import Refused
from tenants.models import AuditEntry, Group, GroupMember, Member
from tenants.people.roles import Role
from tenants.scope import tenant_scope
from tests.library import Library, make_draft, make_effective, make_library
from tests.world import Cast, make_member, signed_in

FOLDERS = "/t/acme/settings/folders/"
FOLDER = f"{FOLDERS}SYSTEM/"


@pytest.fixture
def library(acme: Cast) -> Library:
    with tenant_scope(acme.tenant.pk):
        return make_library(acme)


@pytest.fixture
def document(acme: Cast, library: Library) -> Document:
    with tenant_scope(acme.tenant.pk):
        return make_effective(library, acme.ada)


def events(cast: Cast) -> list[str]:
    with tenant_scope(cast.tenant.pk):
        found = AuditEntry.objects.filter(event__regex="^(folder|grant|access)[.]")
        return list(found.order_by("sequence").values_list("event", flat=True))


def make_group(*members: Member) -> Group:
    group = Group.objects.create(name="Panel")
    for member in members:
        GroupMember.objects.create(group=group, member=member, valid_from=timezone.localdate())
    return group


def post(cast: Cast, url: str, **facts: object) -> HttpResponse:
    answer: HttpResponse = signed_in(cast.cora).post(url, facts)  # type: ignore[assignment]
    return answer


def close(cast: Cast, url: str) -> HttpResponse:
    """Close or open as the page offers it."""
    form = signed_in(cast.cora).get(f"{url}restrict/").context["form"]
    return post(cast, f"{url}restrict/", **form.initial)


def test_a_folder_is_added_and_renamed(acme: Cast, bolt: Cast, library: Library) -> None:
    facts = {"code": "NEW", "name_zh": "新", "name_en": "New"}
    assert post(acme, f"{FOLDERS}new/", **facts).status_code == 302
    assert post(acme, f"{FOLDERS}new/", **facts).status_code == 422
    assert post(acme, f"{FOLDERS}new/", **facts | {"code": "a b"}).status_code == 422
    page = signed_in(acme.tom).get(f"{FOLDERS}NEW/")
    seen = page.context["form"].initial["seen"]
    answer = signed_in(acme.tom).post(f"{FOLDERS}NEW/", facts | {"name_en": "Newer", "seen": seen})
    assert answer.status_code == 302
    assert events(acme) == ["folder.added", "folder.renamed"]
    assert "Newer" in signed_in(acme.cora).get(FOLDERS).content.decode()
    assert signed_in(bolt.cora).get("/t/bolt/settings/folders/NEW/").status_code == 404
    stale = signed_in(acme.tom).post(f"{FOLDERS}NEW/", facts | {"name_en": "Old", "seen": seen})
    assert "is now “Newer”, you wrote “Old”" in stale.content.decode()


def test_closing_says_how_many_it_concerns_and_counts_from_the_next_request(
    acme: Cast, document: Document
) -> None:
    ruth, page = signed_in(acme.ruth), f"/t/acme/documents/{document.number}/"
    assert ruth.get(page).status_code == 200
    said = signed_in(acme.cora).get(f"{FOLDER}restrict/").content.decode()
    assert "shuts out 5 people" in said  # all but Cora
    assert "It holds 1 document." in said
    assert close(acme, FOLDER).status_code == 302
    assert ruth.get(page).status_code == 404
    assert close(acme, FOLDER).status_code == 302
    assert ruth.get(page).status_code == 200
    assert events(acme) == ["access.restricted", "access.opened"]


def test_of_two_who_close_and_open_the_second_is_told(acme: Cast, document: Document) -> None:
    form = signed_in(acme.cora).get(f"{FOLDER}restrict/").context["form"].initial
    close(acme, FOLDER)
    assert post(acme, f"{FOLDER}restrict/", **form).status_code == 302  # the same once more
    with tenant_scope(acme.tenant.pk), pytest.raises(Refused):
        restrict(Folder.objects.get(), restricted=False, seen=form["seen"], by=acme.cora)
    assert events(acme) == ["access.restricted"]


def test_a_grant_opens_and_its_end_closes_with_the_next_request(
    acme: Cast, document: Document
) -> None:
    ruth, page = signed_in(acme.ruth), f"/t/acme/documents/{document.number}/"
    close(acme, page + "access/")
    close(acme, FOLDER)
    with tenant_scope(acme.tenant.pk):
        group = make_group(acme.ruth)
    post(acme, f"{FOLDER}grant/", group=group.pk)
    assert ruth.get(page).status_code == 404
    for _ in range(2):
        assert post(acme, f"{page}access/grant/", member=acme.ruth.pk).status_code == 302
    assert ruth.get(page).status_code == 200
    shown = signed_in(acme.cora).get(f"{page}access/").content.decode()
    assert "Document granted to the person" in shown
    assert "Folder granted to the group Panel" in shown
    for _ in range(2):
        post(acme, f"{FOLDER}grant/", group=group.pk, withdraw="1")
    assert ruth.get(page).status_code == 404
    given = ["grant.given"] * 2
    assert events(acme) == ["access.restricted", "access.restricted", *given, "grant.withdrawn"]
    with tenant_scope(acme.tenant.pk):
        body = AuditEntry.objects.filter(event="grant.withdrawn").get().body
    assert json.loads(bytes(body))["facts"] == {"name": "SYSTEM", "to": "Panel", "kind": "group"}


def test_a_grant_names_one_who_belongs_here(acme: Cast, bolt: Cast, document: Document) -> None:
    with tenant_scope(acme.tenant.pk):
        group = make_group()
    url = f"{FOLDER}grant/"
    client = signed_in(acme.cora)
    for wrong in ({}, {"member": acme.ruth.pk, "group": group.pk}, {"member": bolt.ruth.pk}):
        page = client.post(url, wrong, follow=True)
        assert "Name a person or a group." in page.content.decode()
    assert events(acme) == []


def test_nothing_is_granted_to_who_has_left(acme: Cast, document: Document) -> None:
    with tenant_scope(acme.tenant.pk):
        yesterday = timezone.localdate() - dt.timedelta(days=1)
        Member.objects.filter(pk=acme.ruth.pk).update(valid_until=yesterday)
        group = make_group(acme.ruth)
        Group.objects.update(ended_on=yesterday)
    for facts in ({"member": acme.ruth.pk}, {"group": group.pk}):
        assert post(acme, f"{FOLDER}grant/", **facts).status_code == 302
    assert events(acme) == []
    assert signed_in(acme.cora).get(f"{FOLDER}access/?who=Panel").context["found"].groups == []


def test_people_and_groups_are_found_by_name_and_number(acme: Cast, library: Library) -> None:
    with tenant_scope(acme.tenant.pk):
        make_group()
    cora = signed_in(acme.cora)
    for who, name in (("rut", "Ruth"), ("RAVI", "Ravi"), ("pan", "Panel")):
        assert f"Grant: {name}" in cora.get(f"{FOLDER}access/", {"who": who}).content.decode()
    assert "Nobody is called so" in cora.get(f"{FOLDER}access/", {"who": "x%"}).content.decode()


def test_only_controllers_say_who_sees_what(acme: Cast, bolt: Cast, document: Document) -> None:
    for page in (FOLDER, f"/t/acme/documents/{document.number}/"):
        for member in (acme.tom, acme.ada, acme.ruth):
            assert signed_in(member).get(f"{page}access/").status_code == 403
        assert signed_in(bolt.cora).get(f"{page}access/").status_code == 404
    with tenant_scope(acme.tenant.pk):
        folder = Folder.objects.get()
        with pytest.raises(Refused):
            grant(folder, acme.tom, by=acme.tom)
        with pytest.raises(Refused):
            restrict(folder, restricted=True, seen="", by=acme.tom)
        with pytest.raises(Refused):
            rename_folder(folder, {"name_en": "x"}, seen="", by=acme.ruth)


@pytest.mark.parametrize("seed", range(4))
def test_the_list_names_exactly_those_who_see_it(
    acme: Cast, library: Library, document: Document, seed: int
) -> None:
    """However folder, document and grants are mixed, with a document in work as well."""
    chance = random.Random(seed)
    with tenant_scope(acme.tenant.pk):
        make_draft(document, acme.ravi)
        work = make_draft(make_effective(library, acme.ada), acme.ada).document
        work.in_force = None
        work.save()
        members = list(Member.objects.all())
        grantees: list[Member | Group] = [*members, make_group(*chance.sample(members, 2))]
        for closed_folder, restricted in product([False, True], repeat=2):
            Folder.objects.update(restricted=closed_folder)
            Document.objects.update(restricted=restricted)
            access.share_folder(library.folder, chance.choice(grantees))
            access.share_document(document, chance.choice(grantees))
            for each in Document.objects.select_related("folder"):
                named = {seer.member.pk for seer in with_reasons(each, list(seers_of(each)))}
                seeing = {m.pk for m in members if _sees(m, each)}
                assert named == seeing
                assert all(seer.reasons for seer in with_reasons(each, list(seers_of(each))))


def _sees(member: Member, document: Document) -> bool:
    return Document.objects.visible_to(member).filter(pk=document.pk).exists()


def test_the_list_is_flat_and_paged(acme: Cast, document: Document) -> None:
    close(acme, FOLDER)
    url, cora, counts = f"/t/acme/documents/{document.number}/access/", signed_in(acme.cora), []
    for n in range(60):
        reader = make_member(acme.tenant, f"Reader{n}", Role.READER)
        with tenant_scope(acme.tenant.pk):
            access.share_folder(document.folder, reader)
        if n in (0, 59):
            with CaptureQueriesContext(connection) as captured:
                page = cora.get(url)
            counts.append(len(captured))
    assert counts[0] == counts[1]
    assert len(page.context["seers"]) == 50
    assert "Reader59" in cora.get(url, {"page": 2}).content.decode()


def test_strangers_are_those_whom_closing_shuts_out(acme: Cast, document: Document) -> None:
    with tenant_scope(acme.tenant.pk):
        document = Document.objects.select_related("folder").get()
        before = set(seers_of(document))
        count = strangers_to(document)
        Document.objects.update(restricted=True)
        document.refresh_from_db()
        assert len(before) - len(set(seers_of(document))) == count
        assert strangers_to(document) == count
