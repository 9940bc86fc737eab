"""Sign in at the identity provider of a tenant, and connect an account there with one here."""

import logging
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tenants.access import Standing, open_provider
from tenants.actions.providers import connect, disconnect
from tenants.door import provider as asking
from tenants.door import step_up
from tenants.door.entering import come_in
from tenants.door.forms import PasswordAgain
from tenants.door.proofs import shown_by
from tenants.door.provider import Unproved
from tenants.door.visitors import address_of
from tenants.errors import Refused
from tenants.fetching import Unreachable
from tenants.http import AccountRequest, account_view, public_view, standings_here
from tenants.models import Member, Provider
from tenants.scope import tenant_scope

FOUND: Final = "sso_found"  # in a session: who the provider says it is, connected with nobody yet

log = logging.getLogger(__name__)


@public_view("the identity provider says who it is")
@require_GET
def ask_provider(request: HttpRequest, zone: str) -> HttpResponse:
    """Send somebody to the identity provider of this tenant."""
    provider = _provider(zone)
    following = request.GET.get("next", "")
    try:
        return redirect(asking.ask(request.session, provider.tenant, provider, next=following))
    except Unreachable as failure:
        log.warning("sign-in at the provider of %s: %s", zone, failure)
        messages.error(request, _("The identity provider does not answer. Sign in here."))
        return redirect("tenants:sign_in")


@public_view("what comes back proves who it is, or nothing")
@require_GET
def take_answer(request: HttpRequest, zone: str) -> HttpResponse:
    """Let in whom the provider names, if they are connected with an account here."""
    provider = _provider(zone)
    asked: dict[str, Any] = {}
    try:
        asked = asking.asked_for(request.session, request.GET.get("state", ""), provider)
        code = request.GET.get("code", "")
        subject = asking.subject_of(provider, provider.tenant, code, asked)
    except Unproved as failure:
        log.warning("sign-in at the provider of %s: %s", zone, failure)
        messages.error(request, _("The identity provider did not prove who you are. Try again."))
        return redirect(asked["next"] if "bound_to" in asked else "tenants:sign_in")
    if "bound_to" in asked:
        return _take_word(request, provider, subject, asked)
    member = None if request.user.is_authenticated else _member(provider, subject)
    if member is None:
        return _ask_to_connect(request, provider, subject)
    known = shown_by(member.user, only_in=provider.tenant_id)
    return come_in(request, known, proof="provider", following=asked["next"])


def _take_word(
    request: HttpRequest, provider: Provider, subject: str, asked: dict[str, Any]
) -> HttpResponse:
    """Keep what the provider says of somebody who is about to sign, and lead back there."""
    member = _member(provider, subject)
    if member is None or member.user != request.user:
        messages.error(request, _("The identity provider named somebody else. Nothing was signed."))
    else:
        step_up.note(request.session, member, provider, asked)
    return redirect(asked["next"])


def _provider(zone: str) -> Provider:
    provider = open_provider(zone)
    if provider is None or zone != zone.lower():
        raise Http404
    return provider


def _member(provider: Provider, subject: str) -> Member | None:
    with tenant_scope(provider.tenant_id, time_zone=provider.tenant.time_zone):
        active = Member.objects.active().filter(user__is_active=True)
        known = active.filter(identities__issuer=provider.issuer, identities__subject=subject)
        return known.select_related("user").first()


def _ask_to_connect(request: HttpRequest, provider: Provider, subject: str) -> HttpResponse:
    request.session[FOUND] = {
        "tenant": str(provider.tenant_id),
        "issuer": provider.issuer,
        "label": provider.label,
        "subject": subject,
    }
    if request.user.is_authenticated:
        return redirect("tenants:connect")
    said = _("%(name)s knows you, but no account here is connected with it. Sign in to connect it.")
    messages.info(request, said % {"name": provider.label})
    return redirect("/sign-in/?next=/account/connect/")


@require_http_methods(["GET", "HEAD", "POST"])
@account_view
def connect_found(request: AccountRequest) -> HttpResponse:
    """Connect the account that the provider named with one's own, by the password."""
    found: dict[str, Any] = request.session.get(FOUND, {})
    standing = _standing(request, lambda s: str(s.tenant.pk) == found.get("tenant"))
    form = PasswordAgain(request.user, request.POST or None, address=address_of(request))
    if form.is_valid():
        tenant = standing.tenant
        try:
            with tenant_scope(tenant.pk, time_zone=tenant.time_zone):
                connect(found["issuer"], found["subject"], by=standing.member)
            del request.session[FOUND]
            messages.success(request, _("Connected: from now on you can sign in there."))
            return redirect("tenants:account")
        except Refused as refused:
            form.add_error(None, refused)
    context = {"form": form, "found": found, "tenant": standing.tenant}
    return render(request, "tenants/account/connect.html", context)


@require_POST
@account_view
def disconnect_one(request: AccountRequest) -> HttpResponse:
    """Cut the connection of an account with a tenant's identity provider."""
    standing = _standing(request, lambda s: s.tenant.slug == request.POST.get("zone"))
    with tenant_scope(standing.tenant.pk, time_zone=standing.tenant.time_zone):
        disconnect(by=standing.member)
    messages.success(request, _("The connection is cut."))
    return redirect("tenants:account")


def _standing(request: HttpRequest, fits: Any) -> Standing:
    """Return the person's own place that fits, or 404."""
    for standing in standings_here(request):
        if fits(standing):
            return standing
    raise Http404
