"""Open a zone that has been set up: from then on it reminds, and counts for the city."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from oversight import checklist
from oversight.access import may_open
from oversight.recording import record_twice
from tenants.errors import Refused
from tenants.models import Member, Tenant
from tenants.scope import tenant_scope


@transaction.atomic
def go_live(zone: Tenant, *, by: Member) -> None:
    """Let the zone begin its work; refused while the checklist names something that blocks."""
    if not may_open(by, zone):
        raise Refused(_("Only the zone's administrator or a provisioner of the city does this."))
    zone = Tenant.objects.select_for_update().get(pk=zone.pk)
    if zone.is_live():
        raise Refused(_("%(zone)s is live already.") % {"zone": zone.name})
    if zone.is_suspended():
        raise Refused(_("%(zone)s is suspended.") % {"zone": zone.name})
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
