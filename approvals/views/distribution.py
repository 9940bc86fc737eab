"""Who has to read what and who has: by document, person and unit, line by line, as a matrix."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from approvals.actions.reading_urges import urge_readers
from approvals.distribution.board import Board
from approvals.distribution.columns import LINES, line_cells
from approvals.distribution.exporting import Listed, export
from approvals.distribution.paging import paged
from approvals.distribution.rows import Head, cells_of, shown_lines
from approvals.distribution.sight import may_urge, people_urged_by
from approvals.distribution.wanted import VIEWS, Wanted
from tenants.errors import Refused, sentence
from tenants.http import MemberRequest, member_view

PAGE_LINES: Final = 100
PAGE_PEOPLE: Final = 200  # of the matrix
PAGE_TEXTS: Final = 40
MOST_LINES: Final = 100_000  # that leave the house at once

type Facts = dict[str, Any]


@require_safe
@member_view("distribution.read")
def show_distribution(request: MemberRequest, code: str) -> HttpResponse:
    """Show what was put before people and how far they are, as the address narrows it."""
    wanted = Wanted.of(request.GET.dict())
    board = Board(request.member, wanted, request.tenant.today())
    context: Facts = {
        "wanted": wanted,
        "person": board.person,
        "views": VIEWS,
        "filters": wanted.filters(request.member),
        "kept": request.GET.urlencode(),
        "may_read_copies": request.member.can("copies.read"),
        "may_urge": may_urge(request.member) and not board.is_past,
        "may_exempt": request.member.can("documents.control") and not board.is_past,
        "day": board.day,
        "is_past": board.is_past,
        "today": request.tenant.today(),
    }
    context |= SHOWN[wanted.view](request, board)
    return render(request, "approvals/distribution.html", context)


def _documents(request: MemberRequest, board: Board) -> Facts:
    total, rows, _count = board.by_text()
    return {"total": total, "page": Paginator(rows, PAGE_LINES).get_page(request.GET.get("page"))}


def _people(request: MemberRequest, board: Board) -> Facts:
    total, page = paged(request, board.by_person, PAGE_LINES)
    return {"total": total, "page": page}


def _units(_request: MemberRequest, board: Board) -> Facts:
    total, units, _count = board.by_unit()
    return {"total": total, "units": units}


def _lines(request: MemberRequest, board: Board) -> Facts:
    total, page = paged(request, board.lines, PAGE_LINES)
    lines = shown_lines(list(page.object_list), request.tenant.slug, board.day)
    return {"total": total, "page": page, "lines": lines}


def _matrix(request: MemberRequest, board: Board) -> Facts:
    texts = Paginator(board.texts, PAGE_TEXTS).get_page(request.GET.get("columns"))
    places = range(texts.start_index(), texts.end_index() + 1)
    total, page = paged(request, partial(board.matrix, columns=places), PAGE_PEOPLE)
    return {
        "total": total,
        "page": page,
        "texts": texts,
        "heads": [Head.of(text) for text in texts.object_list],
        "rows": [
            {
                "name": person.name,
                "pk": person.pk,
                "open": person.figures.open,
                "cells": cells_of(places, cells, board.day),
            }
            for person, cells in page.object_list
        ],
    }


SHOWN: Final[dict[str, Callable[[MemberRequest, Board], Facts]]] = {
    "documents": _documents,
    "people": _people,
    "units": _units,
    "lines": _lines,
    "matrix": _matrix,
}


@require_POST
@member_view("distribution.read", is_reading=True)
def export_sheet(request: MemberRequest, code: str) -> HttpResponse:
    """Hand out every line that the address leaves as an Excel sheet."""
    return export(request, _listed(request), "xlsx")


@require_POST
@member_view("distribution.read", is_reading=True)
def export_pages(request: MemberRequest, code: str) -> HttpResponse:
    """Hand out every line that the address leaves as pages to sign."""
    return export(request, _listed(request), "pdf")


def _listed(request: MemberRequest) -> Listed:
    """Return the lines as they leave the house, with what they were narrowed by."""
    wanted = Wanted.of(request.GET.dict())
    board = Board(request.member, wanted, request.tenant.today())
    lines = board.lines(0, MOST_LINES).rows
    return Listed(
        title=_("Distribution"),
        columns=LINES,
        lines=list(line_cells(board, lines)),
        filters=wanted.said(request.member, board.person),
        back=reverse("approvals:distribution", args=[request.tenant.slug]),
    )


@require_POST
@member_view("distribution.urge")
def urge(request: MemberRequest, code: str) -> HttpResponse:
    """Ask for haste whoever is late in what the address says; one person also before that."""
    wanted = replace(Wanted.of(request.GET.dict()), day=None)
    people = people_urged_by(request.member, wanted.document)
    board = Board(request.member, wanted, request.tenant.today(), people=people)
    try:
        urged = urge_readers(board.to_urge(), by=request.member)
        said = ngettext("%(n)d reader urged.", "%(n)d readers urged.", urged.asked)
        messages.success(request, said % {"n": urged.asked} + _before(urged.before))
    except Refused as refused:
        messages.error(request, sentence(refused))
    n = request.POST.get("readers", "")  # asked for on the page of readers
    if wanted.document and n.isdecimal() and len(n) < 6:
        return redirect("approvals:readers", code, wanted.document, int(n))
    return redirect(f"{reverse('approvals:distribution', args=[code])}?{request.GET.urlencode()}")


def _before(n: int) -> str:
    said = ngettext("%(n)d had been today already.", "%(n)d had been today already.", n)
    return f" {said % {'n': n}}" if n else ""
