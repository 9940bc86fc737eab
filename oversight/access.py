"""Which zone the city may work on, and who opens one."""

from django.http import Http404

from tenants.models import Member, Tenant


def get_zone(code: str) -> Tenant:
    """Return an organ or zone by its code in an address, or 404; the city is none."""
    zone = Tenant.objects.exclude(kind=Tenant.Kind.CITY).filter(code=code.upper()).first()
    if zone is None or zone.slug != code:
        raise Http404
    return zone


def may_open(member: Member, zone: Tenant) -> bool:
    """A provisioner of the city sets up any zone, an administrator their own."""
    is_own = member.tenant_id == zone.pk
    return member.can("city.provision") or (is_own and member.can("settings.organisation"))
