"""The clause matrix: requirements with what covers them, gaps first, as an address asks for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from documents.models import Clause, Document, StandardEdition
from oversight.standards.coverage import Cover, Coverage, Line, State, coverage
from tenants.filters import Filter, in_words
from tenants.models import Member, Tenant, Unit

ORDER: Final = {state: place for place, state in enumerate(State)}
LOOKS: Final = {
    State.GAP: ("bad", "circle-alert"),
    State.AILING: ("warn", "triangle-alert"),
    State.HEALTHY: ("ok", "circle-check"),
    State.EXCLUDED: ("mute", "ban"),
}
KINDS: Final = ("D", "R")
MOST_SHOWN: Final = 6


@dataclass(frozen=True, slots=True)
class Row:
    """A requirement as the page shows it, with those of its documents that the reader may see."""

    line: Line
    tone: str
    icon: str
    covers: tuple[Cover, ...]

    @property
    def shown(self) -> Sequence[Cover]:
        return self.covers[:MOST_SHOWN]

    @property
    def more(self) -> int:
        return max(0, len(self.covers) - MOST_SHOWN)


@dataclass(frozen=True, slots=True)
class Total:
    """How many requirements stand so: a figure that is a filter."""

    state: State
    label: str | Promise
    tone: str
    icon: str
    number: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; nonsense in the address counts as nothing."""

    edition: StandardEdition
    state: str = ""
    clause: str = ""
    unit: UUID | None = None
    unit_code: str = ""
    kind: str = ""

    @property
    def is_narrowed(self) -> bool:
        return bool(self.state or self.clause or self.unit_code or self.kind)


@dataclass(frozen=True, slots=True)
class Matrix:
    """The whole page: rows, figures over all of them, and the choices above."""

    wanted: Wanted
    coverage: Coverage
    rows: list[Row]
    totals: list[Total]
    filters: list[Filter]

    def said(self) -> str:
        """Say in words what the rows are narrowed by."""
        return "; ".join(in_words(self.filters))


def edition_asked(asked: Mapping[str, str]) -> StandardEdition:
    """Return the edition an address names, else the current one."""
    return _edition_asked(asked, StandardEdition.objects.all())


def _edition_asked(
    asked: Mapping[str, str], editions: Iterable[StandardEdition]
) -> StandardEdition:
    by_code = {each.code: each for each in editions}
    current = next(e for e in by_code.values() if e.state == StandardEdition.State.CURRENT)
    return by_code.get(asked.get("edition", ""), current)


def suffix_of(edition: StandardEdition) -> str:
    """Return what an address needs to be about this edition: nothing for the one in use."""
    is_current = edition.state == StandardEdition.State.CURRENT
    return "" if is_current else "?" + urlencode({"edition": edition.code})


def matrix(tenant: Tenant, member: Member, asked: Mapping[str, str]) -> Matrix:
    """Return the matrix as it is asked for; the same number of statements for any register."""
    editions = list(StandardEdition.objects.all())
    units = list(Unit.objects.active())
    wanted = _wanted(asked, editions, units)
    found = coverage(tenant, wanted.edition)
    seen = _seen(found, member)
    rows = [row for line in found.lines if (row := _row(line, wanted, seen))]
    rows.sort(key=lambda row: ORDER[row.line.state])
    totals = [
        Total(state, state.label, *LOOKS[state], number) for state, number in found.counts.items()
    ]
    return Matrix(wanted, found, rows, totals, _filters(wanted, editions, units))


def _wanted(
    asked: Mapping[str, str], editions: Sequence[StandardEdition], units: Sequence[Unit]
) -> Wanted:
    code, clause = asked.get("unit", ""), asked.get("clause", "").strip()
    unit = next((each for each in units if each.code == code), None)
    state, kind = asked.get("state", ""), asked.get("kind", "")
    return Wanted(
        edition=_edition_asked(asked, editions),
        state=state if state in State.values else "",
        clause=clause[:12],
        unit=unit.pk if unit else None,
        unit_code=code if unit else "",
        kind=kind if kind in KINDS else "",
    )


def _seen(found: Coverage, member: Member) -> set[UUID]:
    """Return which of the documents this member may know of, in one statement."""
    linked = {cover.document for line in found.lines for cover in line.covers}
    visible = Document.objects.visible_to(member).filter(pk__in=linked)
    return set(visible.values_list("pk", flat=True))


def _row(line: Line, wanted: Wanted, seen: Collection[UUID]) -> Row | None:
    covers = [cover for cover in line.covers if cover.document in seen]
    if wanted.unit:
        covers = [cover for cover in covers if cover.unit == wanted.unit]
    is_wanted = (
        (not wanted.state or line.state == wanted.state)
        and (not wanted.clause or line.clause.is_within(wanted.clause))
        and (not wanted.kind or wanted.kind in line.requirement.kind)
        and (not wanted.unit or bool(covers))
    )
    if not is_wanted:
        return None
    ranked = sorted(covers, key=lambda c: (not c.is_in_force, bool(c.ailments), c.is_partial))
    once = {cover.document: cover for cover in reversed(ranked)}
    return Row(line, *LOOKS[line.state], covers=tuple(reversed(once.values())))


def _filters(
    wanted: Wanted,
    editions: Sequence[StandardEdition],
    units: Sequence[Unit],
) -> list[Filter]:
    chapters = Clause.objects.filter(edition=wanted.edition, parent=None)
    kinds = [("D", _("to maintain (D)")), ("R", _("to retain (R)"))]
    edition = "" if wanted.edition.state == StandardEdition.State.CURRENT else wanted.edition.code
    return [
        Filter("state", _("Status"), [(s.value, str(s.label)) for s in State], wanted.state),
        Filter("clause", _("Clause"), [(c.number, str(c)) for c in chapters], wanted.clause),
        Filter("unit", _("Owning unit"), [(u.code, u.name) for u in units], wanted.unit_code),
        Filter("kind", _("Maintain or retain"), kinds, wanted.kind),
        Filter("edition", _("Edition"), [(e.code, str(e)) for e in editions], edition),
    ]
