"""Put revisions in force."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from documents.models import (
    AudienceRule,
    Distribution,
    Document,
    PaperCopy,
    Readership,
    ReviewTask,
    Revision,
)
from documents.putting import newcomers_for, place_of, put, was_put_before
from documents.register import citations, search
from tenants import audit
from tenants.models import Member, Tenant
from tenants.notices import live
from tenants.scope import current_tenant_id


@transaction.atomic
def activate(revision: Revision, *, by: Member | None = None) -> None:
    """Make this revision the one in force and supersede its predecessor, in one step.

    Raises IllegalMove when it is not approved, or someone activated it first.
    """
    document = Document.objects.locked().get(pk=revision.document_id)
    today = timezone.localdate()
    for old in document.revisions.filter(state=Revision.State.EFFECTIVE):
        old.move(Revision.State.SUPERSEDED)
        Distribution.objects.filter(revision=old, closed_on__isnull=True).update(closed_on=today)
    revision.move(Revision.State.EFFECTIVE)
    document.in_force, document.title = revision, revision.title
    document.review_due = add_months(today, document.document_type.review_months)
    document.save(update_fields=["in_force", "title", "review_due"])
    search.put_in_force(document, revision)
    search.index_label(document)
    citations.claim(document)
    distribute(revision, today)
    PaperCopy.objects.filter(document=document).exclude(revision=revision).call_in(today)
    _settle_tasks(document, revision, by)
    audit.record(
        "revision.activated", revision, by=by, number=document.number, label=revision.label
    )


def _settle_tasks(document: Document, revision: Revision, by: Member | None) -> None:
    """Count a new text as the review of what an external document was superseded for."""
    facts = {"settled_at": timezone.now(), "settled_by": by, "verdict": revision.label}
    ReviewTask.objects.filter(document=document, settled_at=None).update(**facts)


def distribute(revision: Revision, today: dt.date) -> None:
    """Put the revision before its audience: one row per rule, whatever the number of people.

    Once it is approved, or on its day: nobody has less time than the tenant gives, and nobody has
    to have read it before it takes effect. What was put before people early just goes on. Of what
    changes little those are free who acknowledged the text before; the others still owe it. A
    text that was never put before anybody, say an imported one, is not so by a small change.
    """
    rows = [*newcomers_for(revision, today)]
    if revision.must_acknowledge or was_put_before(revision):
        tenant = Tenant.objects.get(pk=current_tenant_id())
        by_rule = today + dt.timedelta(days=tenant.acknowledge_within_days)
        rules = AudienceRule.objects.filter(document=revision.document_id)
        due_on = max(by_rule, revision.effective_on or today)
        rows += put(revision, rules, today, due_on, tenant.joiners_read_within_days)
    if not rows and not revision.must_acknowledge:
        return
    there = {
        place_of(row) for row in Distribution.objects.filter(revision=revision, closed_on=None)
    }
    Distribution.objects.bulk_create(
        [row for row in rows if place_of(row) not in there], ignore_conflicts=True
    )
    Readership.objects.get_or_create(revision=revision)
    live.stir_many()


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the same day some months later, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_of_next = dt.date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    last = (first_of_next - dt.timedelta(days=1)).day
    return dt.date(year, month + 1, min(day.day, last))
