"""Addresses that no mail reaches: given up for every tenant, and told to who can act here."""

from django.db import transaction
from django.utils import timezone

from tenants import audit
from tenants.models import DeadAddress, Member
from tenants.notices import notify
from tenants.people.roles import ABILITIES


@transaction.atomic
def give_up(member: Member, reason: str, *, by: Member | None) -> None:
    """Send nothing more to this person's address, and tell who can have it corrected."""
    email, why = member.user.email or "", reason.strip()[:300]
    address, is_new = DeadAddress.objects.get_or_create(email=email, defaults={"reason": why})
    if is_new:
        tell_watchers(member, address)
        audit.record("address.died", member, by=by, email=email, reason=why)


def tell_watchers(member: Member, address: DeadAddress) -> None:
    """Put a dead address before those who can have it corrected, once."""
    since = timezone.localdate(address.since)
    watching = Member.objects.active().filter(
        roles__overlap=sorted(ABILITIES["settings.documents"])
    )
    for watcher in watching:
        notify(watcher, "address_dead", subject=member, due_on=since)
