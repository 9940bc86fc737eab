"""The distribution and recall register of all documents: on the screen, as a sheet, as pages."""

from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from documents.copies.labels import label_of
from documents.copies.register import (
    COLUMNS,
    STATES,
    found_in,
    in_parts,
    lines,
    page_of,
    wanted_of,
)
from documents.lists.columns import Cell
from documents.lists.paper import as_pages
from documents.lists.sheet import as_sheet
from tenants.errors import Refused, sentence
from tenants.exports import check_may_export
from tenants.filters import Filter, in_words
from tenants.http import MemberRequest, member_view
from tenants.models import Unit
from tenants.views.exports import Made, hand_out, made_by

type Make = Callable[[str, Iterable[list[Cell]], list[str]], bytes]


@require_safe
@member_view("copies.read")
def show_register(request: MemberRequest, code: str) -> HttpResponse:
    """Show which copies are where, which have to come back, and what became of the others."""
    wanted = wanted_of(request.GET)
    found = found_in(request.member, wanted)
    copies, after = page_of(found, request.member, _after(request.GET.get("after", "")))
    context = {
        "rows": [(copy, label_of(copy)) for copy in copies],
        "after": after,
        "count": found.count(),
        "old": found_in(request.member, {"state": "recall"}).count(),
        "wanted": wanted,
        "filters": _filters(wanted),
        "kept": request.GET.urlencode(),
    }
    return render(request, "documents/copies_register.html", context)


@require_POST
@member_view("copies.read", is_reading=True)
def export_sheet(request: MemberRequest, code: str) -> HttpResponse:
    """Hand out the register as a sheet, as it is filtered."""
    return _export(
        request, "xlsx", lambda title, rows, notes: as_sheet(title, COLUMNS, rows, notes)
    )


@require_POST
@member_view("copies.read", is_reading=True)
def export_pages(request: MemberRequest, code: str) -> HttpResponse:
    """Hand out the register as pages to sign, as it is filtered."""
    head = request.tenant.head
    return _export(
        request, "pdf", lambda title, rows, notes: as_pages(head, title, COLUMNS, rows, notes)
    )


def _export(request: MemberRequest, form: str, make: Make) -> HttpResponse:
    wanted = wanted_of(request.GET)
    found, filters = found_in(request.member, wanted), _told(wanted)
    title, count = _("Distribution and recall register"), found.count()
    notes = [*([filters] if filters else []), _("%(n)d rows") % {"n": count}, made_by(request)]
    try:
        check_may_export(request.member)
        content = make(title, lines(in_parts(found)), notes)
        return hand_out(request, Made(title, form, count, filters, content))
    except Refused as refusal:
        messages.error(request, sentence(refusal))
        page = reverse("documents:copies_register", args=[request.tenant.slug])
        return redirect(f"{page}?{request.GET.urlencode()}")


def _after(asked: str) -> UUID | None:
    try:
        return UUID(asked)
    except ValueError:
        return None


def _filters(wanted: Mapping[str, str]) -> list[Filter]:
    units = [(each.code, each.name) for each in Unit.objects.active()]
    states = [(name, str(label)) for name, (label, _which) in STATES.items()]
    return [
        Filter("unit", _("Receiving unit"), units, wanted.get("unit", "")),
        Filter("state", _("Status"), states, wanted.get("state", "")),
    ]


def _told(wanted: Mapping[str, str]) -> str:
    """Say in words what the register was filtered by."""
    said = [f"“{wanted['q']}”"] if wanted.get("q") else []
    return "; ".join([*said, *in_words(_filters(wanted))])
