"""What the city asked the tenant, and the tenant's reply."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from oversight.access import get_own_follow_up, own_follow_ups
from oversight.actions.follow_ups import reply_to
from oversight.city.conversation import conversation
from oversight.city.forms import ReplyForm
from oversight.city.indicators import BY_NAME
from oversight.city.sides import may_reply
from oversight.models import FollowUp
from tenants.errors import Refused
from tenants.http import MemberRequest, member_view

ROWS_PER_PAGE = 50


@require_GET
@member_view("documents.read")
def show_all(request: MemberRequest, code: str) -> HttpResponse:
    """List what the city asked, those that wait for a reply first."""
    rows = own_follow_ups(request.member).listed()
    context = {
        "page": Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "indicators": BY_NAME,
        "today": request.tenant.today(),
    }
    return render(request, "oversight/city/own_follow_ups.html", context)


@require_http_methods(["GET", "POST"])
@member_view("documents.read")
def show(request: MemberRequest, code: str, follow_up: UUID) -> HttpResponse:
    """Show what was asked and replied; who speaks for the tenant replies here."""
    found = get_own_follow_up(request.member, follow_up)
    speaks = may_reply(request.member)
    if request.method == "POST" and not speaks:
        raise PermissionDenied
    form = ReplyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            reply_to(found, words=form.cleaned_data["words"], by=request.member)
            messages.success(request, _("Replied. The city's quality office is told."))
            return redirect("oversight:own_follow_up", request.tenant.slug, found.pk)
        except Refused as refusal:
            form.add_error(None, refusal)
            found.refresh_from_db()
    context = {
        "follow_up": found,
        "indicator": BY_NAME.get(found.indicator),
        "entries": conversation(found),
        "is_late": found.is_late(request.tenant.today()),
        "form": form if speaks and found.state == FollowUp.State.WAITING else None,
    }
    status = 422 if form.is_bound else 200
    return render(request, "oversight/city/own_follow_up.html", context, status=status)
