"""Set a zone up and open it: from then on it reminds, and counts for the city."""

from dataclasses import replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from oversight.access import may_open
from oversight.actions.furnishing import Furnishing, furnish
from oversight.furniture.blueprint import Blueprint
from oversight.furniture.items import fingerprints
from oversight.models import Adoption
from oversight.opening import checklist
from oversight.recording import record_twice
from tenants.errors import Refused
from tenants.models import Member, Tenant
from tenants.people.roles import Role
from tenants.scope import tenant_scope


@transaction.atomic
def furnish_zone(
    zone: Tenant,
    *,
    by: Member,
    source: Blueprint,
    version_scheme: str,
    review_months: int | None = None,
) -> Furnishing:
    """Give a zone that is being set up its furniture, once; afterwards it changes its own."""
    zone = _locked(zone, by)
    if review_months:
        types = tuple(replace(plan, review_months=review_months) for plan in source.types)
        plan = replace(source, types=types)
    else:
        plan = source
    zone.version_scheme = version_scheme
    zone.full_clean(validate_unique=False, validate_constraints=False)
    zone.save(update_fields=["version_scheme"])
    with tenant_scope(zone.pk, time_zone=zone.time_zone):
        begun = Adoption.objects.first()
        if begun is not None:
            raise Refused(_("%(zone)s has its furniture already.") % {"zone": zone.name})
        owner = Member.objects.with_role(Role.TENANT_ADMIN).order_by("pk")[0]
        made = furnish(zone, plan, owner=owner)
        Adoption.objects.create(
            source=source.code, version=source.version, taken=fingerprints(source)
        )
    record_twice("tenant.furnished", zone, by=by, source=source.code, **made.counts())
    return made


@transaction.atomic
def go_live(zone: Tenant, *, by: Member) -> None:
    """Let the zone begin its work; refused while the checklist names something that blocks."""
    zone = _locked(zone, by)
    with tenant_scope(zone.pk, time_zone=zone.time_zone):
        open_points = checklist.blocking(checklist.answers())
    if open_points:
        raise Refused(
            _("Something is still missing: %(points)s")
            % {"points": " ".join(str(answer.check.wrong) for answer in open_points)}
        )
    zone.live_at = timezone.now()
    zone.save(update_fields=["live_at"])
    record_twice("tenant.went_live", zone, by=by)


def _locked(zone: Tenant, by: Member) -> Tenant:
    """Return the zone as it is now, held until the change is saved, if it is being set up."""
    if not may_open(by, zone):
        raise Refused(_("Only the zone's administrator or a provisioner of the city does this."))
    zone = Tenant.hold(zone.pk)
    if zone.is_live():
        raise Refused(_("%(zone)s is live already.") % {"zone": zone.name})
    if zone.is_suspended():
        raise Refused(_("%(zone)s is suspended.") % {"zone": zone.name})
    return zone
