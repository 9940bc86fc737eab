"""Management reviews of a tenant: the list, planning one, and what became of it."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from documents.uploading import take_upload
from documents.views.uploads import arrived
from oversight import access
from oversight.actions.management_reviews import (
    cancel_review,
    hold_review,
    plan_review,
    plan_review_anew,
    take_minutes,
)
from oversight.actions.review_actions import decide
from oversight.circulation.shown import standing
from oversight.improvement import shown
from oversight.improvement.forms import PlanForm
from oversight.improvement.record import record_of, what_is_missing
from oversight.improvement.sight import prepares_reviews, reviews_seen_by
from oversight.models import ManagementReview
from tenants.errors import Refused
from tenants.http import MemberRequest, member_view

State = ManagementReview.State


@require_safe
@member_view("management_reviews.read")
def show_all(request: MemberRequest, code: str) -> HttpResponse:
    """List the reviews that the member may read, the newest first."""
    found = reviews_seen_by(request.member).listed()[:200]
    context = {
        "rows": shown.rows(found, request.tenant.today()),
        "may_prepare": prepares_reviews(request.member),
    }
    return render(request, "oversight/improvement/reviews.html", context)


@require_http_methods(["GET", "POST"])
@member_view("management_reviews.prepare")
def plan(request: MemberRequest, code: str) -> HttpResponse:
    """Plan a review."""
    _must_prepare(request)
    form = PlanForm(request.POST or None, by=request.member)
    if form.is_valid():
        try:
            key = form.cleaned_data["key"]
            made = plan_review(form.facts(), form.chosen(), by=request.member, key=key)
            messages.success(request, _("The review is planned."))
            return redirect("oversight:management_review", code, made.pk)
        except Refused as refused:
            form.add_error(None, refused)
    return _plan_page(request, form)


@require_http_methods(["GET", "POST"])
@member_view("management_reviews.prepare")
def change(request: MemberRequest, code: str, management_review: UUID) -> HttpResponse:
    """Plan a review anew that is only planned."""
    review = access.get_management_review(request.member, management_review)
    _must_prepare(request)
    form = PlanForm(request.POST or None, by=request.member, review=review)
    if form.is_valid():
        try:
            plan_review_anew(review, form.facts(), form.chosen(), by=request.member)
            messages.success(request, _("The review is planned anew."))
            return redirect("oversight:management_review", code, review.pk)
        except Refused as refused:
            form.add_error(None, refused)
    return _plan_page(request, form, review)


def _plan_page(
    request: MemberRequest, form: PlanForm, review: ManagementReview | None = None
) -> HttpResponse:
    context = {"form": form, "review": review}
    page = "oversight/improvement/review_plan.html"
    return render(request, page, context, status=422 if request.method == "POST" else 200)


@require_safe
@member_view("management_reviews.read")
def show(request: MemberRequest, code: str, management_review: UUID) -> HttpResponse:
    """Show a review: what it looks at, what it decided, who signed it."""
    return _page(request, access.get_management_review(request.member, management_review))


def _page(
    request: MemberRequest, review: ManagementReview, forms: dict[str, Any] | None = None
) -> HttpResponse:
    record, today = record_of(review), request.tenant.today()
    decided = shown.decisions(review, record, today)
    signing = standing(review, request.member)
    left = sum(each.action.done_on is None for each in decided)
    context: dict[str, Any] = {
        "review": review,
        "record": record,
        "label": shown.label_of(review, left),
        "is_late": review.is_late(today),
        "sections": shown.sections(record),
        "decisions": decided,
        "left": left,
        "signing": signing,
        "may_sign": review.state == State.HELD
        and not signing.is_routed
        and access.leads_tenant(request.member),
        "missing": what_is_missing(review) if review.state == State.HELD else "",
    }
    if prepares_reviews(request.member):
        context |= {"may_prepare": True, "forms": shown.forms_for(review, today) | (forms or {})}
    status = 422 if forms else 200
    return render(request, "oversight/improvement/review.html", context, status=status)


@require_POST
@member_view("management_reviews.prepare")
def act(request: MemberRequest, code: str, management_review: UUID, act: str) -> HttpResponse:
    """Say what became of a review: held, minuted, cancelled; or what it decided."""
    review = access.get_management_review(request.member, management_review)
    _must_prepare(request)
    if act not in ACTS:
        raise Http404
    form = shown.form_for(act, review, request.tenant.today(), request.POST, request.FILES)
    if form.is_valid():
        try:
            ACTS[act](request, review, form)
            messages.success(request, _("Recorded."))
            return redirect("oversight:management_review", code, review.pk)
        except Refused as refused:
            form.add_error(None, refused)
            review.refresh_from_db()
    return _page(request, review, {act: form})


def _hold(request: MemberRequest, review: ManagementReview, form: Any) -> None:
    hold_review(review, on=form.cleaned_data["on"], people=form.chosen(), by=request.member)


def _minutes(request: MemberRequest, review: ManagementReview, form: Any) -> None:
    upload = arrived(request, form)
    take_upload(
        upload,
        lambda file: take_minutes(review, file, upload.name, by=request.member),
        by=request.member,
    )


def _decide(request: MemberRequest, review: ManagementReview, form: Any) -> None:
    decide(review, form.facts(), by=request.member, key=form.cleaned_data["key"])


def _cancel(request: MemberRequest, review: ManagementReview, form: Any) -> None:
    cancel_review(review, why=form.cleaned_data["why"], by=request.member)


ACTS: Final = {"hold": _hold, "minutes": _minutes, "decide": _decide, "cancel": _cancel}


def _must_prepare(request: MemberRequest) -> None:
    if not prepares_reviews(request.member):
        raise PermissionDenied
