"""A person's calendar of what is due: open it, close it, and what calendars read."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from approvals import feed
from tenants.actions.accounts import close_calendar, open_calendar
from tenants.http import AccountRequest, account_view, public_view


@public_view("a calendar has no session; the signed address is the key, and it can be revoked")
@require_safe
def show_calendar(request: HttpRequest, word: str) -> HttpResponse:
    """Answer with the iCalendar file of the person whose address it is, or 404."""
    from approvals.inbox.calendar import calendar_of  # its library takes 9 MB: when somebody asks

    owner = feed.owner_of(word)
    if owner is None:
        raise Http404
    answer = HttpResponse(calendar_of(owner), content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@require_POST
@account_view
def change_calendar(request: AccountRequest) -> HttpResponse:
    """Open the person's calendar under a new address, or close it."""
    act = request.POST.get("act")
    if act == "close":
        close_calendar(by=request.user)
        messages.success(request, _("The calendar address is dead now."))
    elif act == "open":
        open_calendar(by=request.user)
        messages.success(request, _("Your calendar has a new address; older ones are dead."))
    return redirect("tenants:account")
