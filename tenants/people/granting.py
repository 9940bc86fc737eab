"""Who grants and who confirms, and who would be missed."""

import datetime as dt
from uuid import UUID

from django.utils.translation import gettext as _

from tenants.errors import Refused
from tenants.models import Member, RoleProposal, Tenant
from tenants.models.member import MemberQuerySet
from tenants.people.roles import CONFIRMS_INSTEAD, FOUR_EYES, GRANTS, NEVER_VACANT, SEPARATED, Role


def granting_role(tenant: Tenant) -> Role:
    """Return the role that grants roles here.

    A city that has yet to appoint its three administrators is begun by its tenant administrator.
    """
    if tenant.kind != Tenant.Kind.CITY or not has_separated():
        return Role.TENANT_ADMIN
    return Role.SECURITY_ADMIN


def has_separated() -> bool:
    """Tell whether the city has all of its three administrators."""
    return all(_holders(role).exists() for role in SEPARATED)


def grantable(tenant: Tenant) -> tuple[Role, ...]:
    """Return the roles that may be granted here."""
    return tuple(Role) if tenant.kind == Tenant.Kind.CITY else GRANTS[Role.TENANT_ADMIN]


def may_grant(member: Member) -> bool:
    return granting_role(member.tenant) in member.roles


def require_granting(by: Member) -> None:
    """Refuse what gives roles by the way to who grants none."""
    if not may_grant(by):
        role = granting_role(by.tenant)
        raise Refused(_("Roles are granted here by: %(role)s."), params={"role": role.label})


def refuse_as_administrator(member: Member) -> None:
    """Refuse what would let one person come in as an administrator: two agree to those."""
    if FOUR_EYES.intersection(member.roles):
        raise Refused(
            _("%(name)s administers. Take that role first; two give it again afterwards."),
            params={"name": member.name},
        )


def takes_two(tenant: Tenant) -> bool:
    """Tell whether an administrator's role is proposed and confirmed here."""
    return tenant.kind != Tenant.Kind.CITY or has_separated()


def confirmers(proposal: RoleProposal, tenant: Tenant) -> MemberQuerySet:
    """Return who may confirm: another who grants; only where there is none, who stands instead."""
    role = granting_role(tenant)
    parties = (proposal.proposed_by_id, proposal.member_id)
    others = _holders(role).exclude(pk__in=parties)
    return others if others.exists() else _holders(CONFIRMS_INSTEAD[role]).exclude(pk__in=parties)


def lock_administration(tenant_id: UUID) -> Tenant:
    """Let one at a time change who administers here: siblings are counted under this lock."""
    return Tenant.hold(tenant_id)


def require_others(member: Member, roles: set[str], *, on: dt.date | None = None) -> None:
    """Refuse to take roles from the last who has them; ask under the lock."""
    for role in NEVER_VACANT:
        if role in roles and not _holders(role, on).exclude(pk=member.pk).exists():
            raise Refused(
                _("Nobody else here is: %(roles)s. Give that to somebody first."),
                params={"roles": str(role.label)},
            )


def _holders(role: Role, day: dt.date | None = None) -> MemberQuerySet:
    return Member.objects.active(day).with_role(role).filter(user__is_active=True)
