"""What a round comes to so far, tenant by tenant; asked in the city's scope, in few statements."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from oversight.examination.freezing import entries_of
from oversight.examination.preview import cell
from oversight.examination.scoring import (
    NOTHING,
    Points,
    are_apart,
    days_late,
    judged,
    points_off,
    total,
)
from oversight.models import (
    Criterion,
    Entry,
    Examination,
    Examiner,
    HandedIn,
    PromiseVerdict,
    Score,
)
from tenants.models import Tenant


@dataclass(frozen=True, slots=True)
class Mark:
    """A criterion of one tenant: the figure or the examiners' points, and what they come to."""

    criterion: Criterion
    points: Points
    figure: str = ""
    scores: Sequence[Score] = ()
    is_open: bool = False  # to be judged yet
    is_apart: bool = False  # judged too differently

    def third(self) -> Score | None:
        return next((score for score in self.scores if score.examiner.is_third), None)


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A tenant's part in a round with what it comes to."""

    entry: Entry
    marks: Sequence[Mark]
    handed_in: HandedIn | None
    examiners: Sequence[Examiner]
    days_late: int = 0
    off: Decimal = NOTHING
    total: Decimal = NOTHING
    verdicts: Mapping[int, PromiseVerdict] = field(default_factory=dict)

    @property
    def tenant(self) -> Tenant:
        return self.entry.tenant

    def takes_part(self) -> bool:
        return self.entry.takes_part

    def open_marks(self) -> int:
        return sum(mark.is_open for mark in self.marks)

    def apart(self) -> int:
        return sum(mark.is_apart and mark.is_open for mark in self.marks)


def reckon(round: Examination, zone: Tenant | None = None) -> list[Reckoned]:
    """Return every tenant's part as it stands now, by code; or that of one tenant."""
    here = {"round": round} | ({"zone": zone} if zone else {})
    entries = [e for e in entries_of(round) if zone is None or e.tenant_id == zone.pk]
    criteria = list(round.criteria.all())
    handed_in = {each.zone_id: each for each in HandedIn.objects.filter(**here).defer("content")}
    examiners = _by_zone(Examiner.objects.filter(**here).select_related("member"))
    scores, verdicts = _scores(here), _verdicts(here)
    return [
        _reckoned(
            round,
            entry,
            criteria,
            handed_in.get(entry.tenant_id),
            examiners.get(entry.tenant_id, []),
            scores.get(entry.tenant_id, {}),
            verdicts.get(entry.tenant_id, {}),
        )
        for entry in entries
    ]


def _by_zone(examiners: Iterable[Examiner]) -> dict[UUID, list[Examiner]]:
    found: dict[UUID, list[Examiner]] = defaultdict(list)
    for examiner in examiners:
        found[examiner.zone_id].append(examiner)
    return found


def _scores(here: Mapping[str, Any]) -> dict[UUID, dict[UUID, list[Score]]]:
    about = {f"examiner__{name}": value for name, value in here.items()}
    found: dict[UUID, dict[UUID, list[Score]]] = defaultdict(lambda: defaultdict(list))
    standing = Score.objects.filter(**about).standing().select_related("examiner__member")
    for score in standing.order_by("examiner__is_third", "examiner__id"):
        found[score.examiner.zone_id][score.criterion_id].append(score)
    return found


def _verdicts(here: Mapping[str, Any]) -> dict[UUID, dict[int, PromiseVerdict]]:
    about = {f"examiner__{name}": value for name, value in here.items()}
    found: dict[UUID, dict[int, PromiseVerdict]] = defaultdict(dict)
    for verdict in PromiseVerdict.objects.filter(**about).select_related("examiner"):
        found[verdict.examiner.zone_id][verdict.position] = verdict  # the last one counts
    return found


def _reckoned(
    round: Examination,
    entry: Entry,
    criteria: Sequence[Criterion],
    handed_in: HandedIn | None,
    examiners: Sequence[Examiner],
    scores: Mapping[UUID, list[Score]],
    verdicts: Mapping[int, PromiseVerdict],
) -> Reckoned:
    is_missing = handed_in is None
    marks = [_mark(round, entry, each, scores.get(each.pk, []), is_missing) for each in criteria]
    late = days_late(handed_in.at, round.due_at) if handed_in else 0
    off = points_off(late, round.late_takes)
    points = {mark.criterion.pk: mark.points for mark in marks}
    weights = {each.pk: each.weight for each in criteria}
    reached = total(points, weights, off)
    return Reckoned(entry, marks, handed_in, examiners, late, off, reached, verdicts)


def _mark(
    round: Examination,
    entry: Entry,
    criterion: Criterion,
    scores: Sequence[Score],
    is_missing: bool,  # noqa: FBT001 (no report)
) -> Mark:
    if is_missing and (criterion.is_judged() or round.missing == Examination.Missing.ALL):
        return Mark(criterion, NOTHING)
    if not criterion.is_judged():
        found = cell(criterion, entry.figures.get(str(criterion.pk)))
        return Mark(criterion, found.points, found.figure)
    own = [score.points for score in scores if not score.examiner.is_third]
    third = next((score.points for score in scores if score.examiner.is_third), None)
    points = judged(own, criterion.weight, third)
    return Mark(
        criterion,
        points,
        scores=scores,
        is_open=entry.takes_part and points is None,
        is_apart=are_apart(own, criterion.weight),
    )


def last_round(round: Examination) -> Examination | None:
    """Return the round that was published last for an earlier period."""
    return Examination.objects.before(round).first()


def promises_in(handed_in: HandedIn | None) -> list[str]:
    """Return the measures that a report promised, as it was handed in."""
    content = json.loads(handed_in.content) if handed_in else {}
    return [str(text) for text in content.get("promises", [])]
