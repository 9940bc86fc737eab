"""Ask a passkey, or the identity provider, for one signature: what any sign card leads to."""

import logging
from typing import Final

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.validators import RegexValidator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from approvals.rounds.identity import connected_with
from tenants.door import passkeys, step_up
from tenants.door.entering import way_on
from tenants.fetching import Unreachable
from tenants.http import MemberRequest, member_view

log = logging.getLogger(__name__)
SHA256: Final = RegexValidator(r"^[0-9a-f]{64}\Z")


class AskForm(forms.Form):
    """What it is asked for, where to go back to, and the comment that was begun."""

    bound_to = forms.CharField(validators=[SHA256])
    here = forms.CharField(required=False, max_length=500)
    comment = forms.CharField(required=False, max_length=20_000)


@require_POST
@member_view("signatures.confirm")
def ask_passkey(request: MemberRequest, code: str) -> HttpResponse:
    """Return the question to a passkey of this person, as JSON."""
    asked = _asked(request)["bound_to"]
    question = passkeys.ask_to_sign(request.session, request.user, asked)
    return JsonResponse({"question": question})


@require_POST
@member_view("signatures.confirm")
def ask_provider(request: MemberRequest, code: str) -> HttpResponse:
    """Lead to the identity provider, who asks again who it is; a page, since forms may not."""
    asked = _asked(request)
    back = way_on(request, asked["here"])
    provider = connected_with(request.member)
    if provider is None:
        messages.error(request, _("You are not connected with an identity provider here."))
        return redirect(back)
    try:
        where = step_up.begin(
            request.session,
            request.tenant,
            provider,
            bound_to=asked["bound_to"],
            following=back,
            comment=asked["comment"],
        )
    except Unreachable as failure:
        log.warning("signing by the provider of %s: %s", code, failure)
        messages.error(request, _("The identity provider does not answer. Nothing was signed."))
        return redirect(back)
    context = {"where": where, "label": provider.label, "back": back}
    return render(request, "approvals/ask_provider.html", context)


def _asked(request: MemberRequest) -> dict[str, str]:
    form = AskForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    said: dict[str, str] = form.cleaned_data
    return said
