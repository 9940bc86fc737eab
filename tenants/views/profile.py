"""A person's own account: how they are spoken to, where they are signed in, their password."""

import json
from copy import copy
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tenants import audit
from tenants.access import Standing
from tenants.actions import accounts
from tenants.door.entering import remember_language
from tenants.door.forms import ChangePasswordForm, ProfileForm, SessionForm
from tenants.door.sessions import sessions_of
from tenants.door.visitors import address_of
from tenants.http import AccountRequest, account_view, standings_here
from tenants.models import AuditEntry, Identity, Provider, Tenant, User
from tenants.panels import slots
from tenants.scope import tenant_scope

MOST_SHOWN: Final = 20


@require_http_methods(["GET", "HEAD", "POST"])
@account_view
def show_account(request: AccountRequest) -> HttpResponse:
    """Show a person what is known of them here; a POST changes how they are spoken to."""
    form = ProfileForm(request.POST or None, instance=copy(request.user))
    if form.is_valid():
        accounts.change_profile(form.cleaned_data, by=request.user)
        messages.success(request, _("Saved."))
        return remember_language(redirect("tenants:account"), form.instance)
    context = {
        "form": form,
        "standings": standings_here(request),
        "sessions": sessions_of(request.user),
        "this_session": request.session.session_key,
        "sign_ins": _sign_ins(request.user),
        "connections": _connections(standings_here(request)),
        "slots": slots(request, "account"),
    }
    return render(request, "tenants/account/account.html", context)


@require_POST
@account_view
def end_sessions(request: AccountRequest) -> HttpResponse:
    """End one session of the person, or all others."""
    form = SessionForm(request.POST)
    if not form.is_valid():
        return redirect("tenants:account")
    if form.cleaned_data["session"]:
        accounts.end_session(form.cleaned_data["session"], by=request.user)
        messages.success(request, _("The session is over."))
    else:
        accounts.end_other_sessions(by=request.user, keep=request.session.session_key)
        messages.success(request, _("All your other sessions are over."))
    return redirect("tenants:account")


@require_http_methods(["GET", "HEAD", "POST"])
@account_view
def change_password(request: AccountRequest) -> HttpResponse:
    """Change one's password: the old one first, and every other session ends."""
    form = ChangePasswordForm(request.user, request.POST or None, address=address_of(request))
    if form.is_valid():
        password, keep = form.cleaned_data["new_password1"], request.session.session_key
        accounts.change_password(password, by=request.user, keep=keep)
        update_session_auth_hash(request, request.user)
        messages.success(request, _("Your password is changed; your other sessions are over."))
        return redirect("tenants:account")
    return render(request, "tenants/account/password.html", {"form": form})


def _sign_ins(user: User) -> list[dict[str, Any]]:
    """Return the person's newest sign-ins, as the trail of the city keeps them."""
    city = Tenant.objects.filter(kind=Tenant.Kind.CITY).first()
    if city is None:
        return []
    with tenant_scope(city.pk, time_zone=city.time_zone):
        entries = AuditEntry.objects.filter(
            subject=audit.subject_of(user), event="account.signed_in"
        ).order_by("-sequence")
        return [{"at": e.at, **json.loads(bytes(e.body))["facts"]} for e in entries[:MOST_SHOWN]]


@dataclass(frozen=True)
class Connection:
    """Where a person may sign in for a tenant, and as whom they are known there."""

    tenant: Tenant
    provider: Provider
    identity: Identity | None


def _connections(standings: list[Standing]) -> list[Connection]:
    found = []
    for standing in standings:
        with tenant_scope(standing.tenant.pk, time_zone=standing.tenant.time_zone):
            provider = Provider.objects.one_or_none(is_open=True)
            if provider:
                mine = Identity.objects.filter(member=standing.member, issuer=provider.issuer)
                found.append(Connection(standing.tenant, provider, mine.first()))
    return found
