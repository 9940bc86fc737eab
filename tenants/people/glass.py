"""Does somebody read by emergency access now? Asked once a request, of administrators only."""

from tenants.models import BreakGlass, Member
from tenants.people.roles import may


def running(member: Member) -> BreakGlass | None:
    """Return the emergency access of this member that runs at this moment."""
    if not may(member.roles, "people.break_glass"):
        return None
    found = member.once(_newest)
    return found if found is not None and found.is_running() else None


def _newest(member: Member) -> BreakGlass | None:
    if member.tenant.is_suspended():
        return None  # what is opened is recorded, and nothing is written there
    return BreakGlass.objects.running().one_or_none(member=member)
