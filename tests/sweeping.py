"""Documents with dates, and the clock moved by hand."""

import datetime as dt
from contextlib import nullcontext
from itertools import count
from typing import Any, Final
from unittest.mock import Mock, patch
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core import mail

from approvals.expiring.reminding import remind_of
from config.clock import do_what_is_due
from documents.models import Distribution, Document, Revision
from documents.register.numbering import number_key
from oversight.expiring import EXPIRING
from tenants.models import Member, Notice, Tenant
from tenants.notices import digests
from tenants.people.directory import tenants_due
from tenants.scope import tenant_scope
from tests.library import Library

BY_NAME: Final = {kind.name: kind for kind in EXPIRING}
_numbers = count(1)
EVERY_DAY: Final = Mock(return_value=Mock(has=Mock(return_value=True)))


def add_document(library: Library, owner: Member, **facts: Any) -> Document:
    """Add a document that is in force, without the work of writing and setting its text."""
    n = next(_numbers)
    number, title = f"QP-{n:03}", facts.pop("title", f"Procedure {n}")
    document = Document.objects.create(
        number=number,
        number_key=number_key(number),
        title=title,
        document_type=library.procedure,
        folder=library.folder,
        unit=library.office,
        owner=owner,
        **facts,
    )
    document.in_force = Revision.objects.create(
        document=document,
        n=1,
        edition=0,
        change=0,
        label="A/0",
        title=title,
        state=Revision.State.EFFECTIVE,
        prepared_by=owner,
    )
    document.save()
    return document


def put_before_everybody(document: Document, due_on: dt.date) -> Distribution:
    """Ask everybody to acknowledge the revision in force by a day."""
    return put_before(document, due_on, scope=Distribution.Scope.EVERYBODY)


def put_before(document: Document, due_on: dt.date, **audience: Any) -> Distribution:
    """Ask an audience to do so."""
    return Distribution.objects.create(
        **audience,
        revision=document.in_force,
        published_on=due_on - dt.timedelta(days=30),
        due_on=due_on,
    )


def sweep(tenant: Tenant, day: dt.date, *, on_any_day: bool = True) -> list[str]:
    """Let the clock visit the tenant on a day; return the addresses that got mail.

    Digests go out as if the day were worked, unless the test is about that.
    """
    tenant.refresh_from_db()
    before = len(mail.outbox)
    with patch.object(digests, "working_days", EVERY_DAY) if on_any_day else nullcontext():
        assert do_what_is_due(tenant, day) == []
    return sorted(address for message in mail.outbox[before:] for address in message.to)


def due_at(day: dt.date, hour: int) -> list[UUID]:
    """Return whom the clock would visit at this hour of a day in Kunming."""
    return tenants_due(dt.datetime.combine(day, dt.time(hour), ZoneInfo("Asia/Shanghai")))


def remind(kind: str, day: dt.date) -> int:
    """Remind of one kind of thing, in a scope; return how many rows were written."""
    return sum(remind_of(BY_NAME[kind], day))


def ledger(tenant: Tenant) -> set[tuple[str, str, str, int]]:
    """Return who was reminded of what at which milestone."""
    with tenant_scope(tenant.pk):
        rows = Notice.objects.values_list("recipient__name", "kind", "subject", "milestone")
        return set(rows)


def long_here(*members: Member) -> None:
    """Let these people have joined long before whatever a test gives out; in their scope."""
    first = dt.date(2020, 1, 1)
    for member in members:
        Member.objects.filter(pk=member.pk).update(valid_from=first, recorded_on=first)
