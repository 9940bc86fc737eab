"""Emergency access: open it, see it run, end it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from tenants.actions.glass import break_glass, end_glass
from tenants.door.proofs import is_password_of
from tenants.door.visitors import address_of
from tenants.errors import Refused
from tenants.http import MemberRequest, member_view
from tenants.models import BreakGlass, User
from tenants.models.glass import MOST_HOURS

MOST_SHOWN = 20


class GlassForm(forms.Form):
    """Why, for how long, and the password once more."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Those who watch over the zone read it."),
    )
    hours = forms.IntegerField(
        label=gettext_lazy("Hours"), min_value=1, max_value=MOST_HOURS, initial=1
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, user: User, address: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.address = user, address

    def clean_password(self) -> str:
        """Ask who sits there; guessing is stopped as at the door."""
        password: str = self.cleaned_data["password"]
        if not is_password_of(self.user, password, self.address):
            raise ValidationError(_("This is not your password."))
        return password


@require_http_methods(["GET", "POST"])
@member_view("people.break_glass")
def open_emergency(request: MemberRequest, code: str) -> HttpResponse:
    """Show how emergency access works and the last ones; a POST opens one."""
    form = GlassForm(request.POST or None, user=request.user, address=address_of(request))
    if form.is_valid():
        reason, hours = form.cleaned_data["reason"], form.cleaned_data["hours"]
        try:
            break_glass(by=request.member, reason=reason, hours=hours)
            messages.warning(request, _("Emergency access is open, and the alarm is given."))
            return redirect("tenants:emergency", code)
        except Refused as refused:
            form.add_error(None, refused)
    recent = BreakGlass.objects.select_related("member").order_by("-opened_at")[:MOST_SHOWN]
    context = {"form": form, "recent": recent}
    status = 422 if form.errors else 200
    return render(request, "tenants/emergency.html", context, status=status)


@require_POST
@member_view("people.break_glass")
def end_emergency(request: MemberRequest, code: str) -> HttpResponse:
    """End one's emergency access before its time."""
    try:
        end_glass(by=request.member)
        messages.success(request, _("Emergency access is over."))
    except Refused as refused:
        messages.error(request, refused.messages[0])
    return redirect("tenants:emergency", code)
