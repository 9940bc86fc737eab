"""What the city does with a zone that is there: rename, suspend, take up again, show as a model."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from oversight.recording import record_twice
from tenants import audit
from tenants.errors import Refused
from tenants.models import Member, Tenant


@transaction.atomic
def rename_zone(zone: Tenant, *, by: Member, name_zh: str, name_en: str) -> None:
    """Give the zone other names; its code, and numbers already issued, stay as they are."""
    zone = _locked(zone, by)
    facts = {"name_zh": name_zh.strip(), "name_en": name_en.strip()}
    changes = audit.changes(zone, facts)
    if not changes:
        return
    zone.name_zh, zone.name_en = facts["name_zh"], facts["name_en"]
    zone.full_clean(validate_unique=False, validate_constraints=False)
    zone.save(update_fields=["name_zh", "name_en"])
    record_twice("tenant.renamed", zone, by=by, changes=changes)


@transaction.atomic
def suspend_zone(zone: Tenant, *, by: Member, reason: str) -> None:
    """Let the zone only read and export; the clock leaves it alone until it is taken up again."""
    zone = _locked(zone, by)
    reason = reason.strip()
    if not reason:
        raise Refused(_("Say why: everybody in the zone will read it."))
    if zone.is_suspended():
        raise Refused(_("%(zone)s is suspended already.") % {"zone": zone.name})
    zone.suspended_at, zone.suspension_reason = timezone.now(), reason
    zone.full_clean(validate_unique=False, validate_constraints=False)
    zone.save(update_fields=["suspended_at", "suspension_reason"])
    record_twice("tenant.suspended", zone, by=by, reason=reason)


@transaction.atomic
def reactivate_zone(zone: Tenant, *, by: Member, reason: str) -> None:
    """Let the zone work again; of the reminders it missed only the newest of each go out."""
    zone = _locked(zone, by)
    reason = reason.strip()
    if not reason:
        raise Refused(_("Say why the zone may work again."))
    if not zone.is_suspended():
        raise Refused(_("%(zone)s is not suspended.") % {"zone": zone.name})
    zone.suspended_at, zone.suspension_reason = None, ""
    zone.save(update_fields=["suspended_at", "suspension_reason"])
    record_twice("tenant.reactivated", zone, by=by, reason=reason)


@transaction.atomic
def offer_as_template(zone: Tenant, *, by: Member, offered: bool) -> None:
    """Let new zones begin with a copy of this zone's units, posts, folders, types and routes."""
    zone = _locked(zone, by)
    if zone.is_template == offered:
        return
    zone.is_template = offered
    zone.save(update_fields=["is_template"])
    record_twice("tenant.offered_as_template", zone, by=by, offered=offered)


def _locked(zone: Tenant, by: Member) -> Tenant:
    """Return the zone as it is now, held until the change is saved."""
    if not by.can("city.provision"):
        raise Refused(_("Only a provisioner of the city does this."))
    zone = Tenant.hold(zone.pk)
    if zone.kind == Tenant.Kind.CITY:
        raise Refused(_("The city itself is neither suspended, renamed nor copied here."))
    return zone
