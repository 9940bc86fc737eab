"""The register of documents."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import IntegerField, Value
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from documents import register
from documents.models import Document, DocumentType, Revision
from tenants.filters import Filter
from tenants.http import MemberRequest, member_view
from tenants.models import Unit
from tenants.models.unit import Named

STATES = (
    *(Revision.State.EFFECTIVE, Revision.State.DRAFT, Revision.State.IN_REVIEW),
    *(Revision.State.APPROVED, Document.State.WITHDRAWN, Document.State.RETIRED),
)


@dataclass(frozen=True, slots=True)
class View:
    """A saved view: a tab over the rows, with how many it holds."""

    value: str
    label: str
    count: int
    icon: str = ""


@require_safe
@vary_on_headers("HX-Request")
@member_view("documents.read")
def show_register(request: MemberRequest, code: str) -> HttpResponse:
    """Find any document and its state."""
    wanted, member, today = request.GET, request.member, request.tenant.today()
    documents = register.filtered(member, wanted, today)
    found, after = register.page(documents, wanted.get("after", ""))
    counts = register.counts(member, register.filtered(member, wanted, today, views=False), today)
    context = {
        "rows": register.rows(found, code, today),
        "after": after,
        "wanted": wanted,
        "counts": counts,
        "views": _views(counts),
        "filters": [] if request.htmx else _filters(wanted),
        "is_filtered": any(wanted.get(name) for name in ("q", "state", "type", "unit", "view")),
        "may_register": member.can("documents.draft"),
    }
    template = "documents/register.html" + ("#rows" if request.htmx else "")
    return render(request, template, context)


def _views(counts: dict[str, int]) -> list[View]:
    return [
        View("", _("All"), counts["all"]),
        View("mine", _("Mine"), counts["mine"]),
        View("overdue", _("Review overdue"), counts["overdue"], icon="triangle-alert"),
        View("due", _("Due within 30 days"), counts["due"], icon="clock-alert"),
        View("approval", _("In approval"), counts["approval"]),
    ]


def _filters(wanted: Mapping[str, str]) -> list[Filter]:
    types, units = _furniture()
    choices = (
        ("state", _("Status"), [(state.value, str(state.label)) for state in STATES]),
        ("type", _("Type"), [(each.code, f"{each.code} {each.name}") for each in types]),
        ("unit", _("Owning unit"), [(each.code, each.name) for each in units]),
    )
    return [Filter(name, label, rows, wanted.get(name, "")) for name, label, rows in choices]


def _furniture() -> tuple[list[Named], list[Named]]:
    """Return the types by level and the units by code; one statement for both."""
    named = ("code", "name_zh", "name_en")
    types = DocumentType.objects.order_by().values_list("level", *named)
    units = Unit.objects.active().order_by().annotate(level=Value(None, IntegerField()))
    found = sorted(types.union(units.values_list("level", *named), all=True), key=_place)
    made = [(level, Unit(code=code, name_zh=zh, name_en=en)) for level, code, zh, en in found]
    return [one for level, one in made if level], [one for level, one in made if level is None]


def _place(row: tuple[int | None, str, str, str]) -> tuple[int, str]:
    return row[0] or 0, row[1]
