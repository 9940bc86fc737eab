"""An auditor sees the sample and nothing else, wherever documents are named, and until when."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from documents import access
from documents.actions.documents import register_document
from documents.actions.samples import Sample, set_sample
from documents.models import AuditSample, Document, Folder
from tenants.errors import Refused
from tenants.models import AuditEntry, Member
from tenants.people.roles import MOST_AUDIT_DAYS, Role
from tenants.scope import tenant_scope
from tests.documents.test_statements import statements
from tests.library import Library, make_draft, make_effective, make_library, put_in_force
from tests.tenants.test_people import edit
from tests.world import Cast, signed_in

REGISTER: Final = "/t/acme/documents/"


@dataclass(frozen=True)
class Shelf:
    """Two documents in force in one folder, a third in another, with words of their own."""

    library: Library
    inside: Document
    outside: Document
    elsewhere: Document
    other: Folder


@pytest.fixture
def shelf(acme: Cast) -> Shelf:
    with tenant_scope(acme.tenant.pk):
        library = make_library(acme)
        other = Folder.objects.create(code="OTHER", name_zh="其他", name_en="Other")
        inside = make_effective(library, acme.ada, "Inside the sample")
        outside = make_effective(library, acme.ada, "Outside of it")
        elsewhere = register_document(
            document_type=library.procedure,
            title="Elsewhere",
            unit=library.office,
            owner=acme.ada,
            by=acme.ada,
        )
        put_in_force(make_draft(elsewhere, acme.ada))
        Document.objects.filter(pk=elsewhere.pk).update(folder=other)
        return Shelf(library, inside, outside, elsewhere, other)


def page_of(cast: Cast) -> str:
    return f"/t/acme/people/{cast.otto.pk}/sample/"


def choose(client: Client, cast: Cast, **facts: object) -> int:
    sent = {"scope": "sample", "documents": "", "folders": []} | facts
    return client.post(page_of(cast), sent).status_code


def seen(cast: Cast) -> set[str]:
    with tenant_scope(cast.tenant.pk):
        return set(Document.objects.visible_to(cast.otto).values_list("title", flat=True))


def test_an_auditor_without_a_sample_sees_what_is_not_restricted(acme: Cast, shelf: Shelf) -> None:
    assert seen(acme) == {"Inside the sample", "Outside of it", "Elsewhere"}
    assert "You see everything that is not restricted" in english(acme.otto).get(REGISTER).text


def english(member: Member) -> Client:
    client = signed_in(member)
    client.cookies["django_language"] = "en"
    return client


@pytest.mark.parametrize("who", ["tom", "cora"])
def test_a_sample_of_documents_and_folders(acme: Cast, shelf: Shelf, who: str) -> None:
    client = signed_in(getattr(acme, who))
    assert choose(client, acme, documents=shelf.inside.number, folders=[shelf.other.pk]) == 302
    assert seen(acme) == {"Inside the sample", "Elsewhere"}
    assert choose(client, acme, folders=[shelf.other.pk]) == 302
    assert seen(acme) == {"Elsewhere"}
    assert choose(client, acme, scope="everything") == 302
    assert len(seen(acme)) == 3


def test_everything_outside_looks_like_what_is_missing(acme: Cast, shelf: Shelf) -> None:
    choose(signed_in(acme.cora), acme, documents=shelf.inside.number)
    otto = english(acme.otto)
    for tail in ("", "history/", "compare/", "log/", "revisions/1/", "revisions/1/body.pdf"):
        assert otto.get(f"{REGISTER}{shelf.inside.number}/{tail}").status_code == 200
        hidden = otto.get(f"{REGISTER}{shelf.outside.number}/{tail}")
        missing = otto.get(f"{REGISTER}NONE-9-99/{tail}")
        assert (hidden.status_code, hidden.content) == (404, missing.content)
    for tail in ("revisions/1/source/", "revisions/1/readers/"):
        assert otto.get(f"{REGISTER}{shelf.outside.number}/{tail}").status_code == 404


def test_register_search_trail_and_exports_keep_to_the_sample(acme: Cast, shelf: Shelf) -> None:
    choose(signed_in(acme.cora), acme, documents=shelf.inside.number)
    otto = english(acme.otto)
    addresses = [
        REGISTER,
        f"{REGISTER}?q=Outside",
        f"{REGISTER}?q=approves",  # a word of the text of both
        "/t/acme/audit/",
        *(f"/t/acme/audit/export.{form}" for form in ("csv", "json")),
        f"/t/acme/people/{acme.ada.pk}/",
    ]
    for address in addresses:
        page = otto.get(address)
        assert page.status_code == 200
        assert "Outside of it" not in page.text
        assert shelf.outside.number not in page.text
    assert "Inside the sample" in otto.get(f"{REGISTER}?q=approves").text


def test_a_sample_opens_nothing_that_is_restricted(acme: Cast, shelf: Shelf) -> None:
    choose(signed_in(acme.cora), acme, documents=shelf.inside.number)
    with tenant_scope(acme.tenant.pk):
        Document.objects.filter(pk=shelf.inside.pk).update(restricted=True)
    assert seen(acme) == set()
    with tenant_scope(acme.tenant.pk):
        access.share_document(shelf.inside, acme.otto)
    assert seen(acme) == {"Inside the sample"}


def test_the_banner_says_what_and_until_when(acme: Cast, shelf: Shelf) -> None:
    facts = {"documents": shelf.inside.number, "folders": [shelf.other.pk]}
    choose(signed_in(acme.cora), acme, **facts)
    for address in (REGISTER, "/t/acme/people/", "/t/acme/audit/"):
        page = english(acme.otto).get(address).text
        assert f"You audit here until {acme.otto.valid_until}" in page
        assert f"Other, {shelf.inside.number}." in page
    assert "You audit here" not in english(acme.ruth).get(REGISTER).text


def test_a_sample_costs_nobody_else_a_statement(acme: Cast, shelf: Shelf) -> None:
    before = statements(acme.ruth, REGISTER), statements(acme.cora, REGISTER)
    choose(signed_in(acme.cora), acme, documents=shelf.inside.number, folders=[shelf.other.pk])
    assert (statements(acme.ruth, REGISTER), statements(acme.cora, REGISTER)) == before
    few = statements(acme.otto, REGISTER)
    numbers = "\n".join(d.number for d in (shelf.inside, shelf.outside, shelf.elsewhere))
    choose(signed_in(acme.cora), acme, documents=numbers, folders=[shelf.other.pk])
    assert statements(acme.otto, REGISTER) == few <= 12


def test_what_the_administrator_cannot_see_stays_and_is_not_named(acme: Cast, shelf: Shelf) -> None:
    with tenant_scope(acme.tenant.pk):
        Document.objects.filter(pk=shelf.inside.pk).update(restricted=True)
    choose(signed_in(acme.cora), acme, documents=shelf.inside.number)
    tom = signed_in(acme.tom)
    page = tom.get(page_of(acme))
    assert page.context["hidden"] == 1
    assert shelf.inside.number not in page.text
    assert shelf.inside.number not in tom.get(f"/t/acme/people/{acme.otto.pk}/").text
    assert shelf.inside.number not in tom.get("/t/acme/audit/").text
    assert choose(tom, acme, documents=shelf.inside.number) == 422  # as if it did not exist
    assert choose(tom, acme, documents=shelf.outside.number) == 302
    with tenant_scope(acme.tenant.pk):
        kept = set(AuditSample.objects.values_list("document", flat=True))
    assert kept == {shelf.inside.pk, shelf.outside.pk}


def test_a_wrong_sample_is_refused(acme: Cast, bolt: Cast, shelf: Shelf) -> None:
    cora = signed_in(acme.cora)
    with tenant_scope(bolt.tenant.pk):
        theirs = make_library(bolt).folder
    assert choose(cora, acme) == 422  # nothing chosen
    assert choose(cora, acme, documents="NONE-9-99") == 422
    assert choose(cora, acme, folders=[theirs.pk]) == 422
    assert choose(cora, acme, scope="else") == 422
    with tenant_scope(acme.tenant.pk):
        assert not AuditSample.objects.exists()
        sample = Sample([], [shelf.inside])
        with pytest.raises(Refused, match="Only administrators"):
            set_sample(acme.otto, sample, by=acme.ada)
        with pytest.raises(Refused, match="auditors only"):
            set_sample(acme.ruth, sample, by=acme.cora)


def test_every_change_of_a_sample_is_recorded(acme: Cast, shelf: Shelf) -> None:
    choose(signed_in(acme.cora), acme, documents=shelf.inside.number)
    choose(signed_in(acme.tom), acme, scope="everything")
    choose(signed_in(acme.tom), acme, scope="everything")
    with tenant_scope(acme.tenant.pk):
        entries = list(AuditEntry.objects.filter(event="sample.set").order_by("sequence"))
    assert [entry.by_id for entry in entries] == [acme.cora.pk, acme.tom.pk]
    assert f'"documents":[[],["{shelf.inside.number}"]]' in bytes(entries[0].body).decode()


def test_an_auditor_has_a_last_day_within_a_year(acme: Cast) -> None:
    tom, today = signed_in(acme.tom), timezone.localdate()
    far = today + dt.timedelta(days=MOST_AUDIT_DAYS)
    assert "needs a last day" in edit(tom, acme.ruth, roles=["auditor"])
    late = str(far + dt.timedelta(days=1))
    assert "needs a last day" in edit(tom, acme.ruth, roles=["auditor"], valid_until=late)
    assert "needs a last day" in edit(tom, acme.otto, valid_until="")
    edit(tom, acme.ruth, roles=["auditor"], valid_until=str(far))
    edit(tom, acme.otto, roles=["reader"], valid_until="")
    with tenant_scope(acme.tenant.pk):
        ruth, otto = (Member.objects.get(pk=one.pk) for one in (acme.ruth, acme.otto))
        assert (ruth.roles, ruth.valid_until) == (["auditor"], far)
        assert (otto.roles, otto.valid_until) == (["reader"], None)


def test_the_database_keeps_no_auditor_without_an_end(acme: Cast) -> None:
    with (
        tenant_scope(acme.tenant.pk),
        pytest.raises(IntegrityError, match="auditors_have_a_last_day"),
        transaction.atomic(),
    ):
        Member.objects.filter(pk=acme.ruth.pk).update(roles=[Role.AUDITOR])


def test_an_auditor_whose_day_is_past_is_nobody_here(acme: Cast, shelf: Shelf) -> None:
    otto = signed_in(acme.otto)
    assert otto.get(REGISTER).status_code == 200
    with tenant_scope(acme.tenant.pk):
        yesterday = timezone.localdate() - dt.timedelta(days=1)
        Member.objects.filter(pk=acme.otto.pk).update(valid_until=yesterday)
    assert otto.get(REGISTER).status_code == 404
