"""Acknowledge: once, exactly this revision; who has and who has not."""

import datetime as dt

import pytest
from django.utils import timezone

from approvals.actions.acknowledgements import acknowledge
from approvals.models import Acknowledgement
from approvals.reading.owed import due_for, given_by, last_acknowledged, still_owed_by
from approvals.reading.readers import by_unit, names, refresh_readership
from approvals.tasks import count_readers
from documents.actions.documents import set_audience
from documents.models import Document, Readership, Revision
from tenants.errors import Refused
from tenants.models import Appointment, AuditEntry, Member, Tenant
from tests.approvals.conftest import Office
from tests.library import appoint, make_document, make_draft, put_in_force
from tests.world import Cast, signed_in


def published(office: Office, *, everybody: bool = True) -> Revision:
    """Put a first revision in force, before everybody or before the public services."""
    document = make_document(office, office.ada)
    units = [] if everybody else [office.service]
    set_audience(document, everybody=everybody, units=units, by=office.ada)
    revision = make_draft(document, office.ada)
    put_in_force(revision)
    return revision


def next_of(revision: Revision, *, change_class: str = "major") -> Revision:
    document = Document.objects.get(pk=revision.document_id)
    following = make_draft(document, revision.prepared_by)
    following.change_class = change_class
    following.must_acknowledge = change_class == "major"
    following.save()
    put_in_force(following)
    return following


def owed(member: Member) -> list[Revision]:
    return list(still_owed_by(member))


def test_acknowledging_twice_is_acknowledging_once(acme: Cast, office: Office) -> None:
    revision = published(office)
    assert owed(acme.ruth) == [revision]
    assert due_for(acme.ruth, revision) == timezone.localdate() + dt.timedelta(days=30)
    assert acknowledge(revision, by=acme.ruth) == acknowledge(revision, by=acme.ruth)
    assert Acknowledgement.objects.count() == 1
    assert AuditEntry.objects.filter(event="revision.acknowledged").count() == 1
    assert owed(acme.ruth) == []


def test_only_what_is_in_force_or_about_to_be_is_acknowledged(acme: Cast, office: Office) -> None:
    revision = published(office)
    next_of(revision)
    revision.refresh_from_db()
    with pytest.raises(Refused, match="has been replaced"):
        acknowledge(revision, by=acme.ruth)


def test_a_major_change_is_acknowledged_again(acme: Cast, office: Office) -> None:
    first = published(office)
    acknowledge(first, by=acme.ruth)
    second = next_of(first)
    assert owed(acme.ruth) == [second]
    given = given_by(acme.ruth, [second, first])
    assert last_acknowledged(second, [second, first], given) == first


def test_a_lesser_change_carries_acknowledgements_over(acme: Cast, office: Office) -> None:
    first = published(office)
    acknowledge(first, by=acme.ruth)
    second = next_of(first, change_class="minor")
    assert owed(acme.ruth) == []
    given = given_by(acme.ruth, [second, first])
    assert last_acknowledged(second, [second, first], given) == first


def test_open_ones_of_the_old_revision_are_owed_no_more(acme: Cast, office: Office) -> None:
    first = published(office)
    second = next_of(first)
    assert owed(acme.ruth) == [second]


def test_who_skipped_one_and_reads_the_next_is_complete(acme: Cast, office: Office) -> None:
    acknowledge(next_of(published(office)), by=acme.ruth)
    assert owed(acme.ruth) == []


def test_a_withdrawn_document_is_owed_by_nobody(acme: Cast, office: Office) -> None:
    revision = published(office)
    Document.objects.filter(pk=revision.document_id).update(state=Document.State.WITHDRAWN)
    assert owed(acme.ruth) == []


def test_a_unit_s_people_are_asked_and_leave_with_their_post(acme: Cast, office: Office) -> None:
    revision = published(office, everybody=False)
    assert owed(acme.ruth) == []
    appoint(acme.ruth, office.head, office.service)
    assert owed(acme.ruth) == [revision]
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    Appointment.objects.filter(member=acme.ruth).update(valid_from=yesterday, valid_until=yesterday)
    assert owed(acme.ruth) == []


def test_who_has_and_who_has_not_by_name_and_unit(acme: Cast, office: Office) -> None:
    revision = published(office)
    appoint(acme.ruth, office.head, office.service)
    acknowledge(revision, by=acme.ruth)
    assert [m.name for m in names(revision, show="done")] == ["Ruth"]
    assert [m.name for m in names(revision, show="open")] == ["Ada", "Cora", "Lena", "Leo", "Ravi"]
    assert [m.name for m in names(revision, unit="OFC")] == ["Ravi"]
    shares = {share.code: (share.done, share.required) for share in by_unit(revision)}
    assert shares == {"OFC": (0, 1), "SVC": (1, 1)}


def test_counters_follow(acme: Cast, office: Office) -> None:
    revision = published(office)
    refresh_readership(revision)
    acknowledge(revision, by=acme.ruth)
    count_readers(str(revision.pk))
    readership = Readership.objects.get(revision=revision)
    assert (readership.done, readership.required) == (1, 6)


def test_the_statement_is_the_tenants_and_stays_with_the_acknowledgement(
    acme: Cast, office: Office
) -> None:
    acme.tenant.statement_en = "I know {label}."
    acme.tenant.save()
    number, ruth = published(office).document.number, acme.ruth
    page = f"/t/acme/documents/{number}/revisions/1/acknowledge/"
    assert "I know A/0." in signed_in(ruth).get(page).content.decode()
    facts = {"key": "0198a8f0-0000-7000-8000-000000000001", "understood": "on"}
    stale = signed_in(ruth).post(page, facts | {"statement": "I know nothing."})
    assert "The statement was changed meanwhile" in stale.content.decode()
    assert signed_in(ruth).post(page, facts | {"statement": "I know A/0."}).status_code == 302
    Tenant.objects.filter(pk=acme.tenant.pk).update(statement_en="Other.")
    assert Acknowledgement.objects.get(member=ruth).statement == "I know A/0."
