"""Let a person in, and remember from where."""

import time
from typing import Final

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from tenants import audit
from tenants.door.proofs import Known
from tenants.door.visitors import address_of, device_of
from tenants.models import User

BACKEND: Final = "django.contrib.auth.backends.ModelBackend"
FACTOR: Final = "factor"  # in a session: a second factor was shown in it
PENDING: Final = "pending"  # in a session: a password was right, a second factor is owed
PATIENCE_SECONDS: Final = 600


def enter(request: HttpRequest, user: User, *, proof: str, factor: bool = False) -> None:
    """Begin a new session for this person; `proof` says how they showed who they are.

    With `factor` they have shown a second one, which the session remembers.
    """
    login(request, user, backend=BACKEND)
    address, device = address_of(request), device_of(request)
    request.session.update({"address": address, "device": device, FACTOR: factor})
    request.session.pop(PENDING, None)
    facts = {"email": user.email, "address": address, "device": device, "proof": proof}
    audit.record_for_city("account.signed_in", user, **facts)


def wait_for_factor(request: HttpRequest, user: User, *, proof: str, following: str) -> None:
    """Remember, under a new key, who has shown a password and owes a second factor."""
    request.session.cycle_key()
    request.session[PENDING] = {
        "user": str(user.pk),
        "proof": proof,
        "next": following,
        "at": time.time(),
    }


def who_waits(request: HttpRequest) -> tuple[User, str, str] | None:
    """Return who owes a second factor, with their proof and where they wanted to go."""
    waiting = request.session.get(PENDING, {})
    if time.time() - waiting.get("at", 0) > PATIENCE_SECONDS:
        return None
    user = User.objects.filter(pk=waiting["user"], is_active=True).first()
    return (user, waiting["proof"], waiting["next"]) if user else None


def come_in(request: HttpRequest, known: Known, *, proof: str, following: str) -> HttpResponse:
    """Let somebody in whose first proof was right, or ask for their second factor."""
    if known.owes_factor:
        wait_for_factor(request, known.user, proof=proof, following=following)
        return redirect("tenants:second_factor")
    enter(request, known.user, proof=proof, factor=known.has_shown_it)
    return remember_language(redirect(way_on(request, following)), known.user)


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
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else settings.LOGIN_REDIRECT_URL
