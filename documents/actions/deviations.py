"""Record a temporary deviation from a document, extend it, close it."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.access import may_check
from documents.models import Deviation, Document
from tenants import audit
from tenants.errors import Refused
from tenants.models import Member
from tenants.notices import notify


@transaction.atomic
def record_deviation(
    document: Document,
    *,
    what: str,
    reason: str,
    valid_from: dt.date,
    valid_until: dt.date,
    approved_by: Member,
    by: Member,
) -> Deviation:
    """Write down what is done otherwise for a while, and tell whoever is named to have approved.

    The same said twice is once.
    """
    held = Document.objects.locked().get(pk=document.pk)
    _check(held, by)
    if held.in_force_id is None or held.state != Document.State.ACTIVE:
        raise Refused(_("There is no text in force from which anything could deviate."))
    _check_approver(held, approved_by, by)
    if valid_until < valid_from or valid_until < timezone.localdate():
        raise Refused(_("A deviation ends after it begins, and not in the past."))
    facts = {"what": what, "reason": reason, "valid_from": valid_from, "valid_until": valid_until}
    people = {"approved_by": approved_by, "recorded_by": by}
    same = Deviation.objects.open().filter(document=held, **facts, **people).first()
    if same is not None:
        return same
    deviation = Deviation.objects.create(document=held, **facts, **people)
    _tell(deviation, "deviation.recorded", by)
    return deviation


@transaction.atomic
def extend_deviation(
    deviation: Deviation, until: dt.date | None, *, approved_by: Member, by: Member
) -> None:
    """Let a deviation hold longer, as somebody has approved; the trail keeps what was before."""
    held = _held(deviation, by)
    if until is None or until <= held.valid_until or until < timezone.localdate():
        raise Refused(_("Give a later last day; to end it earlier, close it."))
    _check_approver(held.document, approved_by, by)
    held.valid_until, held.approved_by, held.recorded_by = until, approved_by, by
    held.save(update_fields=["valid_until", "approved_by", "recorded_by"])
    _tell(held, "deviation.extended", by)


@transaction.atomic
def close_deviation(deviation: Deviation, *, by: Member) -> None:
    """End a deviation: the document holds again as it is written."""
    held = _held(deviation, by)
    held.closed_on, held.closed_by = timezone.localdate(), by
    held.save(update_fields=["closed_on", "closed_by"])
    audit.record("deviation.closed", held.document, by=by, what=held.what)


def _held(deviation: Deviation, by: Member) -> Deviation:
    held = Deviation.objects.locked().select_related("document").get(pk=deviation.pk)
    _check(held.document, by)
    if held.closed_on is not None:
        raise Refused(_("Somebody has closed this deviation already."))
    return held


def _check(document: Document, by: Member) -> None:
    if not may_check(by, document):
        raise Refused(_("The owner and the document controllers see to deviations."))


def _check_approver(document: Document, approved_by: Member, by: Member) -> None:
    if approved_by == by:
        raise Refused(_("Somebody else approves a deviation: name who did."))
    sees = Document.objects.visible_to(approved_by).filter(pk=document.pk).exists()
    if not (sees and approved_by.can("approvals.decide")):
        raise Refused(_("Name somebody of the staff who may see this document."))


def _tell(deviation: Deviation, event: str, by: Member) -> None:
    """Write it into the trail, and let who is named as approver know of it."""
    until, approver = deviation.valid_until, deviation.approved_by
    notify(approver, "deviation_approved", subject=deviation, due_on=until, by=by.name)
    audit.record(
        event,
        deviation.document,
        by=by,
        what=deviation.what,
        until=until,
        approved_by=approver.name,
    )
