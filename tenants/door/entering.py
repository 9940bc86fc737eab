"""Let a person in, and remember from where."""

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from tenants import audit
from tenants.door.visitors import address_of, device_of
from tenants.models import User

BACKEND = "django.contrib.auth.backends.ModelBackend"


def enter(request: HttpRequest, user: User, *, proof: str) -> None:
    """Begin a new session for this person; `proof` says how they showed who they are."""
    login(request, user, backend=BACKEND)
    address, device = address_of(request), device_of(request)
    request.session.update({"address": address, "device": device})
    facts = {"email": user.email, "address": address, "device": device, "proof": proof}
    audit.record_for_city("account.signed_in", user, **facts)


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
