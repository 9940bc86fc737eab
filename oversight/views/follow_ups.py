"""Follow-ups in the city: issue one, read the reply, close it or send it back."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from oversight.access import get_follow_up
from oversight.actions.follow_ups import close_follow_up, issue_follow_up, send_back
from oversight.city.conversation import conversation
from oversight.city.forms import CloseForm, FollowUpForm, SendBackForm
from oversight.city.indicators import BY_NAME, Indicator
from oversight.models import FollowUp
from tenants.errors import Refused
from tenants.http import MemberRequest, member_view
from tenants.models import Tenant

ROWS_PER_PAGE = 50


@require_GET
@member_view("city.overview")
def show_all(request: MemberRequest) -> HttpResponse:
    """List what the city asked, those that wait for a reply first; filtered by state."""
    state = request.GET.get("state", "")
    rows = FollowUp.objects.listed()
    if state in FollowUp.State.values:
        rows = rows.filter(state=state)
    context = {
        "page": Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "state": state,
        "states": FollowUp.State.choices,
        "indicators": BY_NAME,
        "today": request.tenant.today(),
        "may_follow_up": request.member.can("city.follow_up"),
    }
    return render(request, "oversight/city/follow_ups.html", context)


@require_http_methods(["GET", "POST"])
@member_view("city.follow_up")
def issue(request: MemberRequest) -> HttpResponse:
    """Ask an organ or zone about an indicator; the address may say which."""
    asked = {name: request.GET.get(name) for name in ("zone", "indicator")}
    form = FollowUpForm(
        request.POST if request.method == "POST" else None,
        today=request.tenant.today(),
        initial={name: value for name, value in asked.items() if value},
    )
    if form.is_valid():
        said = form.cleaned_data
        try:
            figure = _figure(said["zone"], BY_NAME[said["indicator"]])
            made = issue_follow_up(**said, figure=figure, by=request.member)
            messages.success(request, _("Issued. Their leader and document controllers are told."))
            return redirect("oversight:follow_up", made.pk)
        except Refused as refusal:
            form.add_error(None, refusal)
    status = 422 if form.is_bound else 200
    return render(request, "oversight/city/new_follow_up.html", {"form": form}, status=status)


def _figure(zone: Tenant, indicator: Indicator) -> str:
    """Return the figure the follow-up is about, as it stands; empty where there is none."""
    card = zone.scorecards.order_by("day").last()
    return indicator.shown(card) if card else ""


@require_GET
@member_view("city.overview")
def show(request: MemberRequest, follow_up: UUID) -> HttpResponse:
    """Show what was asked and replied, and what the city can do next."""
    return _page(request, get_follow_up(follow_up), CloseForm(), SendBackForm())


@require_POST
@member_view("city.follow_up")
def close(request: MemberRequest, follow_up: UUID) -> HttpResponse:
    """End it."""
    found, form = get_follow_up(follow_up), CloseForm(request.POST)
    done = _("Closed. Both sides keep it on record.")
    return _act(request, found, form, close_follow_up, done) or _page(
        request, found, form, SendBackForm(), status=422
    )


@require_POST
@member_view("city.follow_up")
def back(request: MemberRequest, follow_up: UUID) -> HttpResponse:
    """Ask for another reply."""
    found, form = get_follow_up(follow_up), SendBackForm(request.POST)
    done = _("Sent back. Their leader and document controllers are told.")
    return _act(request, found, form, send_back, done) or _page(
        request, found, CloseForm(), form, status=422
    )


def _act(
    request: MemberRequest,
    follow_up: FollowUp,
    form: forms.Form,
    act: Callable[..., None],
    done: str,
) -> HttpResponse | None:
    """Do it and return the way back; None when it is refused, and the form says why."""
    if form.is_valid():
        try:
            act(follow_up, by=request.member, **form.cleaned_data)
            messages.success(request, done)
            return redirect("oversight:follow_up", follow_up.pk)
        except Refused as refusal:
            form.add_error(None, refusal)
            follow_up.refresh_from_db()
    return None


def _page(
    request: MemberRequest,
    follow_up: FollowUp,
    close: forms.Form,
    back: forms.Form,
    status: int = 200,
) -> HttpResponse:
    context = {
        "follow_up": follow_up,
        "indicator": BY_NAME.get(follow_up.indicator),
        "entries": conversation(follow_up),
        "is_late": follow_up.is_late(request.tenant.today()),
        "close": close,
        "back": back,
        "may_follow_up": request.member.can("city.follow_up"),
    }
    return render(request, "oversight/city/follow_up.html", context, status=status)
