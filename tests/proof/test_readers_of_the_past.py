"""A random small zone lives for weeks; who had to read what on a day never changes afterwards.

The recomputation is plain Python over what was done on which day: no rule of it comes from the
product.
"""

import datetime as dt
import os
import random
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from approvals.actions.exemptions import end_exemption, exempt
from documents.audience import readers_of
from documents.models import Distribution, Exemption, Revision
from tenants.models import Appointment, Group, GroupMember, Member, Unit
from tests.approvals.conftest import Office
from tests.approvals.test_readers_of import publish
from tests.world import Cast

SEEDS = range(20) if os.environ.get("PROBE") else (3,)
DAYS = 60
LATER = 30
ONE = dt.timedelta(days=1)


class Zone:
    """What was true on each day, kept beside the product."""

    def __init__(self, chance: random.Random, acme: Cast, office: Office) -> None:
        self.chance, self.acme, self.office = chance, acme, office
        self.units = [office.office, office.service]
        self.group = Group.objects.create(name="Panel")
        self.people = [acme.ada, acme.ravi, acme.ruth, office.lena, office.leo]
        self.seats: dict[Member, Unit | None] = dict.fromkeys(self.people)
        self.panel: set[Member] = set()
        self.exempt: dict[Member, dt.date] = {}
        self.roles: dict[Member, bool] = dict.fromkeys(self.people, True)
        self.parents: dict[Unit, Unit | None] = dict.fromkeys(self.units)
        self.asked: list[tuple[str, Any]] = []

    def is_in(self, member: Member, today: dt.date) -> bool:
        """Tell by plain words whether the member is in the audience today."""
        if not self.roles[member] or self.exempt.get(member, dt.date.min) >= today:
            return False
        line, seat = [], self.seats[member]
        while seat is not None:
            line.append(seat)
            seat = self.parents[seat]
        return any(
            (scope == "unit" and place in line) or (scope == "group" and member in self.panel)
            for scope, place in self.asked
        )


def acts(zone: Zone, today: dt.date) -> None:
    """Do a few random things of an ordinary day."""
    for _ in range(zone.chance.randint(0, 2)):
        act = zone.chance.choice([moves, joins_or_leaves_the_panel, is_freed, changes_role])
        act(zone, zone.chance.choice(zone.people), today)
    if zone.chance.random() < 0.2:
        reorganise(zone)


def moves(zone: Zone, member: Member, today: dt.date) -> None:
    held = Appointment.objects.filter(member=member, valid_until=None)
    held.update(valid_until=today - ONE)
    unit = zone.chance.choice([*zone.units, None])
    zone.seats[member] = unit
    if unit is not None:
        place: dict[str, Any] = {
            "member": member,
            "post": zone.office.head,
            "unit": unit,
            "valid_from": today,
        }
        Appointment.objects.update_or_create(**place, defaults={"valid_until": None})


def joins_or_leaves_the_panel(zone: Zone, member: Member, today: dt.date) -> None:
    if member in zone.panel:
        zone.panel.remove(member)
        here = GroupMember.objects.filter(member=member, valid_until=None)
        here.update(valid_until=today - ONE)
        return
    zone.panel.add(member)
    place: dict[str, Any] = {"member": member, "group": zone.group, "valid_from": today}
    GroupMember.objects.update_or_create(**place, defaults={"valid_until": None})


def is_freed(zone: Zone, member: Member, today: dt.date) -> None:
    if zone.exempt.get(member, dt.date.min) >= today:
        for one in Exemption.objects.lasting().of(member):
            end_exemption(one, by=zone.acme.cora)
        zone.exempt[member] = today - ONE
        return
    zone.exempt[member] = today + zone.chance.randint(0, 6) * ONE
    exempt(member, None, why="Elsewhere", until=zone.exempt[member], by=zone.acme.cora)


def changes_role(zone: Zone, member: Member, today: dt.date) -> None:
    zone.roles[member] = not zone.roles[member]
    roles = ["reader"] if zone.roles[member] else []
    Member.objects.filter(pk=member.pk).update(roles=roles)


def reorganise(zone: Zone) -> None:
    service, office = zone.office.service, zone.office.office
    zone.parents[service] = None if zone.parents[service] else office
    Unit.objects.filter(pk=service.pk).update(parent=zone.parents[service])


def days(first: dt.date) -> Iterator[dt.date]:
    """Travel from one day to the next; the database goes along."""
    for n in range(DAYS):
        today = first + dt.timedelta(days=n)
        with time_machine.travel(dt.datetime.combine(today, dt.time(4), tzinfo=dt.UTC)):
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('app.day', %s, true)", [str(today)])
            yield today


def as_told(revision: Revision, on: dt.date) -> dict[Any, tuple[str, dt.date | None]]:
    return {one.member_id: (one.state, one.due_on) for one in readers_of(revision, on)}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_past_day_is_answered_as_it_was(acme: Cast, office: Office, seed: int) -> None:
    zone = Zone(random.Random(seed), acme, office)
    revision = publish(office, units=[office.office], groups=[zone.group])
    first = timezone.localdate() + dt.timedelta(days=1)
    Appointment.objects.update(valid_until=timezone.localdate() - dt.timedelta(days=1))
    Distribution.objects.update(published_on=first, due_on=first + dt.timedelta(days=LATER))
    zone.asked = [("unit", office.office), ("group", zone.group)]
    then: dict[dt.date, Any] = {}
    expected: dict[dt.date, Any] = {}
    since: dict[Member, dt.date | None] = dict.fromkeys(zone.people)
    for today in days(first):
        acts(zone, today)
        expected[today] = {}
        for member in zone.people:
            is_in = zone.is_in(member, today)
            since[member] = (since[member] or today) if is_in else None
            if begun := since[member]:
                own = begun + dt.timedelta(days=LATER) if begun > first else first
                due = max(first + dt.timedelta(days=LATER), own)
                expected[today][member.pk] = ("required", due)
        then[today] = as_told(revision, today)
        required = {pk: said for pk, said in then[today].items() if said[0] == "required"}
        assert required == expected[today], f"seed {seed}, {today}"
    assert {day: as_told(revision, day) for day in then} == then
