"""The link in a mail that switches off kinds of notices without signing in (RFC 2369, RFC 8058)."""

from collections.abc import Collection
from typing import Final, NamedTuple
from uuid import UUID

from django.core import signing
from django.urls import reverse

from tenants.door.letters import site
from tenants.models import Member

SALT: Final = "tenants.channels.off"
GOOD_FOR_SECONDS: Final = 400 * 24 * 3600


class Asked(NamedTuple):
    """Whose notices of which kinds are to come by mail no more."""

    tenant: UUID
    member: UUID
    kinds: list[str]


def off_link(member: Member, kinds: Collection[str]) -> str:
    """Return the address that switches these kinds off for this person."""
    said = [member.tenant_id.hex, member.pk.hex, sorted(kinds)]
    token = signing.dumps(said, salt=SALT)
    return site(reverse("tenants:mail_off", args=[token]))


def read_link(token: str) -> Asked | None:
    """Return what a link asks for; None when it is not one of ours, or too old."""
    try:
        tenant, member, kinds = signing.loads(token, salt=SALT, max_age=GOOD_FOR_SECONDS)
    except (signing.BadSignature, ValueError):
        return None
    return Asked(UUID(hex=tenant), UUID(hex=member), kinds)
