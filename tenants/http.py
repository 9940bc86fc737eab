"""Requests of members: the middleware that opens the scope, the decorators that name abilities."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponseBase
from django_htmx.middleware import HtmxDetails

from tenants.access import Standing, get_standing
from tenants.models import Member, Tenant, User
from tenants.roles import ABILITIES
from tenants.scope import tenant_scope

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")

type View = Callable[..., HttpResponseBase]


class MemberRequest(HttpRequest):
    """A request inside a tenant's scope, by a member of it."""

    user: User
    tenant: Tenant
    member: Member
    htmx: HtmxDetails


class AccountRequest(HttpRequest):
    """A request by a signed-in person, outside any tenant."""

    user: User
    htmx: HtmxDetails


def member_view(ability: str) -> Callable[[View], View]:
    """Let members whose roles carry the ability in; others get 403. KeyError for a typo."""
    allowed = ABILITIES[ability]

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if allowed.isdisjoint(request.member.roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.ability = ability  # type: ignore[attr-defined]
        return guarded

    return decorate


def account_view(view: View) -> View:
    """Let any signed-in person in: their own things, in no tenant."""

    @wraps(view)
    def guarded(request: AccountRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    guarded.ability = "account"  # type: ignore[attr-defined]
    return guarded


def public_view(reason: str) -> Callable[[View], View]:
    """Let everybody in, for the reason given."""

    def decorate(view: View) -> View:
        view.ability = f"public: {reason}"  # type: ignore[attr-defined]
        return view

    return decorate


class TenantMiddleware:
    """Open one scope round everything under /t/<code>/ and /city/.

    Anonymous people go to sign-in whatever the code; to others a tenant that is not theirs looks
    exactly like one that does not exist.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        in_tenant, code = _tenant_code(request.path_info)
        if in_tenant and not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        # PostgreSQL knows no text with a NUL: there is no such thing at such an address.
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise Http404
        if not in_tenant:
            return self.get_response(request)
        standing = get_standing(request.user, _find_tenant(code))
        if standing is None:
            raise Http404
        if standing.is_read_only() and request.method not in SAFE_METHODS:
            raise PermissionDenied
        _ = request.POST  # read the upload before the transaction starts
        request.tenant, request.member = standing  # type: ignore[attr-defined]
        return self._serve_in_scope(request, standing)

    def _serve_in_scope(self, request: HttpRequest, standing: Standing) -> HttpResponseBase:
        tenant, read_only = standing.tenant, standing.is_read_only()
        with tenant_scope(tenant.pk, time_zone=tenant.time_zone, read_only=read_only):
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response


def _tenant_code(path: str) -> tuple[bool, str | None]:
    """Tell whether the path is inside a tenant, and whose; the city has no code in its path."""
    parts = path.split("/", 3)
    if parts[1] == "city":
        return True, None
    if parts[1] == "t" and len(parts) > 2:
        return True, parts[2]
    return False, None


def _find_tenant(code: str | None) -> Tenant | None:
    if code is None:
        return Tenant.objects.filter(kind=Tenant.Kind.CITY).first()
    # One spelling per address: capitals in the path are another, missing page.
    return Tenant.objects.filter(code=code.upper()).first() if code == code.lower() else None
