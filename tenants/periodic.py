"""What the clock calls for each tenant: perform what was planned, deliver what waits."""

import datetime as dt

from tenants.actions.reorganisations import perform_on_its_day
from tenants.channels.addresses import tell_watchers
from tenants.channels.delivering import deliver
from tenants.models import DeadAddress, Member, Reorganisation

__all__ = ["deliver", "reorganise", "tell_of_dead_addresses"]


def reorganise(today: dt.date) -> None:
    """Perform what was planned for a day that has come."""
    for plan in Reorganisation.objects.due(today):
        perform_on_its_day(plan)


def tell_of_dead_addresses(today: dt.date) -> None:
    """Tell those who can have them corrected of addresses that failed elsewhere, too."""
    dead = {address.email: address for address in DeadAddress.objects.all()}
    for member in Member.objects.active(today).filter(user__email__in=dead).select_related("user"):
        tell_watchers(member, dead[member.user.email or ""])
