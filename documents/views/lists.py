"""The lists of documents: on the screen, as a sheet, as pages to sign."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from documents.lists.columns import Cell, Column
from documents.lists.kinds import CONTROLLED, LISTINGS, Listing
from documents.lists.paper import as_pages
from documents.lists.reading import PART_ROWS, found_in, lines, wanted_of
from documents.lists.sheet import as_sheet
from documents.models import DocumentType
from documents.register.converters import DocumentNumber
from tenants.errors import Refused
from tenants.exports import check_may_export
from tenants.filters import Filter, in_words
from tenants.http import MemberRequest, member_view
from tenants.models import Unit
from tenants.views.exports import Made, hand_out, made_by

PAGE_ROWS: Final = 50

type Rows = Iterable[list[Cell]]
type Found = Iterable[dict[str, Any]]
type Make = Callable[[Listing, Rows, list[str]], bytes]


class Shown(NamedTuple):
    """A cell on the screen."""

    text: str
    url: str
    column: Column


@require_safe
@member_view("documents.read")
def show_list(request: MemberRequest, code: str, listing: str) -> HttpResponse:
    """Show what stands in a list, as it would be printed."""
    return _show(request, _listing(listing))


@require_safe
@member_view("documents.read")
def show_controlled(request: MemberRequest, code: str) -> HttpResponse:
    """Begin with the list that is asked for most."""
    return _show(request, CONTROLLED)


def _show(request: MemberRequest, listing: Listing) -> HttpResponse:
    found = found_in(listing, request.member, request.GET, request.tenant.today())
    page = Paginator(found, PAGE_ROWS).get_page(request.GET.get("page"))
    wanted = wanted_of(request.GET)
    context = {
        "listing": listing,
        "listings": LISTINGS.values(),
        "page": page,
        "rows": _rows(request, listing, page.object_list, page.start_index()),
        "wanted": wanted,
        "filters": _filters(listing, wanted),
        "kept": request.GET.urlencode(),
        "may_check": request.member.can("documents.control"),
        "may_import": request.member.can("documents.import"),
    }
    return render(request, "documents/list.html", context)


def _rows(request: MemberRequest, listing: Listing, found: Found, first: int) -> list[list[Shown]]:
    """Return the cells of each row as the page draws them; a title leads to its document."""
    names = [column.name for column in listing.columns]
    number = names.index("number")
    url = reverse("documents:document", args=[request.tenant.slug, "0"]).removesuffix("0/")
    rows = []
    for cells in lines(listing, found, first=first):
        page = f"{url}{quote(DocumentNumber().to_url(str(cells[number])))}/"
        rows.append(
            [
                Shown(str(cell) or "—", page if column.name == "title" else "", column)
                for column, cell in zip(listing.columns, cells, strict=True)
            ]
        )
    return rows


@require_POST
@member_view("documents.read", is_reading=True)
def export_sheet(request: MemberRequest, code: str, listing: str) -> HttpResponse:
    """Hand out a list as an Excel sheet, as it is filtered."""
    return _export(request, _listing(listing), "xlsx", _sheet)


@require_POST
@member_view("documents.read", is_reading=True)
def export_pages(request: MemberRequest, code: str, listing: str) -> HttpResponse:
    """Hand out a list as pages to sign, as it is filtered."""
    return _export(request, _listing(listing), "pdf", partial(_pages, request.tenant.head))


def _sheet(listing: Listing, rows: Rows, notes: list[str]) -> bytes:
    return as_sheet(str(listing.title), listing.columns, rows, notes)


def _pages(organisation: str, listing: Listing, rows: Rows, notes: list[str]) -> bytes:
    return as_pages(organisation, str(listing.title), listing.columns, rows, notes)


def _export(request: MemberRequest, listing: Listing, form: str, make: Make) -> HttpResponse:
    found = found_in(listing, request.member, request.GET, request.tenant.today())
    filters, count = _told(listing, wanted_of(request.GET)), found.count()
    notes = [*([filters] if filters else []), _("%(n)d rows") % {"n": count}, made_by(request)]
    try:
        check_may_export(request.member)
        content = make(listing, lines(listing, found.iterator(chunk_size=PART_ROWS)), notes)
        return hand_out(request, Made(str(listing.title), form, count, filters, content))
    except Refused as refusal:
        messages.error(request, refusal.messages[0])
        page = reverse("documents:list", args=[request.tenant.slug, listing.slug])
        return redirect(f"{page}?{request.GET.urlencode()}")


def _told(listing: Listing, wanted: Mapping[str, str]) -> str:
    """Say in words what the list was filtered by."""
    said = [f"“{wanted['q']}”"] if wanted.get("q") else []
    return "; ".join([*said, *in_words(_filters(listing, wanted))])


def _filters(listing: Listing, wanted: Mapping[str, str]) -> list[Filter]:
    types = DocumentType.objects.filter(level__in=listing.levels)
    units = Unit.objects.active()
    choices = (
        ("type", _("Type"), [(each.code, f"{each.code} {each.name}") for each in types]),
        ("unit", _("Owning unit"), [(each.code, each.name) for each in units]),
    )
    return [Filter(name, label, rows, wanted.get(name, "")) for name, label, rows in choices]


def _listing(slug: str) -> Listing:
    if slug not in LISTINGS:
        raise Http404
    return LISTINGS[slug]
