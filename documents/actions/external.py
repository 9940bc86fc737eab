"""External documents: say where they come from, check whether they are current, settle tasks."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.access import may_check
from documents.actions.revisions import add_months
from documents.models import (
    Citation,
    CurrencyCheck,
    Document,
    ExternalSource,
    ReviewTask,
    Revision,
)
from documents.register import citations
from documents.text.references import by_external
from tenants import audit
from tenants.changing import write
from tenants.errors import Refused
from tenants.models import Member
from tenants.notices import notify

DAYS_TO_REVIEW: Final = 30


@transaction.atomic
def describe_source(
    document: Document, facts: Mapping[str, Any], *, by: Member, seen: str
) -> ExternalSource:
    """Say who issues an external document and under which number; texts that name it then cite it.

    Raises Refused for a document of another level, and when somebody else saved first.
    """
    document = _held(document, by)
    source = ExternalSource.objects.one_or_none(document=document)
    if source is None:
        source = ExternalSource(document=document, **facts)
        changes = {name: ["", str(value or "")] for name, value in facts.items()}
    else:
        changes = write(source, facts, seen=seen)
    source.key = by_external(source.number) if source.number else ""
    source.save()
    if source.key:
        citations.claim(document, external=source.key)
    if changes:
        audit.record("source.described", document, by=by, changes=changes)
    return source


@transaction.atomic
def record_check(
    document: Document,
    *,
    by: Member,
    on: dt.date,
    looked_at: str,
    result: str,
    note: str = "",
    key: UUID | None = None,
) -> CurrencyCheck:
    """Record that somebody looked whether the document is current; the same key is one check.

    When it no longer is, everybody who owns a document that cites it gets a task to review that.
    """
    document = _held(document, by)
    made = CurrencyCheck.objects.one_or_none(key=key) if key else None
    if made is not None:
        return made
    if on > timezone.localdate():
        raise Refused(_("That day is still to come."))
    source = ExternalSource.objects.one_or_none(document=document)
    if source is None:
        raise Refused(_("Say first who issues it and under which number."))
    check = CurrencyCheck.objects.create(
        document=document,
        by=by,
        on=on,
        looked_at=looked_at,
        result=result,
        note=note,
        next_due=add_months(on, source.months()),
        key=key,
    )
    document.review_due = check.next_due
    document.save(update_fields=["review_due"])
    _settle_own(check)
    tasks = 0 if result == CurrencyCheck.Result.CURRENT else _ask_to_review(check)
    audit.record("document.checked", document, by=by, result=result, on=on, tasks=tasks)
    return check


def _held(document: Document, by: Member) -> Document:
    documents = Document.objects.locked().select_related("document_type")
    document = documents.get(pk=document.pk)
    if not may_check(by, document):
        raise Refused(_("Only its owner or a document controller says so."))
    if not document.is_external():
        raise Refused(_("%(number)s is no external document."), params={"number": document.number})
    return document


def _settle_own(check: CurrencyCheck) -> None:
    """Count it as the look that another external document, which this one cites, had asked for."""
    facts = {"settled_at": check.at, "settled_by": check.by, "verdict": check.looked_at}
    ReviewTask.objects.filter(document=check.document, settled_at=None).update(**facts)


def _ask_to_review(check: CurrencyCheck) -> int:
    """Give each document in force that cites it a task, and tell the owners; return how many."""
    cites = Citation.objects.in_force().filter(document=check.document)
    citing = Document.objects.filter(
        in_force__in=cites.filter(revision__state=Revision.State.EFFECTIVE).values("revision")
    )
    due_on = timezone.localdate() + dt.timedelta(days=DAYS_TO_REVIEW)
    ReviewTask.objects.bulk_create(
        [ReviewTask(document=each, because=check, due_on=due_on) for each in citing],
        ignore_conflicts=True,
    )
    tasks = ReviewTask.objects.filter(because=check).select_related("document__owner")
    for task in tasks:
        notify(
            task.document.owner,
            "review_asked",
            subject=task,
            cited=str(check.document),
            result=check.result,
        )
    return len(tasks)
