"""Documents with dates, and the clock moved by hand."""

import datetime as dt
from itertools import count
from typing import Any

from django.core import mail

from approvals.expiring.kinds import BY_NAME
from approvals.expiring.reminding import remind_of
from config.clock import do_what_is_due
from documents.models import Distribution, Document, Revision
from documents.register.numbering import number_key
from tenants.models import Member, Notice, Tenant
from tenants.scope import tenant_scope
from tests.library import Library

_numbers = count(1)


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
    return Distribution.objects.create(
        revision=document.in_force,
        scope=Distribution.Scope.EVERYBODY,
        published_on=due_on - dt.timedelta(days=30),
        due_on=due_on,
    )


def sweep(tenant: Tenant, day: dt.date) -> list[str]:
    """Let the clock visit the tenant on a day; return the addresses that got mail."""
    tenant.refresh_from_db()
    before = len(mail.outbox)
    assert do_what_is_due(tenant, day) == []
    return sorted(address for message in mail.outbox[before:] for address in message.to)


def remind(kind: str, day: dt.date) -> int:
    """Remind of one kind of thing, in a scope; return how many rows were written."""
    return sum(remind_of(BY_NAME[kind], day))


def ledger(tenant: Tenant) -> set[tuple[str, str, str, int]]:
    """Return who was reminded of what at which milestone."""
    with tenant_scope(tenant.pk):
        rows = Notice.objects.values_list("recipient__name", "kind", "subject", "milestone")
        return set(rows)
