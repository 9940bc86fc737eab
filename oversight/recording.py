"""Acts on a zone stand in two trails: the zone's own and the city's."""

from tenants import audit
from tenants.audit.record import Fact
from tenants.models import Member, Tenant
from tenants.scope import tenant_scope


def record_twice(event: str, zone: Tenant, *, by: Member | None, **facts: Fact) -> None:
    """Record an act on a zone there and in the city.

    A member of the one is nobody in the other: there the name stands for the person.
    """
    _record(event, zone, zone, by, facts)
    city = Tenant.objects.filter(kind=Tenant.Kind.CITY).exclude(pk=zone.pk).first()
    if city is not None:
        _record(event, zone, city, by, facts)


def _record(
    event: str, zone: Tenant, home: Tenant, by: Member | None, facts: dict[str, Fact]
) -> None:
    is_known = by is not None and by.tenant_id == home.pk
    named = {} if by is None or is_known else {"person": by.name}
    with tenant_scope(home.pk, time_zone=home.time_zone):
        audit.record(event, zone, by=by if is_known else None, code=zone.code, **facts, **named)
