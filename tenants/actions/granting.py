"""Grant roles: most by one who grants, those of administrators by two."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants import audit
from tenants.errors import Refused
from tenants.models import Member, RoleProposal, Tenant
from tenants.notices import notify
from tenants.people.auditing import check_audit_ends
from tenants.people.granting import (
    confirmers,
    grantable,
    granting_role,
    lock_administration,
    require_others,
    takes_two,
)
from tenants.people.roles import FOUR_EYES, SEPARATED, Role

Outcome = RoleProposal.Outcome


@transaction.atomic
def grant_roles(member: Member, roles: Collection[str], *, by: Member | None) -> list[RoleProposal]:
    """Let a person have these roles and no others; return what somebody else has to confirm."""
    tenant = lock_administration(member.tenant_id)
    member.refresh_from_db(fields=["roles"])
    before, after = set(member.roles), set(roles)
    _check_roles(tenant, after)
    if before == after:
        return []
    _check_grants(tenant, member, by)
    proposed = (after - before) & FOUR_EYES if by is not None and takes_two(tenant) else set()
    require_others(member, before - after)
    _give(member, after - proposed or before, by=by)
    return [_propose(member, role, tenant, by=by) for role in sorted(proposed) if by is not None]


@transaction.atomic
def confirm_role(proposal: RoleProposal, *, by: Member) -> None:
    """Let the member have the proposed role."""
    tenant, proposal = _locked(proposal)
    if not confirmers(proposal, tenant).filter(pk=by.pk).exists():
        raise Refused(_("Somebody else confirms this: neither who proposed it nor whom it is for."))
    member = Member.objects.locked().get(pk=proposal.member_id)
    if not member.is_active():
        raise Refused(_("%(name)s is not here any more.") % {"name": member.name})
    roles = {*member.roles, proposal.role}
    _check_roles(tenant, roles)
    _close(proposal, Outcome.CONFIRMED, by)
    _give(member, roles, by=by, proposed_by=proposal.proposed_by.name)


@transaction.atomic
def decline_role(proposal: RoleProposal, *, by: Member) -> None:
    """Say no; who proposed it takes it back."""
    tenant, proposal = _locked(proposal)
    is_own = proposal.proposed_by_id == by.pk
    if not is_own and not confirmers(proposal, tenant).filter(pk=by.pk).exists():
        raise Refused(_("Somebody else decides on this."))
    _close(proposal, Outcome.WITHDRAWN if is_own else Outcome.DECLINED, by)
    event = "role.withdrawn" if is_own else "role.declined"
    audit.record(event, proposal.member, by=by, role=proposal.role)


def _propose(member: Member, role: str, tenant: Tenant, *, by: Member) -> RoleProposal:
    earlier = RoleProposal.objects.filter(member=member, role=role, outcome=Outcome.OPEN)
    if earlier.open().exists():
        raise Refused(_("This is proposed already, and waits for somebody else to confirm it."))
    earlier.update(outcome=Outcome.EXPIRED)
    proposal = RoleProposal.objects.create(member=member, role=role, proposed_by=by)
    others = list(confirmers(proposal, tenant))
    if not others:
        raise Refused(
            _("Nobody else here could confirm that: give somebody the role “%(role)s” first.")
            % {"role": _second(tenant)}
        )
    for other in others:
        notify(other, "role_proposed", subject=proposal)
    audit.record("role.proposed", member, by=by, role=role)
    return proposal


def _second(tenant: Tenant) -> str:
    """Name the role that confirms where there is one administrator only."""
    is_zone = granting_role(tenant) == Role.TENANT_ADMIN
    return str((Role.CONTROLLER if is_zone else Role.SYSTEM_ADMIN).label)


def _locked(proposal: RoleProposal) -> tuple[Tenant, RoleProposal]:
    tenant = lock_administration(proposal.tenant_id)
    row = RoleProposal.objects.select_related("member", "proposed_by").get(pk=proposal.pk)
    if row.outcome != Outcome.OPEN or row.expires_at <= timezone.now():
        raise Refused(_("This has been decided, or it is over."))
    return tenant, row


def _close(proposal: RoleProposal, outcome: str, by: Member) -> None:
    proposal.outcome, proposal.decided_by, proposal.decided_at = outcome, by, timezone.now()
    proposal.save(update_fields=["outcome", "decided_by", "decided_at"])
    notify(proposal.proposed_by, "role_decided", subject=proposal, by=by.name)


def _give(member: Member, roles: Collection[str], *, by: Member | None, **facts: str) -> None:
    before, after = list(member.roles), sorted(roles)
    if sorted(before) == after:
        return
    member.roles = after
    check_audit_ends(member)
    member.save(update_fields=["roles"])
    audit.record("roles.granted", member, by=by, changes={"roles": [before, after]}, **facts)


def _check_grants(tenant: Tenant, member: Member, by: Member | None) -> None:
    if by is None:
        return
    role = granting_role(tenant)
    if not Member.objects.active().with_role(role).filter(pk=by.pk).exists():
        raise Refused(_("Roles are granted here by: %(role)s.") % {"role": role.label})
    if member.pk == by.pk:
        raise Refused(_("Nobody changes their own roles. Ask another administrator."))


def _check_roles(tenant: Tenant, roles: Collection[str]) -> None:
    if not roles or not set(grantable(tenant)).issuperset(roles):
        raise Refused(_("Choose at least one of the roles that are given here."))
    if len(set(SEPARATED).intersection(roles)) > 1:
        raise Refused(
            _("System, security and audit administration are for three different people.")
        )
