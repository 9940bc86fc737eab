"""The address of a person's calendar feed.

Calendars ask without a session: the address is the key. It is signed, so the database alone opens
nothing, and it is dead as soon as the person closes it or takes another. Files on phones and at
providers of calendars are out of our hands: unless the zone says otherwise they hold counts only.
"""

from typing import Final
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from tenants.door.letters import site
from tenants.models import User

SALT: Final = "calendar"


def address_of(user: User) -> str:
    """Return the whole address of the person's calendar, "" when there is none."""
    if user.calendar_key is None:
        return ""
    return site(reverse("approvals:calendar", args=[Signer(salt=SALT).sign(user.calendar_key.hex)]))


def owner_of(word: str) -> User | None:
    """Return whose calendar an address is; None for one that was never given, or is dead."""
    try:
        key = UUID(Signer(salt=SALT).unsign(word))
    except (BadSignature, ValueError):
        return None
    return User.objects.filter(calendar_key=key, is_active=True).first()
