"""Let the identity provider ask a person again, at this moment and for one thing only.

What it says waits in the session for five minutes, for the one thing it was asked for, and is good
once. A comment that was begun waits beside it, whatever the provider says.
"""

import time
from typing import Any, Final
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase

from tenants.door import provider as asking
from tenants.models import Member, Provider, Tenant

WAITS: Final = "step_up"  # in a session
GOOD_FOR_SECONDS: Final = 300


def begin(
    session: SessionBase,
    tenant: Tenant,
    provider: Provider,
    *,
    bound_to: str,
    following: str,
    comment: str,
) -> str:
    """Return the address where the provider asks; the answer leads back to `following`."""
    where = asking.ask(
        session, tenant, provider, afresh=True, next=following, bound_to=bound_to, comment=comment
    )
    session[WAITS] = {"bound_to": bound_to, "comment": comment}
    return where


def note(session: SessionBase, member: Member, provider: Provider, asked: dict[str, Any]) -> None:
    """Keep that the provider has just named this member, for what it was asked."""
    session[WAITS] = {
        "bound_to": asked["bound_to"],
        "comment": asked["comment"],
        "member": str(member.pk),
        "label": provider.label,
        "at": time.time(),
    }


def waiting(session: SessionBase, bound_to: str) -> dict[str, Any]:
    """Return what waits for this: its comment, and `label` once the provider has vouched."""
    said: dict[str, Any] = session.get(WAITS, {})
    if said.get("bound_to") != bound_to:
        return {}
    return said if _is_fresh(said) else {"comment": said["comment"]}


def take(session: SessionBase) -> dict[str, Any]:
    """Take what the provider said out of the session: it is good once."""
    said: dict[str, Any] = session.pop(WAITS, {})
    return said


def vouches_for(said: Any, member: Member, bound_to: str) -> bool:
    """Tell whether this is the provider's word, fresh, for this member and this thing."""
    return (
        _is_fresh(said)
        and bool(bound_to)
        and said["bound_to"] == bound_to
        and UUID(said["member"]) == member.pk
    )


def _is_fresh(said: Any) -> bool:
    return bool(time.time() - said.get("at", 0) < GOOD_FOR_SECONDS)
