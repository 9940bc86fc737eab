"""What the clock calls for each tenant: perform what was planned, deliver what waits."""

import datetime as dt

from tenants.actions.reorganisations import perform_on_its_day
from tenants.channels.delivering import deliver
from tenants.models import Reorganisation

__all__ = ["deliver", "reorganise"]


def reorganise(today: dt.date) -> None:
    """Perform what was planned for a day that has come."""
    for plan in Reorganisation.objects.due(today):
        perform_on_its_day(plan)
