"""Clauses by tenants as a workbook."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from oversight.city.clauses import MARKS, Heat
from oversight.standards.coverage import State
from tenants.sheets import Page, Value, workbook_of

type Line = list[Value]


def clause_sheet(heat: Heat, notes: list[str]) -> bytes:
    """Return the tenants that are asked for with the state of each clause, and the clauses."""
    heads = [_("Code"), _("Organ or zone"), _("Kind"), _("Data of"), _("Clause gaps")]
    numbers = [clause.number for clause in heat.clauses]
    states = (State.GAP, State.AILING, State.HEALTHY, State.EXCLUDED)
    labels = [str(state.label) for state in states]
    of_clauses = [_("Clause"), _("Title"), *labels, _("Gaps last month")]
    said: list[Line] = [[note] for note in notes]
    rows = [*_lines(heat), *said]
    return workbook_of(
        Page(_("Clauses by tenants"), [*heads, *numbers], rows, (10, 28, 14)),
        Page(_("Clauses"), of_clauses, _totals(heat), (10, 40)),
    )


def _lines(heat: Heat) -> Iterator[Line]:
    words = {state: str(mark.state.label) for state, mark in MARKS.items()}
    for line in heat.lines():
        tenant, day = line.tenant, line.day.isoformat() if line.day else None
        who: Line = [tenant.code, tenant.name, str(tenant.get_kind_display()), day]
        yield [*who, line.gaps, *(words[m.state] for m in line.marks)] if line.marks else who


def _totals(heat: Heat) -> Iterator[Line]:
    for total in heat.totals:
        clause = total.clause
        figures = (total.gap, total.ailing, total.healthy, total.excluded, total.gaps_before)
        yield [clause.number, clause.title, *figures]
