"""Pages of what is read in parts."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Page, Paginator

from approvals.distribution.pairs import Figures, Found
from tenants.http import MemberRequest


def paged(
    request: MemberRequest, ask: Callable[[int, int], Found[Any]], most: int
) -> tuple[Figures, Page[Any]]:
    """Return all figures and the page that is asked for; one beyond the last is the first."""
    asked = request.GET.get("page", "1")
    number = max(int(asked), 1) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    found = ask((number - 1) * most, most)
    if not found.rows and number > 1:
        number, found = 1, ask(0, most)
    return found.total, Page(found.rows, number, Paginator(range(found.of), most))
