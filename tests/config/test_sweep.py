"""The clock reminds, mails and puts in force: each thing once, however often it looks."""

import datetime as dt
from io import StringIO
from itertools import count
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from approvals.models import Acknowledgement
from config.clock import visit
from documents.models import Document, Rendition, Revision, StoredFile
from tenants.calendar import WorkingDays
from tenants.models import Notice, Tenant
from tenants.notices.ledger import reached
from tenants.scope import tenant_scope
from tests.library import Library, make_library
from tests.sweeping import add_document, due_at, ledger, put_before_everybody, sweep
from tests.world import Cast, make_cast

MONDAY = dt.date(2027, 3, 1)  # later than the cast's first day, whenever the tests run


def days(n: int) -> dt.timedelta:
    return dt.timedelta(days=n)


def reviewed(acme: Cast, library: Library, due: dt.date) -> Document:
    """Add a document of Ada's whose review is due."""
    with tenant_scope(acme.tenant.pk):
        return add_document(library, acme.ada, review_due=due)


def test_any_number_of_sweeps_on_a_day_is_one(acme: Cast, library: Library) -> None:
    reviewed(acme, library, MONDAY + days(30))
    assert sweep(acme.tenant, MONDAY) == ["ada@acme.example"]
    told = ledger(acme.tenant)
    assert [sweep(acme.tenant, MONDAY) for _ in range(3)] == [[], [], []]
    assert ledger(acme.tenant) == told


def test_after_days_of_silence_the_newest_is_sent_and_the_older_are_skipped(
    acme: Cast, library: Library
) -> None:
    reviewed(acme, library, MONDAY + days(7))
    assert sweep(acme.tenant, MONDAY) == ["ada@acme.example"]
    with tenant_scope(acme.tenant.pk):
        states = dict(Notice.objects.values_list("milestone", "state"))
    assert states == {30: "skipped", 14: "skipped", 7: "sent"}


def test_a_clock_set_back_tells_nothing_twice(acme: Cast, library: Library) -> None:
    reviewed(acme, library, MONDAY + days(1))
    sweep(acme.tenant, MONDAY)
    sweep(acme.tenant, MONDAY + days(1))
    told, mails = ledger(acme.tenant), len(mail.outbox)
    for back in (MONDAY - days(2), MONDAY, MONDAY + days(1)):
        sweep(acme.tenant, back)
    assert (ledger(acme.tenant), len(mail.outbox)) == (told, mails)


def test_who_has_reviewed_meanwhile_gets_no_mail(acme: Cast, library: Library) -> None:
    document = reviewed(acme, library, MONDAY + days(7))
    assert sweep(acme.tenant, MONDAY) == ["ada@acme.example"]
    with tenant_scope(acme.tenant.pk):
        Document.objects.filter(pk=document.pk).update(review_due=MONDAY + days(365))
    assert sweep(acme.tenant, MONDAY + days(6)) == []


def test_controllers_are_told_after_three_working_days(acme: Cast, library: Library) -> None:
    reviewed(acme, library, MONDAY)
    assert sweep(acme.tenant, MONDAY + days(2)) == ["ada@acme.example"]
    assert sweep(acme.tenant, MONDAY + days(3)) == ["ada@acme.example", "cora@acme.example"]


def test_only_those_who_have_not_acknowledged_are_reminded(acme: Cast, library: Library) -> None:
    with tenant_scope(acme.tenant.pk):
        document = add_document(library, acme.ada)
        put_before_everybody(document, MONDAY + days(30))
        for member in (acme.ada, acme.cora):
            Acknowledgement.objects.create(
                revision=document.in_force, member=member, at=dt.datetime.now(dt.UTC)
            )
    assert sweep(acme.tenant, MONDAY) == ["ravi@acme.example", "ruth@acme.example"]
    with tenant_scope(acme.tenant.pk):
        Acknowledgement.objects.create(
            revision=document.in_force, member=acme.ruth, at=dt.datetime.now(dt.UTC)
        )
    assert sweep(acme.tenant, MONDAY + days(16)) == ["ravi@acme.example"]


def test_expiring_documents_are_told_to_their_owner(acme: Cast, library: Library) -> None:
    with tenant_scope(acme.tenant.pk):
        document = add_document(library, acme.ada, valid_until=MONDAY - days(1))
    assert sweep(acme.tenant, MONDAY) == ["ada@acme.example"]
    assert f"{document.number} {document.title}: expired on 2027-02-28" in str(mail.outbox[-1].body)


def test_an_approved_revision_takes_effect_on_its_day(acme: Cast, library: Library) -> None:
    document = reviewed(acme, library, MONDAY + days(365))
    with tenant_scope(acme.tenant.pk):
        new = Revision.objects.create(
            document=document,
            n=2,
            edition=0,
            change=1,
            label="A/1",
            title=document.title,
            state=Revision.State.APPROVED,
            effective_on=MONDAY,
            prepared_by=acme.ada,
        )
        pdf = StoredFile.objects.create(sha256="0" * 64, size=1, media_type="application/pdf")
        Rendition.objects.create(revision=new, kind=Rendition.Kind.CONTROLLED, file=pdf)
    states = []
    for day in (MONDAY - days(1), MONDAY + days(3)):
        sweep(acme.tenant, day)
        with tenant_scope(acme.tenant.pk):
            states.append(Revision.objects.get(pk=new.pk).state)
    assert states == [Revision.State.APPROVED, Revision.State.EFFECTIVE]


def test_a_neighbour_gets_its_own_mail_only(acme: Cast, bolt: Cast, library: Library) -> None:
    mine = reviewed(acme, library, MONDAY)
    with tenant_scope(bolt.tenant.pk):
        theirs = add_document(make_library(bolt), bolt.ada, review_due=MONDAY)
    assert sweep(acme.tenant, MONDAY) == ["ada@acme.example"]
    assert sweep(bolt.tenant, MONDAY) == ["ada@bolt.example"]
    assert [mine.number in str(m.body) for m in mail.outbox] == [True, False]
    assert [theirs.number in str(m.body) for m in mail.outbox] == [False, True]


def test_the_clock_knows_whom_to_visit(acme: Cast, bolt: Cast, library: Library) -> None:
    for tenant in (acme.tenant, bolt.tenant):
        sweep(tenant, MONDAY)
    assert due_at(MONDAY, 12) == []
    assert set(due_at(MONDAY + days(1), 12)) == {acme.tenant.pk, bolt.tenant.pk}
    with tenant_scope(acme.tenant.pk):
        put_before_everybody(add_document(library, acme.ada), MONDAY + days(30))
    assert due_at(MONDAY, 3) == [acme.tenant.pk]


def test_suspended_tenants_are_left_alone(acme: Cast) -> None:
    Tenant.objects.update(suspended_at=dt.datetime.now(dt.UTC))
    assert due_at(MONDAY, 12) == []


def test_a_dry_run_says_what_would_be_sent_and_sends_nothing(acme: Cast, library: Library) -> None:
    document = reviewed(acme, library, MONDAY)
    out = StringIO()
    call_command("sweep", as_of=MONDAY, dry_run=True, tenant="acme", stdout=out)
    line = f"ACME ada@acme.example: {document.number} {document.title}: review due by 2027-03-01"
    assert out.getvalue() == f"{line}\n"
    assert ledger(acme.tenant) == set()
    assert mail.outbox == []


def test_the_command_does_what_the_clock_does(acme: Cast, library: Library) -> None:
    reviewed(acme, library, MONDAY)
    call_command("sweep", as_of=MONDAY)
    call_command("sweep", as_of=MONDAY)
    assert [m.to for m in mail.outbox] == [["ada@acme.example"]]


def test_the_command_knows_its_tenants(db: None) -> None:
    with pytest.raises(CommandError, match="no running tenant 'nix'"):
        call_command("sweep", tenant="nix")


_codes = count(1)


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    due=st.lists(st.integers(-20, 300), min_size=1, max_size=4),
    visits=st.sets(st.integers(0, 365), min_size=5, max_size=40),
)
def test_a_year_of_sweeps_is_what_a_careful_clerk_would_have_done(
    db: None, due: list[int], visits: set[int]
) -> None:
    """Whenever the clock looks, the ledger and the mails are those of the naive account."""
    cast = make_cast(f"YEAR{next(_codes)}")
    with tenant_scope(cast.tenant.pk):
        library = make_library(cast)
        dues = {
            f"document:{add_document(library, cast.ada, review_due=day).pk}": day
            for day in (MONDAY + days(n) for n in due)
        }
    noted: set[tuple[str, str, str, int]] = set()
    for today in (MONDAY + days(offset) for offset in sorted(visits)):
        new = {
            (name, "review_due", document, milestone)
            for document, day in dues.items()
            for name, late in (("Ada", 0), ("Cora", 3), ("Ravi", 7))
            for milestone in reached(day, today, WorkingDays({}), working_days_late=late)
        } - noted
        noted |= new
        mailed = {f"{name.lower()}@{cast.tenant.slug}.example" for name, *_ in new}
        assert sweep(cast.tenant, today) == sorted(mailed)
        assert ledger(cast.tenant) == noted


def test_nobody_gets_mail_in_the_night(acme: Cast, library: Library) -> None:
    reviewed(acme, library, MONDAY)
    shanghai = ZoneInfo("Asia/Shanghai")
    sent = []
    for hour in (0, 7, 8, 9):
        with time_machine.travel(dt.datetime(2027, 3, 1, hour, 30, tzinfo=shanghai)):
            visit.celery_task.apply((str(acme.tenant.pk),), throw=True)
        sent.append(len(mail.outbox))
    assert sent == [0, 0, 1, 1]
