"""What a member was told."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tenants import notices
from tenants.access import Standing
from tenants.http import MemberRequest, member_view
from tenants.models import Delivery, Notice

MOST_SHOWN = 100
MOST_LOST = 20


class ReadForm(forms.Form):
    """Which notice was read; without one, all."""

    notice = forms.UUIDField(required=False)


@require_http_methods(["GET", "POST"])
@member_view("notices.read")
def show_notices(request: MemberRequest, code: str) -> HttpResponse:
    """Show the newest notices, unread first; a POST marks one thing, or all, as read."""
    form = ReadForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        _mark_read(request, form)
        return redirect("tenants:notices", code)
    shown = notices.told(request.member, MOST_SHOWN)
    controls = request.member.can("documents.control")
    context = {
        "lines": notices.lines(shown, request.member, request.tenant),
        "may_mark": not Standing(request.tenant, request.member).is_read_only(),
        "lost": Delivery.objects.lost()[:MOST_LOST] if controls else (),
    }
    return render(request, "tenants/notices.html", context)


def _mark_read(request: MemberRequest, form: ReadForm) -> None:
    wanted = form.cleaned_data["notice"]
    if wanted is None:
        notices.mark_read(request.member)
        return
    notice = Notice.objects.one_or_none(pk=wanted, recipient=request.member)
    if notice is not None:
        notices.mark_read(request.member, notice)
