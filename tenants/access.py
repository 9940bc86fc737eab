"""Where a person belongs, and as whom: the only way a membership reaches a request or a view."""

import json
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants.errors import Refused
from tenants.models import (
    Appointment,
    Group,
    Member,
    Outlet,
    PeopleImport,
    Post,
    Provider,
    Reorganisation,
    RoleProposal,
    Tenant,
    Unit,
    User,
)
from tenants.people.roles import ABILITIES, ADMINISTRATORS, Role
from tenants.scope import tenant_scope

OF_TENANT = [field.attname for field in Tenant._meta.concrete_fields]
# What the function returns of a membership, in the order of the columns of the model.
OF_MEMBER = (
    *("tenant_id", "id", "user_id", "name", "staff_number", "roles", "valid_from", "valid_until"),
)
# The function visits the person's tenants one after another, under row security
# (approvals/migrations, heads_in_places).
PLACES = f"""
    SELECT p.waiting, p.unread, p.leads, EXISTS (
               SELECT FROM tenants_tenant c
               WHERE c.kind = 'city' AND c.requires_second_factor_for_administrators),
           {", ".join(f"t.{name}" for name in OF_TENANT)},
           p.tenant_id, p.member_id, p.name, p.staff_number, p.roles, p.valid_from, p.valid_until
    FROM places_of(%s, %s, %s, %s) p JOIN tenants_tenant t ON t.id = p.tenant_id
    ORDER BY t.code
"""  # noqa: S608 (names of columns)


@dataclass(frozen=True)
class Standing:
    """A person's place in one tenant; with what waits there and is unread, if that was asked."""

    tenant: Tenant
    member: Member
    waiting: dict[str, int] | None = None  # how many by kind of task (approvals/inbox/kinds)
    unread: int | None = None
    leads: bool = False  # heads a unit
    city_requires_factor: bool = False  # of administrators

    @property
    def count(self) -> int:
        """Return how many things wait; 0 when nobody counted."""
        return sum((self.waiting or {}).values())

    def is_read_only(self) -> bool:
        """Suspended tenants keep what they have; auditors look and change nothing."""
        return self.tenant.is_suspended() or self.member.roles == [Role.AUDITOR]

    def requires_factor(self) -> bool:
        """Tell whether this place is open only to a session that has shown a second factor."""
        return self.city_requires_factor and not ADMINISTRATORS.isdisjoint(self.member.roles)


def standings_of(user: User | AnonymousUser, *, counting: bool = False) -> list[Standing]:
    """Return the person's place in every tenant they may enter today, by code; one statement.

    With `counting` also how many things wait for them in each, and how many notices are unread.
    """
    if not isinstance(user, User):
        return []
    readers = sorted(ABILITIES["approvals.acknowledge"])
    with connection.cursor() as cursor:
        cursor.execute(PLACES, [user.pk, timezone.now(), readers, counting])
        return [_standing(user, *row) for row in cursor.fetchall()]


def _standing(
    user: User,
    waiting: str | None,
    unread: int | None,
    leads: bool,  # noqa: FBT001 (columns of a row, in their order)
    city_requires_factor: bool,  # noqa: FBT001
    *row: object,
) -> Standing:
    tenant_id, member_id, *facts = row[len(OF_TENANT) :]
    tenant = Tenant.from_db("default", OF_TENANT, row[: len(OF_TENANT)])
    member = Member.from_db("default", OF_MEMBER, [tenant_id, member_id, user.pk, *facts])
    member.tenant, member.user = tenant, user
    member.answers = {}
    counted = None if waiting is None else json.loads(waiting)
    return Standing(tenant, member, counted, unread, leads, city_requires_factor)


def get_unit(code: str) -> Unit:
    """Return the unit, ended or not, or 404."""
    units = Unit.objects.select_related("tenant", "parent", "merged_into")
    return get_object_or_404(units, code=code)


def get_post(code: str) -> Post:
    """Return the post, ended or not, or 404."""
    return get_object_or_404(Post.objects.select_related("tenant"), code=code)


def get_group(pk: UUID) -> Group:
    """Return the group, ended or not, or 404."""
    return get_object_or_404(Group.objects.select_related("tenant"), pk=pk)


def get_plan(pk: UUID) -> Reorganisation:
    """Return the reorganisation, or 404."""
    return get_object_or_404(Reorganisation.objects.select_related("made_by"), pk=pk)


def get_proposal(pk: UUID) -> RoleProposal:
    """Return the proposal of a role, decided or not, or 404."""
    return get_object_or_404(RoleProposal.objects.select_related("member"), pk=pk)


def get_appointment(pk: UUID) -> Appointment:
    """Return the appointment with who holds what and where, or 404."""
    return get_object_or_404(Appointment.objects.select_related("member", "post", "unit"), pk=pk)


def require_organiser(by: Member | None) -> None:
    """Refuse a change of units, posts or groups by who may not make one."""
    if by is not None and not by.can("people.organise"):
        raise Refused(_("Only a tenant administrator changes units, posts and groups."))


def require_manager(by: Member | None) -> None:
    """Refuse an act on people by who does not look after them."""
    if by is not None and not by.can("people.manage"):
        raise Refused(_("Only an administrator of the zone looks after its people."))


def get_member(member_id: UUID) -> Member:
    """Return a person of the running tenant with the account, or 404."""
    return get_object_or_404(Member.objects.select_related("user"), pk=member_id)


def get_outlet(pk: UUID) -> Outlet:
    """Return a robot, an app or a webhook that nobody has taken away, or 404."""
    return get_object_or_404(Outlet.objects.kept(), pk=pk)


def get_people_import(import_id: UUID) -> PeopleImport:
    """Return an upload of people without its bytes, or 404."""
    return get_object_or_404(PeopleImport.objects.defer("content"), pk=import_id)


def open_provider(code: str) -> Provider | None:
    """Return where people of the tenant with this code may sign in, if there is such a place."""
    tenant = Tenant.objects.filter(code=code.upper()).first() if code else None
    if tenant is None:
        return None
    with tenant_scope(tenant.pk, time_zone=tenant.time_zone):
        return Provider.objects.select_related("tenant").filter(is_open=True).first()
