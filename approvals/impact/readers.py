"""The people a change touches: who has to read it, in which units and posts, with what else."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef
from django.utils import timezone

from approvals.impact.load import MANY, Load, load_of
from approvals.models import Acknowledgement
from documents.audience import audience_of
from documents.models import AudienceRule, Document, Revision
from documents.putting import was_put_before
from tenants.models import Appointment, MemberQuerySet, Post, Tenant, Unit

MOST_UNITS = 6


class Share(NamedTuple):
    """A unit or a post, and how many of the people are in it or hold it."""

    name: str
    people: int


@dataclass(frozen=True)
class Readers:
    """Who has to read a change, or works by a document."""

    people: int
    is_everybody: bool
    units: list[Share]
    posts: list[Share]
    due_on: dt.date | None = None  # None: nobody has to read it anew
    load: Load | None = None
    carried_over: int = 0  # who acknowledged what it replaces, where that is enough
    owing: int = 0  # who did not, and is asked

    @property
    def many(self) -> int:
        """Return above how many other texts in a fortnight a person has much to read."""
        return MANY


def readers_of(document: Document, revision: Revision | None, tenant: Tenant) -> Readers:
    """Return whom a revision will be put before, or who works by the document now."""
    today = timezone.localdate()
    rules = list(AudienceRule.objects.filter(document=document))
    if not rules:
        return Readers(0, is_everybody=False, units=[], posts=[])
    people = audience_of(document)
    is_everybody = any(rule.scope == AudienceRule.Scope.EVERYBODY for rule in rules)
    found = Readers(0, is_everybody=is_everybody, units=_units(people), posts=_posts(people))
    if revision is None:
        return replace(found, people=people.count())
    if not revision.must_acknowledge and document.in_force is not None:
        given = Acknowledgement.objects.holding_for(document.in_force)
        held = given.filter(member=OuterRef("pk"))
        counted = people.aggregate(all=Count("pk"), read=Count("pk", filter=Exists(held)))
        owing = counted["all"] - counted["read"] if was_put_before(revision) else 0
        return replace(found, people=counted["all"], carried_over=counted["read"], owing=owing)
    day = max(revision.effective_on or today, today)
    due_on = day + dt.timedelta(days=tenant.acknowledge_within_days)
    load = load_of(people, document, due_on)
    return replace(found, people=load.people, due_on=due_on, load=load)


def _units(people: MemberQuerySet) -> list[Share]:
    named = ("unit__name_zh", "unit__name_en")
    return [
        Share(Unit(name_zh=zh, name_en=en).name, n) for zh, en, n in _held(people, "unit", *named)
    ]


def _posts(people: MemberQuerySet) -> list[Share]:
    named = ("post__name_zh", "post__name_en")
    return [
        Share(Post(name_zh=zh, name_en=en).name, n) for zh, en, n in _held(people, "post", *named)
    ]


def _held(people: MemberQuerySet, what: str, *named: str) -> list[tuple[str, str, int]]:
    """Count the people by what they are appointed to, the most first."""
    held = Appointment.objects.on(timezone.localdate()).filter(member__in=people.values("pk"))
    counted = held.values_list(what, *named).annotate(n=Count("member", distinct=True))
    return [(zh, en, n) for _pk, zh, en, n in counted.order_by("-n", *named)]
