"""Who asks in the matrix: every role, and everybody who once had one or has it in part."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.test import Client
from django.utils import timezone

from approvals.actions.delegations import set_delegation
from approvals.models import Step
from tenants.models import Member, Tenant
from tenants.people.roles import Role
from tenants.scope import tenant_scope
from tests.architecture.addresses import Shelf, make_shelf
from tests.world import Cast, City, make_cast, make_city, make_member, signed_in

DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True)
class World:
    """Two zones that are neighbours, one that is suspended, and the city; with things in each."""

    acme: Cast
    bolt: Cast
    city: City
    things: Shelf  # of acme
    neighbours: Shelf  # of bolt


def make_world() -> World:
    acme, bolt = make_cast("ACME"), make_cast("BOLT")
    return World(acme, bolt, make_city(), make_shelf(acme), make_shelf(bolt))


type Who = Callable[[World], Member | None]


def _nobody(_: World) -> None:
    return None


def _gone(world: World) -> Member:
    """Return somebody who was a controller until yesterday."""
    return _lasting(world, "Gone", first=-30, last=-1)


def _coming(world: World) -> Member:
    """Return somebody who is a controller from tomorrow on."""
    return _lasting(world, "Soon", first=1)


def _lasting(world: World, name: str, *, first: int, last: int | None = None) -> Member:
    tenant, today = world.acme.tenant, timezone.localdate()
    member = make_member(tenant, name, Role.CONTROLLER, Role.READER)
    member.valid_from = today + first * DAY
    member.valid_until = None if last is None else today + last * DAY
    with tenant_scope(tenant.pk):
        member.save()
    return member


def _closed(world: World) -> Member:
    """Return a controller whose account is closed."""
    member = make_member(world.acme.tenant, "Closed", Role.CONTROLLER)
    member.user.is_active = False
    member.user.save()
    return member


def _deputy(world: World) -> Member:
    """Return a plain reader who stands in for Ravi, on whose desk a revision lies."""
    deputy = make_member(world.acme.tenant, "Dana", Role.READER)
    with tenant_scope(world.acme.tenant.pk):
        assert Step.objects.filter(member=world.acme.ravi).exists()
        today = world.acme.tenant.today()
        set_delegation(
            delegator=world.acme.ravi,
            deputy=deputy,
            first=today,
            last=today,
            reason="Leave",
            by=world.acme.cora,
        )
    return deputy


def _suspended(person: str) -> Who:
    """Return who a member of acme is once the city has suspended it."""

    def suspend(world: World) -> Member:
        Tenant.objects.filter(pk=world.acme.tenant.pk).update(suspended_at=timezone.now())
        member: Member = getattr(world.acme, person)
        return member

    return suspend


def _of(where: str, person: str) -> Who:
    def find(world: World) -> Member:
        member: Member = getattr(getattr(world, where), person)
        return member

    return find


INSIDE: Final[dict[str, Who]] = {
    person: _of("acme", person) for person in ("ruth", "ravi", "ada", "cora", "tom", "otto")
}
DEPUTY: Final[dict[str, Who]] = {"deputy of ravi": _deputy}
SUSPENDED: Final[dict[str, Who]] = {
    f"suspended {person}": _suspended(person) for person in ("ruth", "ada", "cora", "tom", "otto")
}
STRANGERS: Final[dict[str, Who]] = {
    "gone": _gone,
    "coming": _coming,
    **{f"bolt.{person}": _of("bolt", person) for person in ("ruth", "cora", "tom", "otto")},
    **{
        f"city.{person}": _of("city", person)
        for person in ("pia", "quan", "lea", "sam", "sena", "aude")
    },
}
OUTSIDE: Final[dict[str, Who]] = {"nobody": _nobody, "closed": _closed}
EVERYBODY: Final = INSIDE | DEPUTY | SUSPENDED | STRANGERS | OUTSIDE


def browser_of(member: Member | None) -> Client:
    client = signed_in(member) if member else Client()
    client.raise_request_exception = False
    return client
