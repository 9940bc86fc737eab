"""Change how long people have to acknowledge, what they state, and when they are reminded."""

from django.db import transaction
from django.utils.translation import gettext as _

from tenants import audit
from tenants.audit import Changes
from tenants.changing import Facts, write
from tenants.errors import Refused
from tenants.models import Member, Tenant

CADENCE = ("remind_ahead", "remind_daily_for", "escalate_after", "head_after")


@transaction.atomic
def change_reminders(tenant: Tenant, facts: Facts, *, seen: str, by: Member) -> Changes:
    """Change days, statement and milestones; what was reminded of already is not sent again.

    Raises Stale when somebody else changed them first.
    """
    if not by.can("settings.documents"):
        raise Refused(_("Your role does not change this."))
    row = Tenant.hold(tenant.pk)
    changes = write(row, facts, seen=seen)
    if changes.keys() & set(CADENCE):
        # The ledger holds what the old numbers reached; from this day on it adds by the new ones.
        row.reminders_changed_on = row.today()
        row.save(update_fields=["reminders_changed_on"])
    if changes:
        audit.record("reminders.changed", tenant, by=by, changes=changes)
    return changes
