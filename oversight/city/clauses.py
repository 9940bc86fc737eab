"""Clauses by tenants: well covered, ailing, missing or not applicable; from scorecards alone.

The numbers of clauses are words of the standard; of which document covers one the city knows
nothing. Only scorecards of the edition in use count here: others name other clauses.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db.models import CharField, Count, Func, Q, QuerySet

from documents.models import Clause, StandardEdition
from oversight.city.board import Board
from oversight.city.league import KINDS
from oversight.models import Figures, Scorecard, ScorecardQuerySet
from oversight.standards.coverage import State
from oversight.standards.matrix import LOOKS
from tenants.models import Tenant

COLUMNS: Final = {
    State.GAP: "clause_gaps",
    State.AILING: "clause_ailing",
    State.EXCLUDED: "clause_excluded",
}
MOST_LACKING: Final = 5
NAMES: Final = dict(KINDS)


class Unnest(Func):
    """A row for each value of an array."""

    function = "unnest"
    output_field = CharField()
    set_returning = True


class Mark(NamedTuple):
    """How a clause stands in a tenant, as it is drawn."""

    state: State
    tone: str
    icon: str


class Line(NamedTuple):
    """A tenant's line; without marks it is not compared."""

    tenant: Tenant
    day: dt.date | None
    age: int  # days
    marks: list[Mark]
    gaps: int


class Total(NamedTuple):
    """How a clause stands in all tenants that are compared."""

    clause: Clause
    gap: int
    ailing: int
    healthy: int
    excluded: int
    gaps_before: int | None  # at the end of last month; None where nobody counted

    @property
    def applicable(self) -> int:
        return self.gap + self.ailing + self.healthy

    @property
    def covered(self) -> int:
        return self.ailing + self.healthy

    @property
    def more_gaps(self) -> int:
        return self.gap - (self.gap if self.gaps_before is None else self.gaps_before)

    @property
    def fewer_gaps(self) -> int:
        return -self.more_gaps


class Lack(NamedTuple):
    """A clause that tenants lack, of those it applies to."""

    clause: Clause
    gap: int
    applicable: int

    @property
    def covered(self) -> int:
        return self.applicable - self.gap


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an address asks for; nonsense in it counts as nothing."""

    kind: str = ""
    clause: str = ""
    state: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str], numbers: Iterable[str]) -> Wanted:
        kind, clause, state = (asked.get(name, "") for name in ("kind", "clause", "state"))
        return cls(
            kind if kind in NAMES else "",
            clause if clause in numbers else "",
            state if state in State.values else "",
        )

    def narrows(self) -> Q:
        """Ask for scorecards on which the clause, or any, stands as wanted.

        A clause alone asks for whatever is not well; a state alone for any clause in it.
        """
        has, what = ("contains", [self.clause]) if self.clause else ("len__gt", 0)
        stands = {state: Q(**{f"{name}__{has}": what}) for state, name in COLUMNS.items()}
        not_well = stands[State.GAP] | stands[State.AILING]
        if self.state == State.HEALTHY:
            return ~(not_well | stands[State.EXCLUDED]) if self.clause else ~not_well
        if self.state:
            return stands[State(self.state)]
        return not_well if self.clause else Q()


class Heat:
    """The clauses of the edition in use by the tenants of a board."""

    def __init__(self, board: Board, asked: Mapping[str, str] | None = None) -> None:
        self.board = board
        self.edition = StandardEdition.objects.current()
        asking = Clause.objects.filter(edition=self.edition, requirements__isnull=False)
        self.clauses = list(asking.distinct().order_by("position"))
        self.wanted = Wanted.of(asked or {}, {clause.number for clause in self.clauses})

    @property
    def cards(self) -> ScorecardQuerySet:
        """The scorecards that are compared, of the kind that is asked for."""
        found: ScorecardQuerySet = self._of_kind(self.board.compared)
        return found

    @cached_property
    def counted(self) -> int:
        return self.cards.count()

    def _of_kind(self, figures: Any) -> Any:
        found = figures.filter(clause_edition=self.edition.code if self.edition else None)
        return found.filter(tenant__kind=self.wanted.kind) if self.wanted.kind else found

    @cached_property
    def totals(self) -> list[Total]:
        """Return how each clause stands in all, the narrowing by clause and state aside."""
        gaps, ailing, excluded = (_counted(self.cards, name) for name in COLUMNS.values())
        ends = self._of_kind(self.board.ends)
        before = _counted(ends, "clause_gaps")
        was_counted = bool(before) or ends.exists()
        found = []
        for clause in self.clauses:
            n = clause.number
            bad = (gaps.get(n, 0), ailing.get(n, 0), excluded.get(n, 0))
            then = before.get(n, 0) if was_counted else None
            found.append(Total(clause, *bad[:2], self.counted - sum(bad), bad[2], then))
        return found

    @cached_property
    def order(self) -> list[UUID]:
        """Return the tenants that are asked for, who lacks most first; who is not compared last."""
        worst = ("-clause_gaps__len", "-clause_ailing__len", "tenant__code")
        narrowed = self.cards.filter(self.wanted.narrows()).order_by(*worst)
        found = list(narrowed.values_list("tenant_id", flat=True))
        if self.wanted.clause or self.wanted.state:
            return found
        rest, kind = self.board.without(self.cards), self.wanted.kind
        return [*found, *(who.pk for who in rest if not kind or who.kind == kind)]

    def lines(self, tenants: Sequence[UUID] | None = None) -> Iterator[Line]:
        """Yield the line of each of these tenants, or of all that are asked for."""
        wanted = self.order if tenants is None else tenants
        found = Tenant.objects.in_bulk(wanted)
        cards = {card.tenant_id: card for card in self.cards.filter(tenant__in=wanted)}
        rest = Tenant.objects.filter(pk__in=set(wanted) - cards.keys())
        late = {card.tenant_id: card for card in Scorecard.objects.newest(rest)}
        for pk in wanted:
            card = cards.get(pk) or late.get(pk)
            marks = self._marks(cards[pk]) if pk in cards else []
            gaps = len(cards[pk].clause_gaps or ()) if pk in cards else 0
            age = (self.board.today - card.day).days if card else 0
            yield Line(found[pk], card.day if card else None, age, marks, gaps)

    def _marks(self, figures: Figures) -> list[Mark]:
        by_clause = {
            n: state for state, name in COLUMNS.items() for n in getattr(figures, name) or ()
        }
        states = (by_clause.get(clause.number, State.HEALTHY) for clause in self.clauses)
        return [MARKS[state] for state in states]


MARKS: Final = {state: Mark(state, *LOOKS[state]) for state in State}


def _counted(figures: QuerySet[Any], name: str) -> dict[str, int]:
    """Return how many have each clause in an array."""
    rows = figures.order_by().values(clause=Unnest(name)).annotate(n=Count("pk"))
    return {row["clause"]: row["n"] for row in rows}


def most_lacking(board: Board) -> list[Lack]:
    """Return the clauses that most tenants lack."""
    heat = Heat(board)
    gaps = _counted(heat.cards, "clause_gaps")
    lacking = sorted((c for c in heat.clauses if c.number in gaps), key=lambda c: -gaps[c.number])
    most = [clause.number for clause in lacking[:MOST_LACKING]]
    applies = {f"n{n}": ~Q(clause_excluded__contains=[number]) for n, number in enumerate(most)}
    counted = {name: Count("pk", filter=it) for name, it in applies.items()}
    applicable = heat.cards.aggregate(**counted).values() if most else ()
    return [
        Lack(clause, gaps[clause.number], number)
        for clause, number in zip(lacking, applicable, strict=False)
    ]
