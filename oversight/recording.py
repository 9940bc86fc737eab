"""Acts on a zone stand in two trails: the zone's own and the city's."""

from tenants import audit
from tenants.audit.record import Fact
from tenants.models import Member, Tenant
from tenants.scope import tenant_scope


def record_twice(event: str, zone: Tenant, *, by: Member | None, **facts: Fact) -> None:
    """Record an act on a zone there and in the city.

    A member of the city is nobody in the zone: there the name stands for the person. Who acted
    for the zone is known there alone: the city hears of the zone, not of its people.
    """
    _record(event, zone, zone, by, facts)
    city = Tenant.objects.filter(kind=Tenant.Kind.CITY).exclude(pk=zone.pk).first()
    if city is not None:
        _record(event, zone, city, by, facts)


def _record(
    event: str, zone: Tenant, home: Tenant, by: Member | None, facts: dict[str, Fact]
) -> None:
    is_known = by is not None and by.tenant_id == home.pk
    is_told = by is not None and not is_known and by.tenant_id != zone.pk
    named = {"person": by.name} if by is not None and is_told else {}
    with tenant_scope(home.pk, time_zone=home.time_zone):
        audit.record(event, zone, by=by if is_known else None, code=zone.code, **facts, **named)
