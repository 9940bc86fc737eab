"""The plan of an audit: which clauses are looked at, and who must not look at which unit."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from documents.models import Clause, StandardEdition
from oversight.models import Audit, Auditor, ClauseExclusion, PlannedScope
from tenants.errors import Refused
from tenants.models import Appointment, Unit

type Own = set[tuple[UUID, UUID]]  # member, unit


def clauses_to_audit() -> list[Clause]:
    """Return the clauses a plan is made of: 4.1 to 10.3 of the edition that is current."""
    edition = StandardEdition.objects.current()
    out = ClauseExclusion.objects.approved().values("clause")
    found = Clause.objects.filter(edition=edition).exclude(pk__in=out)
    return [clause for clause in found.order_by("position") if clause.number.count(".") == 1]


def own_units(members: Sequence[UUID], first: dt.date, last: dt.date) -> Own:
    """Return which units are whose own on some day: where they hold a post, and what they lead."""
    held = Appointment.objects.over(first, last).filter(member__in=members)
    below: dict[UUID, list[UUID]] = defaultdict(list)
    for unit, parent in Unit.objects.values_list("pk", "parent"):
        if parent is not None:
            below[parent].append(unit)
    own: Own = set()
    for member, unit, leads in held.values_list("member", "unit", "post__is_head"):
        waiting = [unit]
        while waiting:
            at = waiting.pop()
            if (member, at) in own and at != unit:
                continue
            own.add((member, at))
            waiting += below[at] if leads else []
    return own


def of_own_unit(audit: Audit, first: dt.date, last: dt.date) -> list[PlannedScope]:
    """Return the lines of an internal audit in which somebody would audit their own unit."""
    if audit.kind != Audit.Kind.INTERNAL:
        return []
    scopes = list(PlannedScope.objects.listed().filter(audit=audit, auditor__member__isnull=False))
    members = {scope.auditor.member_id for scope in scopes if scope.auditor.member_id}
    own = own_units([*members], first, last)
    return [each for each in scopes if (each.auditor.member_id, each.unit_id) in own]


def missing_from(audit: Audit) -> dict[UUID, str]:
    """Return who of the team has left before the audit was held, by their names."""
    return dict(Auditor.objects.missing().filter(audit=audit).values_list("pk", "name"))


def own_planned(audit: Audit) -> list[PlannedScope]:
    """Return such lines of an audit that is still to be held."""
    if audit.state != Audit.State.PLANNED:
        return []
    return of_own_unit(audit, audit.planned_from, audit.planned_until)


def check_own_units(audit: Audit, first: dt.date, last: dt.date) -> None:
    """Refuse a plan by which somebody would audit their own unit between two days."""
    if own := of_own_unit(audit, first, last):
        raise Refused(own_unit_words(own))


def own_unit_words(scopes: Sequence[PlannedScope]) -> str:
    """Say who would audit which unit of their own."""
    named = dict.fromkeys((scope.auditor.name, scope.unit.name) for scope in scopes)
    who = "；".join(f"{name} – {unit}" for name, unit in named)
    return _(
        "Nobody audits their own work (9.2.2 c): %(who)s. Give these lines of the plan to somebody"
        " from another unit."
    ) % {"who": who}
