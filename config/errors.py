"""Error pages: the same bytes for everyone, so that a hidden thing looks like a missing one."""

import logging
import sys
import uuid
from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

from tenants.door.held import hold

log = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that cannot be understood."""
    return _page(400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a person whose role does not allow this."""
    return _page(403)


def form_is_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form sent without its token: who signs in anew has old ones on other pages."""
    return hold(request) or _page(403, "form_is_old.html")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for what is missing and for what is not theirs to see."""
    return _page(404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer when we failed (503: no database), with a number that finds the fault in the log."""
    status = 503 if isinstance(sys.exception(), OperationalError) else 500
    reference = uuid.uuid4().hex[:12]
    log.error("fault %s: %s %s answered %d", reference, request.method, request.path, status)
    return _page(status, reference=reference)


class NoBlankAnswers:
    """Say something where Django says nothing: to whom an address takes what only forms send."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code != 405:
            return response
        page = _page(405)
        page.headers["Allow"] = response.headers["Allow"]
        return page


def _page(status: int, name: str = "", **facts: str) -> HttpResponse:
    # No request goes in: no session, token, tenant or query can reach the page.
    return HttpResponse(render_to_string(name or f"{status}.html", facts), status=status)
