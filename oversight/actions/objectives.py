"""Set quality objectives, and enter what came of them; a correction is a result of its own."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from documents.files import kinds
from documents.files.taking import take_in
from documents.models import Document, StoredFile
from oversight.improvement.facts import tidy
from oversight.improvement.periods import Span, spans
from oversight.models import ObjectiveResult, QualityObjective
from tenants import audit as trail
from tenants.errors import IllegalMove, Refused
from tenants.models import Member

EVIDENCE: Final = (*kinds.SOURCES, *kinds.PICTURES)
# May change at any time; how it is judged only until the first result stands.
KEPT_OPEN: Final = frozenset({"owner", "ends_on"})


@dataclass(frozen=True, kw_only=True)
class Entered:
    """What somebody says came of an objective in the period that begins on a day."""

    first: dt.date
    value: Decimal
    words: str = ""
    document: Document | None = None
    file: IO[bytes] | None = None
    file_name: str = ""
    known: int = 0  # how many results of the period its writer has seen


@transaction.atomic
def set_objective(
    facts: dict[str, Any], *, by: Member, key: UUID | None = None
) -> QualityObjective:
    """Set an objective."""
    by.hold()
    if made := key and QualityObjective.objects.one_or_none(key=key, set_by=by):
        return made
    objective = QualityObjective(**facts, set_by=by, key=key)
    _check(objective)
    objective.save()
    _record("objective.set", objective, by=by, value=tidy(objective.target))
    return objective


@transaction.atomic
def change_objective(objective: QualityObjective, facts: dict[str, Any], *, by: Member) -> None:
    """Change an objective; once a result stands, only whose it is and how long it holds."""
    objective = _locked(objective)
    changes = {
        name: [str(getattr(objective, name)), str(value)]
        for name, value in facts.items()
        if getattr(objective, name) != value
    }
    if changes.keys() - KEPT_OPEN and objective.results.exists():
        raise Refused(
            _(
                "Results stand already: only the owner and the last day may change. For another"
                " target end this objective and set a new one."
            )
        )
    for name, value in facts.items():
        setattr(objective, name, value)
    _check(objective)
    newest = objective.results.aggregate(newest=Max("period_from"))["newest"]
    if newest is not None and objective.ends_on is not None and objective.ends_on < newest:
        raise Refused(_("A result stands of a later period: it cannot have ended before."))
    objective.save(update_fields=[*facts])
    _record("objective.changed", objective, by=by, changes=changes)


@transaction.atomic
def enter_result(
    objective: QualityObjective, entered: Entered, *, by: Member, key: UUID | None = None
) -> ObjectiveResult:
    """Enter what came of a period; of one that has a result this is a correction."""
    objective = _locked(objective)
    if made := key and ObjectiveResult.objects.one_or_none(key=key, by=by):
        return made
    span = _span(objective, entered.first, by.tenant.today())
    there = objective.results.filter(period_from=span.first)
    last = there.aggregate(n=Max("n"))["n"] or 0
    if last != entered.known:
        raise IllegalMove(
            _("Somebody entered this period meanwhile. Look at it, and correct it if it is wrong.")
        )
    if last and not entered.words.strip():
        raise Refused(_("Say in words why the result is corrected: the earlier one stays."))
    evidence, name = _evidence(entered)
    result = ObjectiveResult.objects.create(
        objective=objective,
        period_from=span.first,
        n=last + 1,
        value=entered.value,
        words=entered.words.strip(),
        evidence=evidence,
        evidence_name=name,
        document=entered.document,
        revision=entered.document.in_force if entered.document else None,
        by=by,
        on=by.tenant.today(),
        key=key,
    )
    event = "objective.result_corrected" if last else "objective.result_entered"
    _record(event, objective, by=by, period=str(span.first), value=tidy(entered.value))
    return result


def _check(objective: QualityObjective) -> None:
    if objective.ends_on is not None and objective.ends_on < objective.starts_on:
        raise Refused(_("It ends on the day it begins, or later."))


def _span(objective: QualityObjective, first: dt.date, today: dt.date) -> Span:
    span = next((each for each in spans(objective, today) if each.first == first), None)
    if span is None:
        raise Refused(_("Choose a period in which the objective holds."))
    if span.until >= today:
        words = _("The period is not over before %(day)s: enter its result then.")
        raise Refused(words, params={"day": span.until})
    return span


def _evidence(entered: Entered) -> tuple[StoredFile | None, str]:
    if entered.file is not None:
        checked, kept = take_in(entered.file, entered.file_name, EVIDENCE)
        return kept, checked.name
    if entered.document is None and not entered.words.strip():
        raise Refused(
            _("Say what the figure rests on: in words, by a file, or by a document in force.")
        )
    return None, ""


def _locked(objective: QualityObjective) -> QualityObjective:
    return QualityObjective.objects.locked().get(pk=objective.pk)


def _record(event: str, objective: QualityObjective, *, by: Member, **facts: Any) -> None:
    trail.record(event, objective, by=by, title=objective.title, **facts)
