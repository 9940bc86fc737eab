"""An approved revision before its day: whom it will concern reads and acknowledges it."""

import datetime as dt

import pytest
from django.utils import timezone

from approvals.actions.acknowledgements import acknowledge
from approvals.models import Acknowledgement
from approvals.reading.owed import due_for, still_owed_by
from documents.actions.documents import set_audience
from documents.actions.drafts import cancel_revision
from documents.models import Document, Revision
from tenants.errors import Refused
from tenants.models import Tenant
from tenants.scope import new_id
from tests.approvals.conftest import Office, approve, issue
from tests.library import appoint, make_document, make_draft, put_in_force
from tests.world import Cast, signed_in

SOON = dt.timedelta(days=40)


def approved(acme: Cast, office: Office, *, everybody: bool = False) -> Revision:
    """Approve a first revision for a day to come, of a document for the public services."""
    document = make_document(office, office.ada)
    units = [] if everybody else [office.service]
    set_audience(document, everybody=everybody, units=units, by=office.ada)
    revision = approve(office, office.draft(document), timezone.localdate() + SOON)
    issue(acme, revision)
    return revision


def page(revision: Revision) -> str:
    return f"/t/acme/documents/{revision.document.number}/revisions/{revision.n}/acknowledge/"


def test_a_plain_reader_of_its_audience_acknowledges_before_the_day(
    acme: Cast, office: Office
) -> None:
    revision = approved(acme, office)
    ruth = signed_in(acme.ruth)
    assert ruth.get(page(revision)).status_code == 404
    appoint(acme.ruth, office.head, office.service)
    shown = ruth.get(page(revision))
    assert f"takes effect on {revision.effective_on:%Y-%m-%d}" in shown.content.decode()
    facts = {"key": new_id(), "understood": "on", "statement": shown.context["statement"]}
    assert ruth.post(page(revision), facts).status_code == 302
    given = Acknowledgement.objects.get(member=acme.ruth)
    assert given.statement.endswith(f"will work to it from {revision.effective_on:%Y-%m-%d}.")
    document = f"/t/acme/documents/{revision.document.number}/"
    assert ruth.get(document).status_code == 200
    assert ruth.get(f"{document}revisions/1/").status_code == 200
    assert ruth.get(f"{document}revisions/1/acknowledged/").status_code == 200


def test_nobody_else_sees_it_and_a_draft_stays_hidden(acme: Cast, office: Office) -> None:
    approved(acme, office)
    document = make_document(office, office.ada)
    set_audience(document, everybody=True, units=[], by=office.ada)
    draft = make_draft(document, office.ada)
    for revision in (draft, Revision.objects.get(state="approved")):
        assert signed_in(acme.ruth).get(page(revision)).status_code == 404


def test_the_tenant_may_ask_for_it_before_the_day(acme: Cast, office: Office) -> None:
    before = approved(acme, office, everybody=True)
    assert not still_owed_by(acme.ruth).exists()
    Tenant.objects.filter(pk=acme.tenant.pk).update(acknowledge_early=True)
    revision = approved(acme, office, everybody=True)
    assert list(still_owed_by(acme.ruth)) == [revision]
    assert due_for(acme.ruth, revision) == timezone.localdate() + SOON
    inbox = signed_in(acme.ruth).get("/tasks/").content.decode()
    assert page(revision) in inbox
    assert page(before) not in inbox


def test_what_is_cancelled_before_its_day_is_owed_no_more(acme: Cast, office: Office) -> None:
    Tenant.objects.filter(pk=acme.tenant.pk).update(acknowledge_early=True)
    revision = approved(acme, office, everybody=True)
    cancel_revision(revision, by=office.ada, reason="Not needed")
    assert not still_owed_by(acme.ruth).exists()
    with pytest.raises(Refused, match="was cancelled"):
        acknowledge(revision, by=acme.ruth)


def test_what_is_replaced_or_withdrawn_while_one_reads_is_told_and_not_recorded(
    acme: Cast, office: Office
) -> None:
    document = make_document(office, office.ada)
    set_audience(document, everybody=True, units=[], by=office.ada)
    first = make_draft(document, office.ada)
    put_in_force(first)
    ruth = signed_in(acme.ruth)
    shown = ruth.get(page(first))
    facts = {"key": new_id(), "understood": "on", "statement": shown.context["statement"]}
    document.refresh_from_db()
    second = make_draft(document, office.ada)
    put_in_force(second)
    answer = ruth.post(page(first), facts)
    assert answer.status_code == 422
    assert f"has been replaced by {second.label}" in answer.content.decode()
    Document.objects.filter(pk=document.pk).update(state=Document.State.WITHDRAWN)
    assert "is withdrawn" in ruth.post(page(second), facts).content.decode()
    assert not Acknowledgement.objects.filter(member=acme.ruth).exists()
