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


@transaction.atomic
def record_deviation(deviation: Deviation, document: Document, *, by: Member) -> Deviation:
    """Write down that something is done otherwise for a while, as somebody else has approved."""
    _check(document, by)
    if deviation.approved_by_id == by.pk:
        raise Refused(_("Somebody else approves a deviation: name who did."))
    if deviation.valid_until < deviation.valid_from or deviation.is_over():
        raise Refused(_("A deviation ends after it begins, and not in the past."))
    deviation.document, deviation.recorded_by = document, by
    deviation.save(force_insert=True)
    audit.record("deviation.recorded", document, by=by, until=deviation.valid_until)
    return deviation


@transaction.atomic
def extend_deviation(deviation: Deviation, until: dt.date, *, by: Member) -> None:
    """Let a deviation hold longer; the trail keeps until when it was before."""
    held = _held(deviation, by)
    if until <= held.valid_until or until < timezone.localdate():
        raise Refused(_("Give a later last day; to end it earlier, close it."))
    changes = audit.changes(held, {"valid_until": until})
    held.valid_until = until
    held.save(update_fields=["valid_until"])
    audit.record("deviation.extended", held.document, by=by, changes=changes)


@transaction.atomic
def close_deviation(deviation: Deviation, *, by: Member) -> None:
    """End a deviation: the document holds again as it is written."""
    held = _held(deviation, by)
    held.closed_on, held.closed_by = timezone.localdate(), by
    held.save(update_fields=["closed_on", "closed_by"])
    audit.record("deviation.closed", held.document, by=by, until=held.valid_until)


def _held(deviation: Deviation, by: Member) -> Deviation:
    held = Deviation.objects.locked().select_related("document").get(pk=deviation.pk)
    _check(held.document, by)
    if held.closed_on is not None:
        raise Refused(_("Somebody has closed this deviation already."))
    return held


def _check(document: Document, by: Member) -> None:
    if not may_check(by, document):
        raise Refused(_("The owner and the document controllers see to deviations."))
