"""The pages of those who decide, acknowledge and look who has: HTTP in, database out."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from approvals.actions.rounds import submit
from approvals.models import Acknowledgement, Round, Signature
from documents.actions.documents import set_audience
from documents.models import Revision
from tenants.models import AuditEntry
from tenants.scope import new_id, tenant_scope
from tests.approvals.conftest import Office, make_office
from tests.library import make_document, make_draft, put_in_force
from tests.world import PASSWORD, Cast, signed_in


@pytest.fixture
def office(acme: Cast) -> Office:
    """Furnish acme; the pages open scopes of their own."""
    with tenant_scope(acme.tenant.pk):
        return make_office(acme)


@pytest.fixture
def draft(acme: Cast, office: Office) -> Revision:
    with tenant_scope(acme.tenant.pk):
        return office.draft()


@pytest.fixture
def submitted(acme: Cast, draft: Revision) -> Revision:
    with tenant_scope(acme.tenant.pk), translation.override("en"):
        submit(draft, by=acme.ada)
    return draft


@pytest.fixture
def published(acme: Cast, office: Office) -> Revision:
    """A revision in force that everybody has to acknowledge."""
    with tenant_scope(acme.tenant.pk):
        document = make_document(office, acme.ada)
        set_audience(document, everybody=True, by=acme.ada)
        revision = make_draft(document, acme.ada)
        put_in_force(revision)
    return revision


def english(client: Client) -> Client:
    client.cookies["django_language"] = "en"
    return client


def page(name: str, cast: Cast, revision: Revision) -> str:
    with tenant_scope(cast.tenant.pk):
        number = revision.document.number
    return reverse(f"approvals:{name}", args=[cast.tenant.slug, number, revision.n])


def decision(verb: str, **fields: Any) -> dict[str, Any]:
    return {"decision": verb, "key": str(new_id())} | fields


def test_the_author_sees_who_will_be_asked_and_submits(acme: Cast, draft: Revision) -> None:
    ada = english(signed_in(acme.ada))
    shown = ada.get(page("submit", acme, draft)).content.decode()
    assert all(name in shown for name in ("Ravi", "Lena", "Leo"))
    for _ in range(2):  # a double click
        assert ada.post(page("submit", acme, draft)).status_code == 302
    with tenant_scope(acme.tenant.pk):
        assert Round.objects.get().started_by == acme.ada


def test_a_refusal_is_a_sentence_on_the_page(acme: Cast, draft: Revision) -> None:
    with tenant_scope(acme.tenant.pk):
        Revision.objects.update(change_class="minor")
    answer = english(signed_in(acme.ada)).post(page("submit", acme, draft))
    assert "No approval route is set" in answer.content.decode()
    with tenant_scope(acme.tenant.pk):
        assert Revision.objects.get().state == Revision.State.DRAFT


def test_an_approver_signs_from_the_inbox(acme: Cast, submitted: Revision) -> None:
    ravi = english(signed_in(acme.ravi))
    address = page("decide", acme, submitted)
    assert address in ravi.get(reverse("approvals:inbox")).content.decode()
    assert "Say who approves what." in ravi.get(address).content.decode()
    form = decision("sign", password=PASSWORD, comment="Fine")
    for _ in range(2):  # the answer got lost, the browser sends it again
        assert ravi.post(address, form).headers["Location"] == reverse("approvals:inbox")
    with tenant_scope(acme.tenant.pk):
        signature = Signature.objects.get(signer=acme.ravi)
        assert signature.step is not None
        assert signature.step.comment == "Fine"
    assert address not in ravi.get(reverse("approvals:inbox")).content.decode()
    assert "ACME-QP-01" in ravi.get(reverse("approvals:done")).content.decode()


def test_a_second_tab_reads_that_it_came_late(acme: Cast, submitted: Revision) -> None:
    ravi, address = english(signed_in(acme.ravi)), page("decide", acme, submitted)
    ravi.post(address, decision("sign", password=PASSWORD))
    answer = ravi.post(address, decision("reject", comment="No"))
    assert "decided this already" in answer.content.decode()
    with tenant_scope(acme.tenant.pk):
        assert Round.objects.get().state == Round.State.OPEN


def test_wrong_passwords_are_counted_although_nothing_is_signed(
    acme: Cast, submitted: Revision
) -> None:
    ravi, address = english(signed_in(acme.ravi)), page("decide", acme, submitted)
    for _ in range(5):
        answer = ravi.post(address, decision("sign", password="guess"))
        assert "not your password" in answer.content.decode()
    answer = ravi.post(address, decision("sign", password=PASSWORD))
    said = answer.content.decode()
    assert "signing is locked until" in said
    assert "ask the administrator of your zone" in said
    with tenant_scope(acme.tenant.pk):
        assert AuditEntry.objects.filter(event="signature.not_confirmed").count() == 5
        assert not Signature.objects.filter(signer=acme.ravi).exists()


def test_returned_work_is_in_the_author_s_inbox_with_the_reason(
    acme: Cast, submitted: Revision
) -> None:
    address = page("decide", acme, submitted)
    english(signed_in(acme.ravi)).post(address, decision("return", comment="Scope is missing"))
    inbox = english(signed_in(acme.ada)).get(reverse("approvals:inbox")).content.decode()
    assert "Scope is missing" in inbox


def test_the_author_recalls_by_a_form(acme: Cast, submitted: Revision) -> None:
    ada = english(signed_in(acme.ada))
    assert ada.post(page("recall", acme, submitted)).status_code == 302
    with tenant_scope(acme.tenant.pk):
        assert Revision.objects.get().state == Revision.State.DRAFT


@pytest.mark.parametrize("name", ["decide", "submit", "recall", "acknowledge", "readers"])
def test_what_is_not_theirs_looks_missing(
    acme: Cast, bolt: Cast, submitted: Revision, name: str
) -> None:
    """Cora controls: she sees the work, but is not asked; the neighbour sees nothing."""
    method = "post" if name == "recall" else "get"
    hidden = getattr(signed_in(bolt.cora), method)(page(name, acme, submitted))
    missing = page(name, acme, submitted).replace("QP-01", "QP-99")
    nowhere = getattr(signed_in(acme.cora), method)(missing)
    assert (hidden.status_code, nowhere.status_code) == (404, 404)
    assert hidden.content == nowhere.content


def test_nobody_else_decides(acme: Cast, submitted: Revision) -> None:
    form = decision("sign", password=PASSWORD)
    for member in (acme.ada, acme.cora, acme.ruth):
        assert signed_in(member).post(page("decide", acme, submitted), form).status_code == 404
    assert signed_in(acme.otto).post(page("decide", acme, submitted), form).status_code == 403


def test_a_reader_acknowledges_once(acme: Cast, published: Revision) -> None:
    ruth, address = english(signed_in(acme.ruth)), page("acknowledge", acme, published)
    assert address in ruth.get(reverse("approvals:inbox")).content.decode()
    assert "checked" not in ruth.get(address).content.decode()
    assert ruth.post(address, {"key": str(new_id())}).status_code == 422  # not ticked
    with tenant_scope(acme.tenant.pk):
        assert not Acknowledgement.objects.exists()
    for _ in range(2):
        answer = ruth.post(address, {"key": str(new_id()), "understood": "on"}, follow=True)
        assert "You acknowledged ACME-QP-01 A/0" in answer.content.decode()
    with tenant_scope(acme.tenant.pk):
        assert Acknowledgement.objects.get().member == acme.ruth


def test_the_difference_since_the_last_time_comes_first(
    acme: Cast, office: Office, published: Revision
) -> None:
    ruth = english(signed_in(acme.ruth))
    ruth.post(page("acknowledge", acme, published), {"key": str(new_id()), "understood": "on"})
    with tenant_scope(acme.tenant.pk):
        published.document.refresh_from_db()
        following = make_draft(published.document, acme.ada, "# 1 Purpose\n\n1.1 Say who signs.\n")
        put_in_force(following)
    shown = ruth.get(page("acknowledge", acme, following)).content.decode()
    assert "Since A/0, which you acknowledged" in shown
    assert shown.index("<ins>") < shown.index("Full text")


def test_who_has_and_who_has_not(acme: Cast, published: Revision) -> None:
    form = {"key": str(new_id()), "understood": "on"}
    signed_in(acme.ruth).post(page("acknowledge", acme, published), form)
    ada, address = english(signed_in(acme.ada)), page("readers", acme, published)
    assert 'data-member="RUTH"' in ada.get(address, {"show": "done"}).content.decode()
    still = ada.get(address, {"show": "open"}).content.decode()
    assert 'data-member="CORA"' in still
    assert 'data-member="RUTH"' not in still
    assert signed_in(acme.ruth).get(address).status_code == 403


def test_the_inbox_asks_the_database_as_often_for_many_as_for_one(
    acme: Cast, office: Office
) -> None:
    ravi = signed_in(acme.ravi)
    asked = []
    for more in (1, 11):
        with tenant_scope(acme.tenant.pk), translation.override("en"):
            for _ in range(more):
                submit(office.draft(), by=acme.ada)
        ravi.get(reverse("approvals:inbox"))
        with CaptureQueriesContext(connection) as queries:
            assert b"ACME-QP-01" in ravi.get(reverse("approvals:inbox")).content
        asked.append(len(queries))
    assert asked[0] == asked[1]
