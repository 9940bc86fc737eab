"""Provision an organ or a zone: one transaction makes all it needs to begin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from oversight.actions.furnishing import Furnishing, furnish
from oversight.furniture.blueprint import Blueprint
from oversight.furniture.items import EMPTY, fingerprints
from oversight.models import Adoption
from tenants import audit
from tenants.actions.invitations import invite
from tenants.errors import Refused
from tenants.models import AuditHead, Member, Tenant, User
from tenants.people.roles import Role
from tenants.scope import tenant_scope


@dataclass(frozen=True, slots=True, kw_only=True)
class ZonePlan:
    """What a person says about a new organ or zone; the blueprint says the rest, now or later."""

    code: str
    kind: str
    name_zh: str
    name_en: str
    admin_email: str
    blueprint: Blueprint = EMPTY
    admin_name: str = ""
    time_zone: str = "Asia/Shanghai"
    language: str = "zh-hans"
    is_live: bool = False  # at once, whatever the checklist says; the city always is


class Provisioned(NamedTuple):
    """What provisioning made, or would make."""

    tenant: Tenant
    admin: Member
    is_new: bool
    is_new_admin: bool
    furnishing: Furnishing

    def has_changes(self) -> bool:
        return self.is_new or self.is_new_admin or any(self.furnishing.counts().values())


@transaction.atomic
def provision(plan: ZonePlan, *, by: Member | None) -> Provisioned:
    """Make the tenant, its first administrator and what its blueprint names; again = no change.

    Raises Refused for a code that stands for something else, ValidationError for bad input.
    """
    wanted = _checked(plan)
    tenant, is_new = Tenant.objects.get_or_create(code=plan.code, defaults=_facts(wanted))
    if not is_new:
        _check_same(tenant, plan)
    with tenant_scope(tenant.pk, time_zone=tenant.time_zone):
        if is_new:
            AuditHead.objects.create()
        admin, is_new_admin = _get_admin(tenant, plan)
        furnishing = _furnish(tenant, plan.blueprint, admin, is_new=is_new)
        made = Provisioned(tenant, admin, is_new, is_new_admin, furnishing)
        if made.has_changes():
            # A member of the city is nobody in the new tenant: the name stands for the person.
            _record(made, by=None, provisioned_by=by.name if by else "")
        if is_new_admin:
            invite([admin], by=None)
    if made.has_changes():
        _record_in_city(made, by=by)
    return made


def _furnish(tenant: Tenant, plan: Blueprint, admin: Member, *, is_new: bool) -> Furnishing:
    """Give the tenant what the blueprint names, and remember which one it was."""
    if plan is EMPTY:
        return Furnishing(tenant, plan)
    furnishing = furnish(tenant, plan, owner=admin)
    if is_new or not Adoption.objects.exists():
        Adoption.objects.create(source=plan.code, version=plan.version, taken=fingerprints(plan))
    return furnishing


def preview(plan: ZonePlan) -> Provisioned:
    """Say what provisioning would make: make it, look, and take it back."""
    with transaction.atomic():
        made = provision(plan, by=None)
        transaction.set_rollback(True)
    return made


def _checked(plan: ZonePlan) -> Tenant:
    """Check what was said, and return it as a tenant that is not saved yet."""
    tenant = Tenant(
        code=plan.code,
        kind=plan.kind,
        name_zh=plan.name_zh.strip(),
        name_en=plan.name_en.strip(),
        time_zone=plan.time_zone,
        language=plan.language,
        version_scheme=plan.blueprint.version_scheme,
        live_at=timezone.now() if plan.is_live or plan.kind == Tenant.Kind.CITY else None,
    )
    tenant.full_clean(validate_unique=False, validate_constraints=False)
    try:
        validate_email(plan.admin_email)
    except ValidationError as error:
        raise ValidationError({"admin_email": error.messages}) from error
    if plan.kind == Tenant.Kind.CITY:
        city = Tenant.objects.filter(kind=Tenant.Kind.CITY).exclude(code=plan.code).first()
        if city is not None:
            raise Refused(_("There is a city already: %(city)s.") % {"city": city})
    return tenant


def _facts(tenant: Tenant) -> dict[str, Any]:
    names = ("kind", "name_zh", "name_en", "time_zone", "language", "version_scheme", "live_at")
    return {name: getattr(tenant, name) for name in names}


def _check_same(tenant: Tenant, plan: ZonePlan) -> None:
    """Refuse to add to a tenant that merely has the same code."""
    there = (tenant.kind, tenant.name_zh, tenant.name_en)
    if there != (plan.kind, plan.name_zh.strip(), plan.name_en.strip()):
        raise Refused(
            _("The code %(code)s belongs to %(name)s (%(kind)s). Choose another code.")
            % {
                "code": tenant.code,
                "name": tenant.name,
                "kind": Tenant.Kind(tenant.kind).label,
            }
        )
    if tenant.is_suspended():
        raise Refused(_("%(code)s is suspended; nothing can be added.") % {"code": tenant.code})


def _get_admin(tenant: Tenant, plan: ZonePlan) -> tuple[Member, bool]:
    """Return the first administrator, who also controls documents until somebody else does."""
    email = User.objects.normalize_email(plan.admin_email)
    admins = Member.objects.with_role(Role.TENANT_ADMIN).select_related("user")
    if admin := admins.one_or_none(user__email=email):
        return admin, False
    if admins.exists():
        raise Refused(
            _("%(code)s has another administrator already, who adds people there.")
            % {"code": tenant.code}
        )
    user = User.objects.filter(email=email).first() or User.objects.create_user(
        email, language=plan.language
    )
    roles = [Role.TENANT_ADMIN, Role.CONTROLLER]
    if tenant.kind == Tenant.Kind.CITY:
        roles.append(Role.PROVISIONER)
    name = plan.admin_name.strip() or email.partition("@")[0][:50]
    return Member.objects.create(user=user, name=name, roles=roles), True


def _record(made: Provisioned, *, by: Member | None, **facts: str) -> None:
    audit.record(
        "tenant.provisioned",
        made.tenant,
        by=by,
        code=made.tenant.code,
        blueprint=f"{made.furnishing.blueprint.code} {made.furnishing.blueprint.version}",
        admin=made.admin.user.email,
        **made.furnishing.counts(),
        **facts,
    )


def _record_in_city(made: Provisioned, *, by: Member | None) -> None:
    city = Tenant.objects.filter(kind=Tenant.Kind.CITY).exclude(pk=made.tenant.pk).first()
    if city is not None:
        with tenant_scope(city.pk, time_zone=city.time_zone):
            _record(made, by=by)
