"""Decide on what a newer version of the blueprint offers: accept it, or keep what is here."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from oversight.access import may_open
from oversight.furniture.items import fingerprints
from oversight.furniture.taking import take
from oversight.furniture.updates import update_of
from oversight.recording import record_twice
from tenants.errors import Refused
from tenants.models import Member, Tenant
from tenants.scope import tenant_scope


@transaction.atomic
def update_from_blueprint(
    zone: Tenant, *, by: Member, version: int, accepted: Collection[str]
) -> None:
    """Take the accepted items over and remember the others as kept; one recorded act.

    `version` is the one that was looked at: a decision about it is none about another.
    """
    if not may_open(by, zone):
        raise Refused(_("Only the zone's administrator or a provisioner of the city does this."))
    zone = Tenant.hold(zone.pk)
    if zone.is_suspended():
        raise Refused(_("%(zone)s is suspended.") % {"zone": zone.name})
    with tenant_scope(zone.pk, time_zone=zone.time_zone):
        update = update_of(zone)
        if update is None or update.blueprint.version != version:
            raise Refused(_("There is another version by now. Look at it again."))
        offered = {offer.item for offer in update.offers}
        if not offered:
            raise Refused(_("There is nothing to decide."))
        chosen = offered & set(accepted)
        take(zone, update.blueprint, chosen, by=by if by.tenant_id == zone.pk else None)
        prints, adoption = fingerprints(update.blueprint), update.adoption
        adoption.taken |= update.same | {item: prints[item] for item in chosen}
        adoption.kept |= {item: prints[item] for item in offered - chosen}
        before, adoption.version = adoption.version, update.blueprint.version
        adoption.save(update_fields=["taken", "kept", "version"])
    record_twice(
        "tenant.blueprint_updated",
        zone,
        by=by,
        blueprint=adoption.source,
        changes={"version": [before, adoption.version]},
        accepted=sorted(chosen),
        kept=sorted(offered - chosen),
    )
