"""Who the signed-in person is in a tenant: the only way a membership reaches a request."""

from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from tenants.directory import tenants_of
from tenants.models import Member, Tenant, User
from tenants.roles import Role
from tenants.scope import tenant_scope


class Standing(NamedTuple):
    """A person's place in one tenant."""

    tenant: Tenant
    member: Member

    def is_read_only(self) -> bool:
        """Suspended tenants keep what they have; auditors look and change nothing."""
        return self.tenant.is_suspended() or self.member.roles == [Role.AUDITOR]


def get_standing(user: User | AnonymousUser, tenant: Tenant | None) -> Standing | None:
    """Return the person's active membership in the tenant, or None: not theirs, or not there."""
    if tenant is None or not isinstance(user, User):
        return None
    with tenant_scope(tenant.pk, time_zone=tenant.time_zone):
        member = Member.objects.active(tenant.today()).one_or_none(user=user)
    return Standing(tenant, member) if member else None


def tenants_for(user: User) -> QuerySet[Tenant]:
    """Return the tenants a person may enter, for the zone switcher and the inbox."""
    return Tenant.objects.filter(pk__in=tenants_of(user.pk)).order_by("code")


def standings_of(user: User) -> list[Standing]:
    """Return the person's place in every tenant they may enter."""
    found = (get_standing(user, tenant) for tenant in tenants_for(user))
    return [standing for standing in found if standing is not None]
