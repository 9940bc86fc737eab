"""Error pages: the same bytes for everyone, so that a hidden thing looks like a missing one."""

import logging
import sys
import uuid

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

log = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that cannot be understood."""
    return _page(400)


def forbidden(
    request: HttpRequest, exception: Exception | None = None, reason: str = ""
) -> HttpResponse:
    """Answer a person whose role does not allow this, or a form sent without its token."""
    return _page(403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for what is missing and for what is not theirs to see."""
    return _page(404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer when we failed (503: no database), with a number that finds the fault in the log."""
    status = 503 if isinstance(sys.exception(), OperationalError) else 500
    reference = uuid.uuid4().hex[:12]
    log.error("fault %s: %s %s answered %d", reference, request.method, request.path, status)
    return _page(status, reference=reference)


def _page(status: int, **facts: str) -> HttpResponse:
    # No request goes in: no session, token, tenant or query can reach the page.
    return HttpResponse(render_to_string(f"{status}.html", facts), status=status)
