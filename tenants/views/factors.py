"""Second factors: set one up, see what there is, remove it; each time the password first."""

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tenants.actions import factors
from tenants.door import codes, passkeys
from tenants.door.entering import FACTOR
from tenants.door.factors import REAL, factors_of, recovery_codes_left
from tenants.door.forms import AppForm, NewPasskeyForm, PasswordAgain
from tenants.door.sealing import seal, unseal
from tenants.door.visitors import address_of
from tenants.errors import Refused
from tenants.http import AccountRequest, account_view
from tenants.models import Factor
from tenants.pictures import qr_code

KEY: Final = "app_key"  # in a session, sealed: of an app that has not shown its first code
NEW_CODES: Final = "recovery_codes"  # in a session, sealed: shown once
METHODS: Final = ["GET", "HEAD", "POST"]


@require_http_methods(["GET", "HEAD"])
@account_view
def show_factors(request: AccountRequest) -> HttpResponse:
    """Show what second factors a person has, and new recovery codes once."""
    shown = unseal(request.session.pop(NEW_CODES, "").encode())
    context = {
        "factors": factors_of(request.user),
        "left": recovery_codes_left(request.user),
        "new_codes": shown.split(),
    }
    return render(request, "tenants/account/factors.html", context)


@require_http_methods(METHODS)
@account_view
def add_app(request: AccountRequest) -> HttpResponse:
    """Show an app its key as a QR code, and keep it when the app shows its first code."""
    key = unseal(request.session.get(KEY, "").encode()) or codes.new_key()
    request.session[KEY] = seal(key).decode()
    form = AppForm(request.user, request.POST or None, address=address_of(request))
    if form.is_valid():
        try:
            factors.add_app(key, form.cleaned_data["code"], by=request.user)
        except Refused as refused:
            form.add_error("code", refused)
        else:
            del request.session[KEY]
            return _has_one(request, _("Your code app is set up."))
    address = codes.address_of(key, str(request.user))
    context = {"form": form, "key": key, "picture": qr_code(address, scale=4)}
    return render(request, "tenants/account/app.html", context)


@require_http_methods(METHODS)
@account_view
def add_passkey(request: AccountRequest) -> HttpResponse:
    """Let the browser make a passkey, and keep it."""
    form = NewPasskeyForm(request.user, request.POST or None, address=address_of(request))
    if form.is_valid():
        name, answer = form.cleaned_data["name"], form.cleaned_data["answer"]
        try:
            factors.add_passkey(request.session, name, answer, by=request.user)
        except Refused as refused:
            form.add_error(None, refused)
        else:
            return _has_one(request, _("Your passkey is set up."))
    question = passkeys.ask_to_make(request.session, request.user, str(request.user))
    return render(request, "tenants/account/passkey.html", {"form": form, "question": question})


@require_http_methods(METHODS)
@account_view
def renew_codes(request: AccountRequest) -> HttpResponse:
    """Make new recovery codes; the page after this one shows them once."""
    form = PasswordAgain(request.user, request.POST or None, address=address_of(request))
    if form.is_valid():
        try:
            _keep_codes(request)
            return redirect("tenants:factors")
        except Refused as refused:
            form.add_error(None, refused)
    context = {"form": form, "title": _("New recovery codes"), "about": _("Those you have end.")}
    return render(request, "tenants/account/again.html", context)


@require_http_methods(METHODS)
@account_view
def remove_factor(request: AccountRequest, factor: UUID) -> HttpResponse:
    """Remove a factor of one's own."""
    wanted = get_object_or_404(Factor, user=request.user, kind__in=REAL, pk=factor)
    form = PasswordAgain(request.user, request.POST or None, address=address_of(request))
    if form.is_valid():
        factors.remove_factor(wanted, by=request.user)
        if not factors_of(request.user):
            request.session.pop(FACTOR, None)
        messages.success(request, _("It is removed."))
        return redirect("tenants:factors")
    context = {"form": form, "title": _("Remove"), "about": str(wanted)}
    return render(request, "tenants/account/again.html", context)


def _has_one(request: AccountRequest, words: str) -> HttpResponse:
    """Go back to what there is; with the first factor come recovery codes."""
    request.session[FACTOR] = True
    if not recovery_codes_left(request.user):
        _keep_codes(request)
    messages.success(request, words)
    return redirect("tenants:factors")


def _keep_codes(request: AccountRequest) -> None:
    made = factors.renew_recovery_codes(by=request.user)
    request.session[NEW_CODES] = seal(" ".join(made)).decode()
