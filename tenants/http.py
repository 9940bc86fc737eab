"""Requests of members: the middleware that opens the scope, the decorators that name abilities."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.text import normalize_newlines
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from tenants.access import Standing, standings_of
from tenants.door.entering import FACTOR, ONLY_IN
from tenants.door.held import hold, page_of
from tenants.door.opened import note_opening
from tenants.models import Member, Tenant, User
from tenants.people.glass import running
from tenants.people.roles import ABILITIES
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


READS_ONLY_BUT: Final = "people.break_glass"  # under emergency access; it can be ended


def member_view(ability: str, *, is_reading: bool = False) -> Callable[[View], View]:
    """Let members whose roles carry the ability in; others get 403. KeyError for a typo.

    Under emergency access nobody changes anything. `is_reading` says that what is posted only
    hands something out: whoever may look and change nothing may do so, and PostgreSQL still
    refuses every write.
    """
    allowed = ABILITIES[ability]

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if allowed.isdisjoint(request.member.roles):
                raise PermissionDenied
            is_change = request.method not in SAFE_METHODS and ability != READS_ONLY_BUT
            if is_change and not is_reading and running(request.member) is not None:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.ability = ability  # type: ignore[attr-defined]
        guarded.is_reading = is_reading  # type: ignore[attr-defined]
        return guarded

    return decorate


def account_view(view: View) -> View:
    """Let any signed-in person in: their own things, in no tenant."""

    @wraps(view)
    def guarded(request: AccountRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(page_of(request))
        return _whole(view)(request, *args, **kwargs)

    guarded.ability = "account"  # type: ignore[attr-defined]
    return guarded


def public_view(reason: str) -> Callable[[View], View]:
    """Let everybody in, for the reason given."""

    def decorate(view: View) -> View:
        guarded = _whole(view)
        guarded.ability = f"public: {reason}"  # type: ignore[attr-defined]
        return guarded

    return decorate


def _whole(view: View) -> View:
    """Make what a form changes outside of tenants one transaction; pages need none."""

    @wraps(view)
    def whole(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method in SAFE_METHODS:
            return view(request, *args, **kwargs)
        with transaction.atomic():
            return view(request, *args, **kwargs)

    return whole


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
            return hold(request) or redirect_to_login(page_of(request))
        # PostgreSQL knows no text with a NUL: there is no such thing at such an address.
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise Http404
        if not in_tenant:
            return self.get_response(request)
        standing = _standing_at(code, standings_here(request))
        if standing is None:
            raise Http404
        if standing.requires_factor() and not request.session.get(FACTOR):
            messages.warning(request, _("As an administrator you need a second factor first."))
            return redirect("tenants:factors")
        if standing.is_read_only() and not _is_reading(request):
            raise PermissionDenied
        _take_text(request)  # the upload is read before the transaction starts
        request.tenant, request.member = standing.tenant, standing.member  # type: ignore[attr-defined]
        tenant, read_only = standing.tenant, standing.is_read_only()
        with tenant_scope(tenant.pk, time_zone=tenant.time_zone, read_only=read_only):
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            note_opening(request, response.status_code, standing, standings_here(request))
        return response

    def process_exception(self, request: HttpRequest, _exception: Exception) -> None:
        """Undo what a view did before it failed, whatever the answer will be."""
        if hasattr(request, "member"):
            transaction.set_rollback(True)


def _take_text(request: HttpRequest) -> None:
    """Let a line end in what was typed be one character, as browsers count for `maxlength`.

    They send two (HTML, "constructing the entry list"), and a NUL never: that is 404.
    """
    sent = dict(request.POST.lists())
    if any("\0" in text for texts in sent.values() for text in texts):
        raise Http404
    if any("\r" in text for texts in sent.values() for text in texts):
        taken = request.POST.copy()
        for name, texts in sent.items():
            taken.setlist(name, [normalize_newlines(text) for text in texts])
        request.POST = taken  # type: ignore[assignment]


def _is_reading(request: HttpRequest) -> bool:
    """Tell whether the request asks for nothing but to look, or to be handed something."""
    if request.method in SAFE_METHODS:
        return True
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return False
    return getattr(view, "is_reading", False)


def standings_here(request: HttpRequest) -> list[Standing]:
    """Return the person's place in each tenant, asked once a request; counted for whole pages."""
    if not hasattr(request, "standings"):
        is_page = request.method == "GET" and "HX-Request" not in request.headers
        request.standings = standings_for(request, counting=is_page)  # type: ignore[attr-defined]
    standings: list[Standing] = request.standings  # type: ignore[attr-defined]
    return standings


def standings_for(request: HttpRequest, *, counting: bool) -> list[Standing]:
    """Return the person's places that this session opens.

    One that began at a tenant's identity provider opens this tenant alone: who rules the provider
    of one zone must not walk into another.
    """
    standings = standings_of(request.user, counting=counting)
    only_in = request.session.get(ONLY_IN)
    return [s for s in standings if only_in is None or str(s.tenant.pk) == only_in]


def open_here(request: HttpRequest) -> list[Standing]:
    """Return the places whose things this session may show outside of them.

    One that asks for a second factor stays shut until the session has shown it, here as there.
    """
    has_shown = bool(request.session.get(FACTOR))
    return [s for s in standings_here(request) if has_shown or not s.requires_factor()]


def _tenant_code(path: str) -> tuple[bool, str | None]:
    """Tell whether the path is inside a tenant, and whose; the city has no code in its path."""
    parts = path.split("/", 3)
    if parts[1] == "city":
        return True, None
    if parts[1] == "t" and len(parts) > 2:
        return True, parts[2]
    return False, None


def _standing_at(code: str | None, standings: list[Standing]) -> Standing | None:
    """Return the place the address names; capitals in it name another, missing page."""
    if code is None:
        return next((s for s in standings if s.tenant.kind == Tenant.Kind.CITY), None)
    return next((s for s in standings if s.tenant.slug == code), None)
