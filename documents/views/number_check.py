"""The check of the number plan: what somebody should look at, on the screen and as a sheet."""

from typing import Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from documents.lists.kinds import LISTINGS
from documents.register.plan_check import Finding, Kind, findings
from tenants.errors import Refused
from tenants.exports import check_may_export
from tenants.filters import Filter
from tenants.http import MemberRequest, member_view
from tenants.sheets import Page, workbook_of
from tenants.views.exports import Made, hand_out, made_by

PAGE_ROWS: Final = 100


@require_safe
@member_view("documents.control")
def show_check(request: MemberRequest, code: str) -> HttpResponse:
    """Show what is wrong with numbers, and what to do about it."""
    found, chosen = _found(request)
    kinds = [(kind.value, str(kind.label)) for kind in Kind]
    context = {
        "page": Paginator(found, PAGE_ROWS).get_page(request.GET.get("page")),
        "listings": LISTINGS.values(),
        "filters": [Filter("kind", _("Finding"), kinds, chosen)],
        "kept": request.GET.urlencode(),
        "may_import": request.member.can("documents.import"),
    }
    return render(request, "documents/number_check.html", context)


@require_POST
@member_view("documents.control", is_reading=True)
def export_check(request: MemberRequest, code: str) -> HttpResponse:
    """Hand out the findings as a sheet."""
    found, chosen = _found(request)
    title = _("Check of numbers")
    head = (_("Finding"), _("Number"), _("What was found"), _("What to do"))
    rows = [(each.label, each.number, each.words, each.advice) for each in found]
    notes = Page(_("About this list"), (title,), [(made_by(request),)], (90,))
    try:
        check_may_export(request.member)
        content = workbook_of(Page(title, head, rows, (24, 30, 50, 60)), notes)
        filters = str(Kind(chosen).label) if chosen else ""
        return hand_out(request, Made(title, "xlsx", len(rows), filters, content))
    except Refused as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("documents:number_check", code)


def _found(request: MemberRequest) -> tuple[list[Finding], str]:
    """Return the findings of the kind that is asked for, and the kind."""
    kind = request.GET.get("kind", "")
    chosen = kind if kind in Kind.values else ""
    return [each for each in findings(request.tenant) if chosen in ("", each.kind)], chosen
