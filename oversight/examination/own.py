"""What a tenant reads of a round: its own figures, and the published result of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from oversight.city.indicators import BY_NAME
from oversight.city.lists import list_behind
from oversight.examination.freezing import entry_of
from oversight.examination.preview import Cell, cell
from oversight.examination.reckoning import last_round
from oversight.examination.reporting import last_promises
from oversight.examination.results import Gap, Placed, gaps, published
from oversight.models import Criterion, Examination, Explained, Kept, Result
from tenants.models import Member, Tenant


@dataclass(frozen=True)
class Published:
    """A tenant's published result, the places of all, and the words that are for it alone."""

    placed: Placed
    all: Sequence[Placed]
    gaps: Sequence[Gap]
    corrections: Sequence[Result]
    reasons: dict[str, Any]
    verdicts: dict[str, Any]
    promises: Sequence[str]

    def judged(self) -> list[tuple[str, str, str]]:
        """Return the promises of last time with verdict and reason."""
        return [
            (text, str(Kept(said[0]).label), said[1])
            for n, text in enumerate(self.promises, start=1)
            if (said := self.verdicts.get(str(n)))
        ]

    def rows(self, reader: Member) -> list[tuple[Gap, str, list[dict[str, str]]]]:
        """Return each criterion with the list behind its figure and what its examiners said."""
        return [
            (gap, behind(gap.criterion, reader), self.reasons.get(str(gap.criterion.pk), []))
            for gap in self.gaps
        ]


def own_figures(round: Examination, reader: Member) -> list[tuple[Criterion, str, Cell]]:
    """Return what is counted of a tenant, frozen or of today, with the lists behind it."""
    entry = entry_of(round, reader.tenant)
    figures = entry.figures if entry else {}
    counted = [each for each in round.criteria.all() if not each.is_judged()]
    return [(each, behind(each, reader), cell(each, figures.get(str(each.pk)))) for each in counted]


def behind(criterion: Criterion, reader: Member) -> str:
    """Return where the reader finds what a figure counts, as it stands by now; "" if nowhere."""
    if criterion.is_judged() or criterion.indicator not in BY_NAME:
        return ""
    return list_behind(BY_NAME[criterion.indicator].name, reader, reader.tenant.today())


def own_result(round: Examination, tenant: Tenant) -> Published | None:
    """Return the result as the tenant reads it; None as long as it has none."""
    if round.state != Examination.State.PUBLISHED:
        return None
    placed = published(round, last_round(round))
    own = next((each for each in placed if each.result.tenant_id == tenant.pk), None)
    if own is None:
        return None
    explained = Explained.objects.one_or_none(round=round)
    return Published(
        placed=own,
        all=placed,
        gaps=gaps(list(round.criteria.all()), own.result, [each.result for each in placed]),
        corrections=list(Result.objects.filter(round=round, tenant=tenant, n__gt=0)),
        reasons=explained.reasons if explained else {},
        verdicts=explained.verdicts if explained else {},
        promises=[promise.text for promise in last_promises(round)],
    )
