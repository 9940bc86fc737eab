"""The clause matrix as a sheet and as pages, with the hash of its rows."""

from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.distribution.exporting import Listed
from documents.lists.columns import Cell, Column
from oversight.standards.coverage import Ailment, Cover, State
from oversight.standards.matrix import Matrix, Row
from tenants.models import Tenant

HEADS: Final[tuple[tuple[str, str | Promise, int], ...]] = (
    ("clause", gettext_lazy("Clause"), 10),
    ("requirement", gettext_lazy("What must be there"), 30),
    ("kind", gettext_lazy("D/R"), 5),
    ("state", gettext_lazy("Status"), 16),
    ("documents", gettext_lazy("Documents"), 44),
    ("remark", gettext_lazy("Remark"), 36),
)
COLUMNS: Final = tuple(Column(*head) for head in HEADS)


def listed(matrix: Matrix, tenant: Tenant) -> Listed:
    """Return the matrix as it leaves the house."""
    return Listed(
        title=_("Clause matrix"),
        columns=COLUMNS,
        lines=[_line(row) for row in matrix.rows],
        filters=matrix.said(),
        back=reverse("oversight:clauses", args=[tenant.slug]),
        said=[str(matrix.wanted.edition), covered_words(matrix), matrix.wanted.edition.note],
    )


def covered_words(matrix: Matrix) -> str:
    """Say how many requirements are covered, and how many of those well."""
    found = matrix.coverage
    return _("%(covered)d/%(all)d covered, %(healthy)d of them healthy; %(out)d not applicable") % {
        "covered": found.covered,
        "all": found.applicable,
        "healthy": found.healthy,
        "out": found.counts[State.EXCLUDED],
    }


def _line(row: Row) -> list[Cell]:
    requirement, line = row.line.requirement, row.line
    return [
        requirement.number,
        requirement.title,
        requirement.kind,
        str(line.state.label),
        "; ".join(_document(cover) for cover in row.covers),
        _remark(row),
    ]


def _document(cover: Cover) -> str:
    said = [cover.number, cover.label, cover.title]
    if not cover.is_in_force:
        said.append(_("(not in force)"))
    return " ".join(part for part in said if part)


def _remark(row: Row) -> str:
    exclusion = row.line.exclusion
    if exclusion is not None:
        return _("%(reason)s Approved %(day)s by %(name)s, %(post)s.") % {
            "reason": exclusion.reason,
            "day": exclusion.decided_on,
            "name": exclusion.decided_by.name if exclusion.decided_by else "—",
            "post": exclusion.decided_as,
        }
    if row.line.state == State.GAP:
        return _("Usually: %(what)s") % {"what": row.line.requirement.typical or "—"}
    return ", ".join(str(Ailment(each).label) for each in row.line.ailments)
