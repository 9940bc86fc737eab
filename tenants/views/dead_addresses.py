"""Addresses that no mail reaches."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tenants.actions.addresses import mark_dead, trust_again
from tenants.errors import Refused, sentence
from tenants.http import MemberRequest, member_view
from tenants.models import DeadAddress, Member
from tenants.views.settings import section_context


class DeadForm(forms.Form):
    """Whose mail came back, and how one knows."""

    member = forms.ModelChoiceField(
        Member.objects.all(), label=gettext_lazy("Person"), empty_label="—"
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        with_one = Member.objects.active().exclude(user__email=None)
        self.fields["member"].queryset = with_one  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
@member_view("settings.documents")
def show_dead_addresses(request: MemberRequest, code: str) -> HttpResponse:
    """List them; a POST marks one by hand, or trusts one again."""
    form = DeadForm(request.POST if "reason" in request.POST else None)
    try:
        if "trust" in request.POST:
            _trust(request)
            return redirect("tenants:dead_addresses", code)
        if form.is_valid():
            mark_dead(form.cleaned_data["member"], form.cleaned_data["reason"], by=request.member)
            messages.success(request, _("Saved."))
            return redirect("tenants:dead_addresses", code)
    except Refused as refused:
        messages.error(request, sentence(refused))
    known = {address.email: address for address in DeadAddress.objects.all()}
    members = Member.objects.active().filter(user__email__in=known).select_related("user")
    context = section_context(request, "channels") | {
        "form": form,
        "found": [(member, known[member.user.email or ""]) for member in members],
        "may_correct": request.member.can("people.manage"),
    }
    status = 422 if form.errors else 200
    return render(request, "tenants/channels/dead_addresses.html", context, status=status)


def _trust(request: MemberRequest) -> None:
    found = {str(member.pk): member for member in Member.objects.select_related("user")}
    member = found.get(request.POST["trust"])
    if member is not None:
        trust_again(member, by=request.member)
        messages.success(request, _("Saved."))
