"""Change by which ways notices come: one's own, and what holds for whoever has not said."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tenants import audit
from tenants.channels.wishes import Wishes
from tenants.errors import Refused
from tenants.models import Member, Preference, Tenant

type Wanted = Mapping[tuple[str, str], bool]  # kind and channel → whether it comes


@transaction.atomic
def change_wishes(wanted: Wanted, *, by: Member) -> None:
    """Write down what a person wants; what the floor says stands above it."""
    Member.objects.locked().get(pk=by.pk)
    _write(wanted, by.pk, Wishes.of(by), by)


@transaction.atomic
def change_defaults(wanted: Wanted, *, by: Member) -> None:
    """Write down what holds for whoever has not said otherwise."""
    if not by.can("settings.documents"):
        raise Refused(_("Your role does not change this."))
    Tenant.hold(by.tenant_id)
    _write(wanted, None, Wishes.of(None), by)


def _write(wanted: Wanted, member_id: UUID | None, now: Wishes, by: Member) -> None:
    """Write what differs from what holds, and tell the trail."""
    changed = {
        (kind, channel): is_on
        for (kind, channel), is_on in wanted.items()
        if now.said.get((kind, channel), True) != is_on
    }
    if not changed:
        return
    Preference.objects.bulk_create(
        [
            Preference(member_id=member_id, kind=kind, channel=channel, is_on=is_on)
            for (kind, channel), is_on in changed.items()
        ],
        update_conflicts=True,
        unique_fields=["tenant", "member", "kind", "channel"],
        update_fields=["is_on"],
    )
    told = {f"{kind} {channel}": [not is_on, is_on] for (kind, channel), is_on in changed.items()}
    audit.record("wishes.changed", by if member_id else None, by=by, changes=told)
