"""The result of a round: what the leader signs, what is published of it, and the gaps in it."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from approvals.rounds import identity
from oversight.examination.reckoning import Reckoned, reckon
from oversight.examination.scoring import NOTHING, Points, middle, ranks, total
from oversight.models import Criterion, Examination, HandedIn, Result
from tenants.models import Tenant


def statement(round: Examination) -> str:
    """Write down what is signed: rules and criteria, each tenant's points, what they rest on."""
    lines = [line for line in reckon(round) if line.takes_part()]
    reports = dict(HandedIn.objects.filter(round=round).values_list("zone_id", "content"))
    told = {
        "round": str(round.pk),
        "name": round.name,
        "rules": {
            "due_at": round.due_at.astimezone(dt.UTC).isoformat(),
            "late_takes": str(round.late_takes),
            "missing": round.missing,
        },
        "criteria": [_criterion(each) for each in round.criteria.all()],
        "results": {
            line.tenant.code: _result(line, reports.get(line.tenant.pk, "")) for line in lines
        },
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _criterion(criterion: Criterion) -> dict[str, Any]:
    return {
        "id": str(criterion.pk),
        "title": criterion.title,
        "weight": criterion.weight,
        "kind": criterion.kind,
        "indicator": criterion.indicator,
        "thresholds": criterion.thresholds,
    }


def _result(line: Reckoned, report: str) -> dict[str, Any]:
    verdicts = {str(n): verdict for n, verdict in sorted(line.verdicts.items())}
    return {
        "points": {
            str(mark.criterion.pk): None if mark.points is None else str(mark.points)
            for mark in line.marks
        },
        "figures": {str(m.criterion.pk): m.figure for m in line.marks if m.figure},
        "reasons": {
            str(mark.criterion.pk): [
                {"points": str(score.points), "reason": score.reason} for score in mark.scores
            ]
            for mark in line.marks
            if mark.scores
        },
        "off": str(line.off),
        "total": str(line.total),
        "has_report": line.handed_in is not None,
        "verdicts": {n: [v.verdict, v.reason] for n, v in verdicts.items()},
        "kept": dict(Counter(verdict.verdict for verdict in verdicts.values())),
        "shared": _shared(report),
        "report": line.handed_in.sha256 if line.handed_in else "",
    }


def _shared(report: str) -> dict[str, list[str]]:
    """Return the names of documents that a tenant lets the others know of, by criterion."""
    found: dict[str, list[str]] = defaultdict(list)
    for each in json.loads(report)["evidence"] if report else []:
        if each["shared"]:
            found[each["criterion"]].append(f"{each['number']} {each['title']}")
    return found


def as_results(round: Examination, text: str) -> list[Result]:
    """Return the rows to publish, exactly as they were signed."""
    told = json.loads(text)["results"]
    tenants = {tenant.code: tenant for tenant in Tenant.objects.filter(code__in=told)}
    return [
        Result(
            round=round,
            tenant=tenants[code],
            points=said["points"],
            off=Decimal(said["off"]),
            total=Decimal(said["total"]),
            has_report=said["has_report"],
            kept=said["kept"],
            shared=said["shared"],
        )
        for code, said in told.items()
    ]


def points_of(result: Result) -> dict[str, Points]:
    return {key: None if said is None else Decimal(said) for key, said in result.points.items()}


def corrected(
    result: Result, criterion: Criterion, points: Decimal
) -> tuple[dict[str, Any], Decimal]:
    """Return the points and the total with one criterion's changed."""
    changed = points_of(result) | {str(criterion.pk): points}
    weights = {str(c.pk): c.weight for c in result.round.criteria.all()}
    told = {str(key): None if said is None else str(said) for key, said in changed.items()}
    return told, total(changed, weights, result.off)


def to_correct(result: Result) -> str:
    """Return what a proof is bound to: correcting the result that stands, whichever the figure."""
    return identity.binding(result.pk, "correct")


def correction(result: Result, criterion: Criterion, points: Decimal, reason: str) -> str:
    """Write down what a correction says, as it is signed."""
    told, reached = corrected(result, criterion, points)
    said = {
        "round": str(result.round_id),
        "tenant": result.tenant.code,
        "n": result.n + 1,
        "points": told,
        "total": str(reached),
        "reason": reason,
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class Shared(NamedTuple):
    """A document that one of the best let the others know of, by number and title."""

    tenant: Tenant
    name: str

    @property
    def number(self) -> str:
        return self.name.partition(" ")[0]


@dataclass(frozen=True, slots=True)
class Gap:
    """One criterion of a tenant, beside the best and the median of its kind."""

    criterion: Criterion
    points: Points
    best: Points
    median: Points
    best_tenants: Sequence[Tenant]
    shared: Sequence[Shared]  # of the best ones

    @property
    def behind(self) -> Decimal:
        return (self.best or NOTHING) - (self.points or NOTHING)

    @property
    def to_median(self) -> Decimal:
        return (self.points or NOTHING) - (self.median or NOTHING)


@dataclass(frozen=True, slots=True)
class Placed:
    """A tenant's published result, and its place among those of its kind."""

    result: Result
    place: int
    of: int
    before: Result | None = None  # of the round before

    @property
    def change(self) -> Decimal | None:
        return self.result.total - self.before.total if self.before else None


def published(round: Examination, before: Examination | None = None) -> list[Placed]:
    """Return the results that stand, the best first, each kind for itself."""
    results = list(Result.objects.filter(round=round).standing().select_related("tenant"))
    earlier = Result.objects.filter(round=before).standing() if before else Result.objects.none()
    last = {result.tenant_id: result for result in earlier}
    found = []
    for group in _by_kind(results).values():
        places = ranks({result.tenant_id: result.total for result in group})
        found += [Placed(r, places[r.tenant_id], len(group), last.get(r.tenant_id)) for r in group]
    return sorted(found, key=lambda p: (p.result.tenant.kind, p.place, p.result.tenant.code))


def _by_kind(results: Iterable[Result]) -> Mapping[str, list[Result]]:
    found: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        found[result.tenant.kind].append(result)
    return found


def gaps(criteria: Sequence[Criterion], own: Result, results: Sequence[Result]) -> list[Gap]:
    """Return where a tenant stands in each criterion among those of its kind."""
    peers = [(each, points_of(each)) for each in results if each.tenant.kind == own.tenant.kind]
    mine = points_of(own)
    found = []
    for criterion in criteria:
        key = str(criterion.pk)
        reached = [(each, points) for each, by in peers if (points := by.get(key)) is not None]
        best = max((points for _each, points in reached), default=None)
        leading = [each for each, points in reached if points == best]
        shared = [Shared(r.tenant, name) for r in leading for name in r.shared.get(key, [])]
        tenants = [each.tenant for each in leading]
        median = middle([points for _each, points in reached])
        found.append(Gap(criterion, mine.get(key), best, median, tenants, shared))
    return found
