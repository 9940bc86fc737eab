"""The register of documents, and the search through them."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from documents import register
from documents.register import choices, filters, ranking, saved
from documents.register.asking import Asked
from documents.register.columns import COLUMNS
from documents.register.heads import heads
from documents.register.passages import passages
from documents.register.tabs import tabs
from tenants.access import Standing
from tenants.http import MemberRequest, member_view


@require_safe
@vary_on_headers("HX-Request")
@member_view("documents.read")
def show_register(request: MemberRequest, code: str) -> HttpResponse:
    """Find any document and its state."""
    asked = Asked(request.member, request.GET, request.tenant.today())
    found, after = asked.page
    said = passages(asked.query, found, asked.ranked, code) if asked.ranked else {}
    own = _own_views(asked)
    context = {
        "rows": register.rows(found, code, asked.today, query=asked.query, passages=said),
        "after": after,
        "wanted": asked.plain,
        "address": filters.canonical(asked.plain),
        "counts": asked.counts,
        "is_cut": asked.ranked is not None and asked.ranked.is_cut,
        "most": ranking.MOST_HITS,
        "may_look_earlier": asked.query and asked.may_read_earlier and not asked.earlier,
        "views": tabs(asked.plain, asked.counts, asked.views),
        "own_views": own,
        "is_own": any(each["is_current"] for each in own),
        "shown": dict.fromkeys(asked.shown, True),
        "heads": heads(asked.plain, asked.shown, ranked=asked.ranked is not None),
        "is_filtered": any(asked.wanted.get(name) for name in filters.NARROWING),
        "may_register": asked.member.can("documents.draft"),
        "may_keep": not Standing(request.tenant, asked.member).is_read_only(),
    }
    if not request.htmx:
        context |= _tools(asked)
    template = "documents/register.html" + ("#rows" if request.htmx else "")
    response = render(request, template, context)
    if request.htmx:  # the address in the browser says what is asked for and no more
        response["HX-Push-Url"] = f"{request.path}?{context['address']}"
    return response


def _tools(asked: Asked) -> dict[str, object]:
    """Return what stands above the rows and is drawn with the whole page only."""
    has_more = any(asked.wanted.get(name) for name in ("more", *filters.RARER))
    return {
        "filters": choices.usual(asked.wanted, asked.furniture),
        "has_more": has_more,
        "rarer": choices.rarer(asked.member, asked.wanted) if has_more else [],
        "columns": [(name, column.label, name in asked.shown) for name, column in COLUMNS.items()],
        "may_read_earlier": asked.may_read_earlier,
    }


def _own_views(asked: Asked) -> list[dict[str, object]]:
    """Return the member's own views as tabs, with how much each holds."""
    own = asked.own_views
    if not own:
        return []
    may = asked.may_read_earlier
    held = saved.counts(asked.member, own, asked.today, may_read_earlier=may)
    now = filters.canonical(asked.plain)
    return [{"view": view, "count": held[view.pk], "is_current": view.query == now} for view in own]
