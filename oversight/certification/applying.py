"""What must hold before a tenant applies for certification: computed, or declared by somebody.

The conditions are those of the certification rules (CNCA-QMS-01:2025, 5.1.2).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.db.models import Min
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.actions.revisions import add_months
from documents.models import Revision
from oversight.models import Audit, CertificateEvent, Declaration, ManagementReview

MONTHS_RUN: Final = 3
MONTHS_AFTER_FAULT: Final = 12
DAYS_DECLARED: Final = 90  # then somebody looks and says it again


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether a condition holds, and how that is known."""

    holds: bool
    said: str


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition; one without a question is declared."""

    name: str
    words: Promise
    compute: Callable[[dt.date], Finding] | None = None

    @property
    def is_computed(self) -> bool:
        return self.compute is not None


@dataclass(frozen=True, slots=True)
class Item:
    """A condition as it stands on a day."""

    condition: Condition
    finding: Finding | None  # None: nobody has declared it, or too long ago
    declared: Declaration | None = None

    @property
    def holds(self) -> bool:
        return self.finding is not None and self.finding.holds

    @property
    def earlier(self) -> str:
        """Return what was declared of it before it was computed; "" for nothing."""
        return words_of(self.declared) if self.declared and self.condition.is_computed else ""


def first_in_force() -> dt.date | None:
    """Return the day on which the first document came into force."""
    found = Revision.objects.aggregate(first=Min("effective_at"))["first"]
    return timezone.localdate(found) if found else None


def _has_run(today: dt.date) -> Finding:
    first = first_in_force()
    if first is None:
        return Finding(holds=False, said=_("No document is in force yet."))
    said = _("The first document came into force on %(day)s.") % {"day": first}
    return Finding(holds=add_months(first, MONTHS_RUN) <= today, said=said)


def _is_audited(today: dt.date) -> Finding:
    first = first_in_force() or today
    internal = Audit.objects.held().filter(kind=Audit.Kind.INTERNAL)
    last = internal.filter(held_on__gte=first, held_on__lte=today).order_by("-held_on").first()
    if last is None:
        return Finding(holds=False, said=_("No internal audit was held since then."))
    return Finding(holds=True, said=_("The last one was held on %(day)s.") % {"day": last.held_on})


def _is_reviewed(today: dt.date) -> Finding:
    first = first_in_force() or today
    held = ManagementReview.objects.held().filter(held_on__gte=first, held_on__lte=today)
    last = held.order_by("-held_on").first()
    if last is None:
        return Finding(holds=False, said=_("No management review was held since then."))
    return Finding(holds=True, said=_("The last one was held on %(day)s.") % {"day": last.held_on})


def _has_no_fault(today: dt.date) -> Finding:
    faults = CertificateEvent.objects.filter(by_own_fault=True, on__lte=today)
    last = faults.order_by("-on", "-n").first()
    if last is None:
        return Finding(holds=True, said=_("Nothing of the kind is recorded here."))
    until = add_months(last.on, MONTHS_AFTER_FAULT)
    said = _("%(what)s by own fault on %(day)s; a year is over on %(until)s.") % {
        "what": last.get_kind_display(),
        "day": last.on,
        "until": until,
    }
    return Finding(holds=until <= today, said=said)


CONDITIONS: Final = (
    Condition(
        "run",
        gettext_lazy("The system is set up by the standard and has run for at least 3 months"),
        _has_run,
    ),
    Condition(
        "internal_audit",
        gettext_lazy("At least one internal audit was held in that time"),
        _is_audited,
    ),
    Condition(
        "management_review",
        gettext_lazy("At least one management review was held in that time"),
        _is_reviewed,
    ),
    Condition(
        "no_fault",
        gettext_lazy("No certificate was suspended or withdrawn by own fault within a year"),
        _has_no_fault,
    ),
    Condition("legal_person", gettext_lazy("The status as a legal person is valid")),
    Condition("licences", gettext_lazy("All licences that the work needs are valid")),
    Condition(
        "not_dishonest",
        gettext_lazy("Not on the public list of seriously dishonest units"),
    ),
    Condition("no_shutdown", gettext_lazy("Under no order to stop work")),
    Condition("no_accident", gettext_lazy("No major quality accident within a year")),
)
DECLARED: Final = {each.name: each for each in CONDITIONS if each.compute is None}


def items(today: dt.date) -> list[Item]:
    """Say of each condition whether it holds today, and how that is known."""
    newest = Declaration.objects.order_by("condition", "-at").distinct("condition")
    declared = {each.condition: each for each in newest.select_related("by")}
    return [_item(each, declared.get(each.name), today) for each in CONDITIONS]


def _item(condition: Condition, declared: Declaration | None, today: dt.date) -> Item:
    if condition.compute is not None:
        return Item(condition, condition.compute(today), declared)
    if declared is None:
        return Item(condition, None)
    is_old = declared.on + dt.timedelta(days=DAYS_DECLARED) < today
    found = Finding(holds=declared.holds, said=words_of(declared))
    return Item(condition, None if is_old else found, declared)


def words_of(declared: Declaration) -> str:
    """Say who declared what when."""
    return _("%(name)s on %(day)s: %(note)s") % {
        "name": declared.by.name,
        "day": declared.on,
        "note": declared.note,
    }
