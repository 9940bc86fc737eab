"""External documents: where they come from, whether they are current, whom that concerns."""

import datetime as dt

import pytest

from documents.models import CurrencyCheck, Document, DocumentType, ExternalSource, ReviewTask
from tenants.models import Notice
from tenants.scope import tenant_scope
from tests.approvals.reviewing import give
from tests.library import Library, make_draft, make_effective, make_library, make_type, put_in_force
from tests.sweeping import remind
from tests.world import Cast, signed_in

CITES = "# 1 Purpose\n\n1.1 We follow GB/T 19001—2016.\n"


@pytest.fixture
def library(acme: Cast) -> Library:
    with tenant_scope(acme.tenant.pk):
        return make_library(acme)


@pytest.fixture
def standard(acme: Cast, library: Library) -> Document:
    """An external document in force, whose source nobody has described."""
    with tenant_scope(acme.tenant.pk):
        kind = make_type(library.folder, "ED", DocumentType.Level.EXTERNAL)
        document = make_effective(library, acme.ada, "Quality management systems")
        Document.objects.filter(pk=document.pk).update(document_type=kind)
        document.refresh_from_db()
    return document


def page(document: Document, tail: str) -> str:
    return f"/t/acme/documents/{document.number}/{tail}"


def describe(cast: Cast, document: Document) -> None:
    client = signed_in(cast.ada)
    seen = client.get(page(document, "check/")).context["described"]["seen"].value()
    said = {"issuer": "SAC", "number": "GB/T 19001-2016", "check_months": "6", "seen": seen}
    data = {"act": "source", **{f"source-{name}": value for name, value in said.items()}}
    assert client.post(page(document, "check/"), data).status_code == 302


def check(cast: Cast, document: Document, result: str) -> None:
    client = signed_in(cast.ada)
    key = client.get(page(document, "check/")).context["checked"]["key"].value()
    data = {"act": "check", "key": str(key), "result": result, "looked_at": "openstd.samr.gov.cn"}
    data["on"] = cast.tenant.today().isoformat()
    for _time in range(2):  # a double click is one check
        assert client.post(page(document, "check/"), data).status_code == 302


def test_a_check_is_a_row_and_sets_the_next_day(acme: Cast, standard: Document) -> None:
    describe(acme, standard)
    check(acme, standard, "current")
    with tenant_scope(acme.tenant.pk):
        row = CurrencyCheck.objects.get()
        standard.refresh_from_db()
        assert row.next_due == standard.review_due
        assert dt.timedelta(180) < row.next_due - row.on < dt.timedelta(185)
        assert not ReviewTask.objects.exists()
    shown = signed_in(acme.ruth).get(page(standard, "links/")).content.decode()
    assert "GB/T 19001-2016" in shown
    assert "openstd.samr.gov.cn" in shown


def test_who_cites_what_is_superseded_gets_a_task_and_settles_it(
    acme: Cast, library: Library, standard: Document
) -> None:
    with tenant_scope(acme.tenant.pk):
        citing = make_effective(library, acme.ada, "Internal audit", CITES)
        revised = make_effective(library, acme.ada, "Corrective action", CITES)
        make_effective(library, acme.ada, "Unrelated")
    describe(acme, standard)
    check(acme, standard, "superseded")
    with tenant_scope(acme.tenant.pk):
        assert {task.document_id for task in ReviewTask.objects.all()} == {citing.pk, revised.pk}
        assert Notice.objects.filter(recipient=acme.ada, kind="review_asked").count() == 2
        put_in_force(make_draft(revised, acme.ada))
        task = ReviewTask.objects.get(settled_at=None)
        remind("review_asked_due", task.due_on)
        assert Notice.objects.filter(recipient=acme.ada, kind="review_asked_due").exists()
    assert "no longer current" in signed_in(acme.ruth).get(page(citing, "")).content.decode()
    with tenant_scope(acme.tenant.pk):
        review = give(acme.ada, citing, comment="Fine")
        task.refresh_from_db()
        assert (task.settled_by_id, task.verdict) == (acme.ada.pk, "Fine")
    assert [f["count"] for f in review.evidence["facts"] if f["kind"] == "currency"] == [1]
    assert "no longer current" not in signed_in(acme.ruth).get(page(citing, "")).content.decode()


def test_a_check_that_is_due_is_reminded_of_as_a_check(acme: Cast, standard: Document) -> None:
    with tenant_scope(acme.tenant.pk):
        today = acme.tenant.today()
        Document.objects.filter(pk=standard.pk).update(review_due=today)
        remind("currency_due", today)
        kinds = set(Notice.objects.values_list("kind", flat=True))
    assert "currency_due" in kinds
    assert "review_due" not in kinds


def test_only_external_documents_are_checked_and_only_by_who_answers_for_them(
    acme: Cast, library: Library, standard: Document
) -> None:
    with tenant_scope(acme.tenant.pk):
        procedure = make_effective(library, acme.ada, "A procedure")
        Document.objects.filter(pk=standard.pk).update(owner=acme.cora)
    assert signed_in(acme.ada).get(page(procedure, "check/")).status_code == 404
    assert signed_in(acme.ada).get(page(standard, "check/")).status_code == 404
    assert signed_in(acme.cora).get(page(standard, "check/")).status_code == 200
    with tenant_scope(acme.tenant.pk):
        assert not ExternalSource.objects.exists()
