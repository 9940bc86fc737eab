"""Who works in the city and opens a zone where they are a member, too: the zone keeps it."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest

from tenants import audit
from tenants.access import Standing
from tenants.models import Tenant

SEEN: Final = "opened_from_city"  # in the session: which zones it has opened, on which day


def note_opening(
    request: HttpRequest, status: int, here: Standing, standings: Iterable[Standing]
) -> None:
    """Record in the zone that somebody of the city opened it, once for a session and day.

    Where nothing may be written nothing is recorded: auditors, and zones that are suspended.
    """
    tenant = here.tenant
    is_of_city = any(standing.tenant.kind == Tenant.Kind.CITY for standing in standings)
    if not is_of_city or tenant.kind == Tenant.Kind.CITY:
        return
    if status >= HTTPStatus.BAD_REQUEST or here.is_read_only():
        return
    today = tenant.today().isoformat()
    seen: dict[str, str] = request.session.get(SEEN, {})
    if seen.get(tenant.code) != today:
        request.session[SEEN] = {**seen, tenant.code: today}
        audit.record("tenant.opened_from_city", tenant, by=here.member)
