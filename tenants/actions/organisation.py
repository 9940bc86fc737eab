"""Change what an organisation says of itself."""

from django.db import transaction
from django.utils.translation import gettext as _

from tenants import audit
from tenants.audit import Changes
from tenants.changing import Facts, write
from tenants.errors import Refused
from tenants.models import Member, Tenant


@transaction.atomic
def change_organisation(tenant: Tenant, facts: Facts, *, seen: str, by: Member) -> Changes:
    """Change names, letterhead, time zone or default language; issued numbers keep their text.

    Raises Stale when somebody else changed them first.
    """
    if not by.can("settings.organisation"):
        raise Refused(_("Your role does not change this."))
    changes = write(Tenant.hold(tenant.pk), facts, seen=seen)
    if changes:
        audit.record("organisation.changed", tenant, by=by, changes=changes)
    return changes


@transaction.atomic
def change_sign_in(tenant: Tenant, facts: Facts, *, seen: str, by: Member) -> Changes:
    """Change what the city asks of administrators at the door.

    Raises Stale when somebody else changed it first.
    """
    if not by.can("settings.sign_in") or tenant.kind != Tenant.Kind.CITY:
        raise Refused(_("Your role does not change this."))
    changes = write(Tenant.hold(tenant.pk), facts, seen=seen)
    if changes:
        audit.record("sign_in.changed", tenant, by=by, changes=changes)
    return changes
