"""Document types: added, changed, retired, never deleted; and expiry of those that opt in."""

import datetime as dt
import json

import pytest
from django.http import HttpResponse
from django.test import Client

from documents.actions.documents import register_document
from documents.actions.types import change_type
from documents.models import Distribution, Document, DocumentType
from documents.periodic import withdraw_all_expired
from tenants.errors import Refused
from tenants.models import AuditEntry, Notice
from tenants.scope import tenant_scope
from tests.library import Library, make_document, make_library
from tests.sweeping import add_document, put_before_everybody
from tests.world import Cast, signed_in

LIST = "/t/acme/settings/types/"
PAGE = f"{LIST}QP/"


@pytest.fixture
def library(acme: Cast) -> Library:
    with tenant_scope(acme.tenant.pk):
        return make_library(acme)


def shown(client: Client, page: str = PAGE) -> dict[str, object]:
    """Return what the form would send as it was shown."""
    form = client.get(page).context["form"]
    facts = {name: form[name].value() for name in form.fields}
    return {k: v for k, v in facts.items() if v is not None and v is not False}


def post(client: Client, page: str = PAGE, **facts: object) -> HttpResponse:
    sent = {k: v for k, v in (shown(client, page) | facts).items() if v is not False}
    answer: HttpResponse = client.post(page, sent)  # type: ignore[assignment]
    return answer


def last_entry(cast: Cast, event: str) -> dict[str, object]:
    with tenant_scope(cast.tenant.pk):
        body = AuditEntry.objects.filter(event=event).latest("sequence").body
        facts: dict[str, object] = json.loads(bytes(body))["facts"]
        return facts


def test_a_type_is_added_and_listed(acme: Cast, library: Library) -> None:
    facts = {
        "code": "GL",
        "name_zh": "管理制度",
        "name_en": "Regulation",
        "level": 3,
        "review_months": 24,
        "folder": str(library.folder.pk),
        "grace_days": 0,
        "signing": "any",
    }
    answer = post(signed_in(acme.cora), f"{LIST}new/", **facts)
    assert answer.status_code == 302
    with tenant_scope(acme.tenant.pk):
        made = DocumentType.objects.get(code="GL")
    assert (made.number_pattern, made.retired) == ("{tenant}-{level}-{seq:02}", False)
    assert last_entry(acme, "document_type.added")["code"] == "GL"
    assert "Regulation" in signed_in(acme.cora).get(LIST).content.decode()


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("code", "gl"), ("code", "QP"), ("review_months", 0), ("review_months", 121), ("level", 9)],
)
def test_a_wrong_type_is_not_added(acme: Cast, library: Library, field: str, wrong: object) -> None:
    facts = {"code": "GL", "name_zh": "a", "name_en": "b", "level": 3, "review_months": 24}
    facts |= {"folder": str(library.folder.pk), "grace_days": 0, field: wrong}
    answer = post(signed_in(acme.cora), f"{LIST}new/", **facts)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]  # type: ignore[attr-defined]


def test_a_pattern_that_makes_no_numbers_is_refused(acme: Cast, library: Library) -> None:
    facts = {"code": "GL", "name_zh": "a", "name_en": "b", "level": 3, "review_months": 24}
    facts |= {"folder": str(library.folder.pk), "grace_days": 0, "number_pattern": "{dept}-{seq}"}
    answer = post(signed_in(acme.cora), f"{LIST}new/", **facts)
    assert answer.status_code == 422
    assert "{dept} is not known" in answer.content.decode()


def test_a_change_is_recorded_with_before_and_after(acme: Cast, library: Library) -> None:
    assert post(signed_in(acme.tom), review_months=36).status_code == 302
    assert last_entry(acme, "document_type.changed") == {"changes": {"review_months": [12, 36]}}


def test_the_code_of_a_type_with_documents_stays(acme: Cast, library: Library) -> None:
    client = signed_in(acme.cora)
    assert "code" in shown(client)
    with tenant_scope(acme.tenant.pk):
        make_document(library, acme.ada)
        with pytest.raises(Refused):
            change_type(library.procedure, {"code": "XX"}, seen="", by=acme.cora)
    assert "code" not in shown(client)
    assert post(client, code="XX", name_en="Procedures").status_code == 302
    with tenant_scope(acme.tenant.pk):
        assert DocumentType.objects.get(code="QP").name_en == "Procedures"


def test_one_signer_for_all_is_for_levels_three_and_four(acme: Cast, library: Library) -> None:
    answer = post(signed_in(acme.cora), same_signer="on")
    assert "levels 3 and 4 only" in answer.content.decode()
    assert post(signed_in(acme.cora), same_signer="on", level=4).status_code == 302


def test_the_second_of_two_is_told_what_the_first_wrote(acme: Cast, library: Library) -> None:
    tom, cora = signed_in(acme.tom), signed_in(acme.cora)
    before = shown(cora)
    post(tom, review_months=6)
    stale = cora.post(PAGE, before | {"review_months": 24})
    assert stale.status_code == 422
    assert "is now “6”, you wrote “24”" in stale.content.decode()
    with tenant_scope(acme.tenant.pk):
        assert DocumentType.objects.get(code="QP").review_months == 6


def test_a_retired_type_keeps_its_documents_and_gets_no_new_ones(
    acme: Cast, library: Library
) -> None:
    with tenant_scope(acme.tenant.pk):
        make_document(library, acme.ada)
    assert post(signed_in(acme.cora), retired="on").status_code == 302
    page = signed_in(acme.ada).get("/t/acme/new-document/").content.decode()
    assert f'value="{library.instruction.pk}"' in page
    assert f'value="{library.procedure.pk}"' not in page
    with tenant_scope(acme.tenant.pk):
        retired = DocumentType.objects.get(code="QP")
        with pytest.raises(Refused):
            register_document(
                document_type=retired, title="x", unit=library.office, owner=acme.ada, by=acme.ada
            )
    assert "Retired" in signed_in(acme.cora).get(LIST).content.decode()
    assert post(signed_in(acme.cora), retired=False).status_code == 302


def test_readers_and_neighbours_change_no_type(acme: Cast, bolt: Cast, library: Library) -> None:
    assert signed_in(acme.ruth).get(PAGE).status_code == 403
    assert signed_in(bolt.cora).get(PAGE).status_code == 404
    assert signed_in(bolt.cora).get("/t/bolt/settings/types/QP/").status_code == 404
    with tenant_scope(acme.tenant.pk), pytest.raises(Refused):
        change_type(library.procedure, {"review_months": 1}, seen="", by=acme.ruth)


TODAY = dt.date(2026, 3, 6)


@pytest.mark.parametrize(
    ("opted_in", "days_over", "state"),
    [
        (True, 10, "active"),
        (True, 11, "withdrawn"),
        (True, 400, "withdrawn"),
        (False, 400, "active"),
    ],
)
def test_expired_documents_end_after_their_days_of_grace_if_the_type_says_so(
    acme: Cast, library: Library, *, opted_in: bool, days_over: int, state: str
) -> None:
    with tenant_scope(acme.tenant.pk):
        DocumentType.objects.filter(code="QP").update(expires_by_itself=opted_in, grace_days=10)
        until = TODAY - dt.timedelta(days=days_over)
        document = add_document(library, acme.ada, valid_until=until)
        asked = put_before_everybody(document, TODAY)
        for _ in range(2):
            withdraw_all_expired(TODAY)
        document.refresh_from_db()
        assert document.state == state
        is_over = state == Document.State.WITHDRAWN
        assert (Distribution.objects.get(pk=asked.pk).closed_on is not None) == is_over
        told = Notice.objects.filter(kind="document_expired", recipient=acme.ada)
        assert told.count() == is_over
        assert AuditEntry.objects.filter(event="document.expired").count() == is_over
