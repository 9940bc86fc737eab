"""The cast of every test: who is who in two tenants that are neighbours, and in the city.

Tests say `acme.ada`, `bolt.ruth`, `city.pia`. Same first name in two tenants: two people.
"""

import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import Final

import pytest
from django.test import Client
from django.utils import timezone

from tenants.models import AuditHead, Member, Tenant, User
from tenants.people.roles import Role
from tenants.scope import tenant_scope

AN_AUDIT: Final = dt.timedelta(days=30)
PASSWORD: Final = "correct horse battery staple"


@dataclass(frozen=True)
class Cast:
    """A tenant and its people."""

    tenant: Tenant
    cora: Member  # controls
    ada: Member  # authors
    ravi: Member  # approves: a reader on whose desk revisions land
    ruth: Member  # reads
    tom: Member  # administers the tenant
    otto: Member  # audits


@dataclass(frozen=True)
class City:
    """The city and its people."""

    tenant: Tenant
    pia: Member  # provisions zones
    quan: Member  # works in the quality office
    lea: Member  # leads the city
    sam: Member  # system administrator
    sena: Member  # security administrator
    aude: Member  # audit administrator


def make_tenant(code: str, kind: Tenant.Kind = Tenant.Kind.ZONE) -> Tenant:
    """Make a live tenant with an empty audit trail and nobody in it."""
    tenant = Tenant.objects.create(
        code=code, kind=kind, name_zh=f"{code} 园区", name_en=code, live_at=timezone.now()
    )
    with tenant_scope(tenant.pk):
        AuditHead.objects.create()
    return tenant


def make_member(tenant: Tenant, name: str, *roles: Role, user: User | None = None) -> Member:
    """Make a member, with an account of their own unless one is given."""
    user = user or User.objects.create_user(
        f"{name.lower()}@{tenant.slug}.example", PASSWORD, language="en"
    )
    with tenant_scope(tenant.pk):
        return Member.objects.create(
            tenant=tenant,
            user=user,
            name=name,
            staff_number=name.upper(),
            roles=list(roles),
            joined_at=timezone.now(),
            valid_until=timezone.localdate() + AN_AUDIT if Role.AUDITOR in roles else None,
        )


def make_cast(code: str) -> Cast:
    """Make a zone with one person for each role."""
    tenant = make_tenant(code)
    member = partial(make_member, tenant)
    return Cast(
        tenant=tenant,
        cora=member("Cora", Role.CONTROLLER),
        ada=member("Ada", Role.AUTHOR),
        ravi=member("Ravi", Role.READER),
        ruth=member("Ruth", Role.READER),
        tom=member("Tom", Role.TENANT_ADMIN),
        otto=member("Otto", Role.AUDITOR),
    )


def make_city() -> City:
    """Make the city with one person for each of its roles."""
    tenant = make_tenant("CITY", Tenant.Kind.CITY)
    member = partial(make_member, tenant)
    return City(
        tenant=tenant,
        pia=member("Pia", Role.PROVISIONER),
        quan=member("Quan", Role.QUALITY_OFFICE),
        lea=member("Lea", Role.CITY_LEADER),
        sam=member("Sam", Role.SYSTEM_ADMIN),
        sena=member("Sena", Role.SECURITY_ADMIN),
        aude=member("Aude", Role.AUDIT_ADMIN),
    )


def signed_in(member: Member) -> Client:
    """Return a browser in which this person has signed in."""
    client = Client()
    client.force_login(member.user)
    return client


@pytest.fixture
def acme(db: None) -> Cast:
    return make_cast("ACME")


@pytest.fixture
def bolt(db: None) -> Cast:
    """The neighbour, whose rows nobody in acme may see."""
    return make_cast("BOLT")


@pytest.fixture
def city(db: None) -> City:
    return make_city()
