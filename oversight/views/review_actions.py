"""One decision of a management review: done, handed on, taken back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from oversight import access
from oversight.actions.review_actions import finish_action, hand_action_on, take_back_decision
from oversight.improvement import shown
from oversight.improvement.sight import prepares_reviews
from oversight.models import ManagementReview, ReviewAction
from tenants.errors import Refused, sentence
from tenants.http import MemberRequest, member_view


@require_safe
@member_view("management_reviews.read")
def show(request: MemberRequest, code: str, decision: UUID) -> HttpResponse:
    """Show a decision, and what its owner can say of it."""
    return _page(request, access.get_decision(request.member, decision))


def _page(
    request: MemberRequest, action: ReviewAction, forms: dict[str, Any] | None = None
) -> HttpResponse:
    prepares, is_open = prepares_reviews(request.member), action.done_on is None
    is_held = action.review.state == ManagementReview.State.HELD
    offered = {}
    if is_open and (prepares or _is_owner(request, action)):
        offered["done"] = shown.decision_form("done", action)
    if is_open and prepares:
        offered["hand-on"] = shown.decision_form("hand-on", action)
    context = {
        "action": action,
        "label": shown.standing(action, request.tenant.today()),
        "forms": offered | (forms or {}),
        "may_take_back": is_open and prepares and is_held,
    }
    page = "oversight/improvement/decision.html"
    return render(request, page, context, status=422 if forms else 200)


@require_POST
@member_view("management_reviews.act")
def act(request: MemberRequest, code: str, decision: UUID, outcome: str) -> HttpResponse:
    """Say that a decision is done; hand it on, or take it back before the review is signed."""
    action = access.get_decision(request.member, decision)
    prepares = prepares_reviews(request.member)
    if not prepares and not (outcome == "done" and _is_owner(request, action)):
        raise PermissionDenied
    if outcome == "take-back":
        return _take_back(request, action)
    if outcome not in ("done", "hand-on"):
        raise Http404
    form = shown.decision_form(outcome, action, request.POST)
    if form.is_valid():
        try:
            if outcome == "done":
                finish_action(action, words=form.cleaned_data["words"], by=request.member)
            else:
                hand_action_on(action, by=request.member, **form.cleaned_data)
            messages.success(request, _("Recorded."))
            return redirect("oversight:review_action", code, action.pk)
        except Refused as refused:
            form.add_error(None, refused)
            action = access.get_decision(request.member, decision)
    return _page(request, action, {outcome: form})


def _take_back(request: MemberRequest, action: ReviewAction) -> HttpResponse:
    try:
        take_back_decision(action, by=request.member)
        messages.success(request, _("Taken back."))
    except Refused as refused:
        messages.error(request, sentence(refused))
    return redirect("oversight:management_review", request.tenant.slug, action.review_id)


def _is_owner(request: MemberRequest, action: ReviewAction) -> bool:
    return action.owner_id == request.member.pk and request.member.can("management_reviews.act")
