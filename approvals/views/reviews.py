"""The reviews of a year: calendar, list, sheet and pages; plan many of them, or one."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from approvals import access
from approvals.actions.review_plans import plan_review, plan_reviews
from approvals.reviews.calendar import Found, Year, found
from approvals.reviews.filters import Wanted
from approvals.reviews.forms import MoveForm, PlanForm
from approvals.reviews.planning import Plan, plan_for
from approvals.reviews.rows import COLUMNS, Row, lines, row_of
from approvals.reviews.shown import ShownReview
from documents.lists.paper import as_pages
from documents.lists.sheet import as_sheet
from tenants.errors import Refused, sentence
from tenants.exports import check_may_export
from tenants.http import MemberRequest, member_view
from tenants.views.exports import Made, hand_out, made_by

PAGE_ROWS: Final = 50

type Make = Callable[[str, list[Found], list[str]], bytes]


@require_safe
@member_view("documents.read")
def show_reviews(request: MemberRequest, code: str) -> HttpResponse:
    """Show what is reviewed in a year: `?view=list` as a list, else month by month."""
    today = request.tenant.today()
    wanted = Wanted.of(request.GET.dict(), today)
    year = Year(request.member, wanted, today)
    is_list = request.GET.get("view") == "list" or bool(wanted.month)
    context: dict[str, Any] = {
        "wanted": wanted,
        "filters": wanted.filters(),
        "is_list": is_list,
        "today": today,
        "kept": request.GET.urlencode(),
        "may_plan": request.member.can("documents.control"),
        "year_before": wanted.year - 1,
        "year_after": wanted.year + 1,
    }
    if is_list:
        page = Paginator(year.rows(), PAGE_ROWS).get_page(request.GET.get("page"))
        context |= {"page": page, "rows": _shown(request, found(page.object_list))}
    else:
        months = year.months()
        context |= {
            "months": [(each, _shown(request, each.first)) for each in months],
            "total": sum(each.to_do + each.done for each in months),
            "overdue": sum(each.overdue for each in months),
        }
    return render(request, "approvals/reviews.html", context)


def _shown(request: MemberRequest, rows: list[Found]) -> list[Row]:
    today = request.tenant.today()
    return [row_of(each, request.member, today) for each in rows]


@require_POST
@member_view("documents.read", is_reading=True)
def export_sheet(request: MemberRequest, code: str) -> HttpResponse:
    """Hand out the plan of the year as an Excel sheet, as it is filtered."""
    return _export(request, "xlsx", _sheet)


@require_POST
@member_view("documents.read", is_reading=True)
def export_pages(request: MemberRequest, code: str) -> HttpResponse:
    """Hand out the plan of the year as pages to sign, as it is filtered."""
    return _export(request, "pdf", partial(_pages, request.tenant.head))


def _sheet(title: str, rows: list[Found], notes: list[str]) -> bytes:
    return as_sheet(title, COLUMNS, lines(rows), notes)


def _pages(organisation: str, title: str, rows: list[Found], notes: list[str]) -> bytes:
    return as_pages(organisation, title, COLUMNS, lines(rows), notes)


def _export(request: MemberRequest, form: str, make: Make) -> HttpResponse:
    today = request.tenant.today()
    wanted = Wanted.of(request.GET.dict(), today)
    rows = Year(request.member, wanted, today).rows()
    title = _("Review plan %(year)s") % {"year": wanted.year}
    try:
        check_may_export(request.member)
        every = found(rows)
        notes = [wanted.said(), _("%(n)d rows") % {"n": len(every)}, made_by(request)]
        content = make(title, every, notes)
        return hand_out(request, Made(title, form, len(every), wanted.said(), content))
    except Refused as refusal:
        messages.error(request, sentence(refusal))
        return redirect(
            f"{reverse('approvals:reviews', args=[request.tenant.slug])}?{request.GET.urlencode()}"
        )


@require_http_methods(["GET", "POST"])
@member_view("documents.control")
def plan_many(request: MemberRequest, code: str) -> HttpResponse:
    """Show what a plan would do for what is asked in the address; POST applies what was shown."""
    asks = request.POST if request.method == "POST" else request.GET
    form = PlanForm(asks if asks.get("first") is not None else None)
    plan: Plan | None = None
    try:
        if form.is_valid():
            plan = plan_for(form.asked(), request.member)
            if request.method == "POST":
                seen = form.cleaned_data["seen"]
                made = plan_reviews(form.asked(), by=request.member, seen=seen)
                said = ngettext("%(n)d review planned.", "%(n)d reviews planned.", len(made.slots))
                messages.success(request, said % {"n": len(made.slots)})
                page = reverse("approvals:reviews", args=[code])
                return redirect(f"{page}?year={form.cleaned_data['first'].year}")
    except Refused as refused:
        form.add_error(None, refused)
    context = {"form": form, "plan": plan, "asked": _asked(form)}
    return render(
        request, "approvals/plan_reviews.html", context, status=422 if form.errors else 200
    )


def _asked(form: PlanForm) -> list[tuple[str, str]]:
    """Return what was asked for, as the form that applies the plan carries it along."""
    if not form.is_bound:
        return []
    names = [name for name in form.fields if name != "seen"]
    data = form.data
    return [(name, value) for name in names for value in data.getlist(name) if value]  # type: ignore[attr-defined]


@require_POST
@member_view("approvals.decide")
def plan_one(request: MemberRequest, code: str, number: str) -> HttpResponse:
    """Put the review of a document on a day, and say who gives it."""
    document = access.get_document_to_review(request.member, number)
    if not access.may_plan(request.member, document):
        raise Http404
    shown = ShownReview.on(document, request.member)
    form = MoveForm(request.POST, document=document, review=shown.planned if shown else None)
    try:
        if form.is_valid():
            plan_review(document, by=request.member, **form.cleaned_data)
            messages.success(request, _("Planned."))
        else:
            messages.error(request, _("Say on which day, and who reviews it."))
    except Refused as refused:
        messages.error(request, sentence(refused))
    return redirect("approvals:review", code, number)
