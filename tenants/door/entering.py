"""Let a person in, and remember from where."""

import time
from typing import Final
from uuid import UUID

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from tenants import audit
from tenants.door.proofs import Known
from tenants.door.visitors import address_of, device_of
from tenants.models import User

FACTOR: Final = "factor"  # in a session: a second factor was shown in it
PENDING: Final = "pending"  # in a session: a first proof was right, a second factor is owed
ONLY_IN: Final = "only_in"  # in a session: the one tenant it opens, by whose provider it began
PATIENCE_SECONDS: Final = 600


def enter(request: HttpRequest, known: Known, *, proof: str) -> None:
    """Begin a new session for this person; `proof` says how they showed who they are."""
    user, address, device = known.user, address_of(request), device_of(request)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session.update({"address": address, "device": device, FACTOR: known.has_shown_it})
    if known.only_in:
        request.session[ONLY_IN] = str(known.only_in)
    request.session.pop(PENDING, None)
    facts = {"email": user.email, "address": address, "device": device, "proof": proof}
    audit.record_for_city("account.signed_in", user, **facts)


def come_in(request: HttpRequest, known: Known, *, proof: str, following: str) -> HttpResponse:
    """Let somebody in whose first proof was right, or ask for their second factor."""
    if known.owes_factor:
        _wait_for_factor(request, known, proof=proof, following=following)
        return redirect("tenants:second_factor")
    enter(request, known, proof=proof)
    return remember_language(redirect(way_on(request, following)), known.user)


def _wait_for_factor(request: HttpRequest, known: Known, **facts: str) -> None:
    """Remember, under a new key, who has shown a first proof and owes a second."""
    request.session.cycle_key()
    waiting = {"user": str(known.user.pk), "at": time.time(), **facts}
    if known.only_in:
        waiting[ONLY_IN] = str(known.only_in)
    request.session[PENDING] = waiting


def who_waits(request: HttpRequest) -> tuple[Known, str, str] | None:
    """Return who owes a second factor, as if they had shown it; their proof, and their way on."""
    waiting = request.session.get(PENDING, {})
    if time.time() - waiting.get("at", 0) > PATIENCE_SECONDS:
        return None
    user = User.objects.filter(pk=waiting["user"], is_active=True).first()
    if user is None:
        return None
    only_in = UUID(waiting[ONLY_IN]) if ONLY_IN in waiting else None
    known = Known(user, has_factor=True, has_shown_it=True, only_in=only_in)
    return known, waiting["proof"], waiting["following"]


def remember_language(response: HttpResponse, user: User) -> HttpResponse:
    """Let the pages that follow speak the account's language."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        user.language,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def way_on(request: HttpRequest, wanted: str) -> str:
    """Return the page somebody wanted, when it is one of ours; else where everybody begins."""
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else settings.LOGIN_REDIRECT_URL
