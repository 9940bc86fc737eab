"""What documents cover of a standard: one answer for the matrix, readiness, scorecard and city.

A requirement is met by a document that is linked to it, to its clause, or to a clause above that
is no whole chapter: a manual for 4—10 speaks of everything and shows nothing. One document that
meets it in full is enough, or several that meet it in part; those have to be well. What is linked
but not in force counts for nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from documents.models import Clause, ClauseLink, Document, Requirement, StandardEdition
from oversight.models import ClauseExclusion, Crosswalk
from tenants.models import Tenant

_FACTS: Final = (
    *("clause_id", "item", "coverage", "document_id", "document__number"),
    *("document__title", "document__state", "document__in_force_id", "document__review_due"),
    *("document__valid_until", "document__unit_id", "document__in_force__label"),
    *("document__in_force__readership__required", "document__in_force__readership__done"),
)


class State(models.TextChoices):
    """How a requirement stands, worst first."""

    GAP = "gap", pgettext_lazy("coverage", "Gap")
    AILING = "ailing", _("Covered but ailing")
    HEALTHY = "healthy", _("Covered and healthy")
    EXCLUDED = "excluded", _("Not applicable")


class Ailment(models.TextChoices):
    """What is not well with a document that covers a requirement."""

    EXPIRED = "expired", _("validity over")
    OVERDUE = "overdue", _("review overdue")
    UNREAD = "unread", _("not acknowledged enough")
    PARTIAL = "partial", _("in part only")


@dataclass(frozen=True, slots=True)
class Cover:
    """A document that is linked, and how well it does what it is linked for."""

    document: UUID
    number: str
    title: str
    label: str
    unit: UUID
    is_partial: bool
    is_in_force: bool
    is_void: bool  # withdrawn or retired
    ailments: tuple[Ailment, ...]
    acknowledged: int | None  # per cent; None where nobody has to

    def is_well(self) -> bool:
        return self.is_in_force and not self.ailments


@dataclass(frozen=True, slots=True)
class Line:
    """A requirement with its state, what covers it, and what does not count any more."""

    requirement: Requirement
    state: State
    covers: tuple[Cover, ...] = ()
    ailments: tuple[Ailment, ...] = ()
    exclusion: ClauseExclusion | None = None

    @property
    def clause(self) -> Clause:
        clause: Clause = self.requirement.clause
        return clause


@dataclass(frozen=True, slots=True)
class Coverage:
    """All requirements of an edition, in its order; counts leave the tenant, lines never do."""

    edition: StandardEdition
    threshold: int
    lines: tuple[Line, ...]

    @property
    def counts(self) -> dict[State, int]:
        found = Counter(line.state for line in self.lines)
        return {state: found[state] for state in State}

    @property
    def applicable(self) -> int:
        return len(self.lines) - self.counts[State.EXCLUDED]

    @property
    def covered(self) -> int:
        return self.counts[State.HEALTHY] + self.counts[State.AILING]

    @property
    def healthy(self) -> int:
        return self.counts[State.HEALTHY]


def coverage(
    tenant: Tenant,
    edition: StandardEdition | None = None,
    *,
    today: dt.date | None = None,
    threshold: int | None = None,
) -> Coverage:
    """Say of each requirement of an edition how it stands in the tenant whose scope is open.

    Without an edition: of the current one; without a threshold: by the tenant's own. The number of
    statements is the same for any number of documents.
    """
    edition = edition or StandardEdition.objects.get(state=StandardEdition.State.CURRENT)
    day = today or tenant.today()
    threshold = tenant.acknowledged_enough if threshold is None else threshold
    requirements = Requirement.objects.filter(clause__edition=edition)
    clauses = {clause.pk: clause for clause in Clause.objects.filter(edition=edition)}
    excluded = _excluded(clauses)
    covers = _covers(edition, clauses, day, threshold)
    lines = []
    for requirement in requirements.order_by("clause__position", "items"):
        requirement.clause = clauses[requirement.clause_id]
        lines.append(_line(requirement, clauses, covers, excluded))
    return Coverage(edition, threshold, tuple(lines))


def _way_up(clause: Clause, clauses: dict[UUID, Clause]) -> Iterator[Clause]:
    """Yield a clause and those it is part of, without the chapter."""
    above: Clause | None = clause
    while above is not None and above.parent_id is not None:
        yield above
        above = clauses.get(above.parent_id)


def _line(
    requirement: Requirement,
    clauses: dict[UUID, Clause],
    covers: dict[UUID, list[tuple[str, Cover]]],
    excluded: dict[UUID, ClauseExclusion],
) -> Line:
    way = list(_way_up(requirement.clause, clauses))
    found = tuple(
        cover
        for clause in way
        for item, cover in covers.get(clause.pk, [])
        if clause.pk != requirement.clause_id or requirement.is_met_by(item)
    )
    exclusion = next((excluded[c.pk] for c in way if c.pk in excluded), None)
    if exclusion is not None:
        return Line(requirement, State.EXCLUDED, found, exclusion=exclusion)
    state, ailments = _judge(found)
    return Line(requirement, state, found, ailments)


def _judge(covers: Sequence[Cover]) -> tuple[State, tuple[Ailment, ...]]:
    """Say how a requirement stands that these documents are linked to, and what is not well."""
    ordered = sorted(covers, key=lambda cover: not cover.is_partial)  # a link in full wins
    in_force = {cover.document: cover for cover in ordered if cover.is_in_force}
    whole = [cover for cover in in_force.values() if not cover.is_partial]
    parts = [cover for cover in in_force.values() if cover.is_partial]
    if not in_force:
        return State.GAP, ()
    if any(cover.is_well() for cover in whole):
        return State.HEALTHY, ()
    ailments = {ailment for cover in whole or parts for ailment in cover.ailments}
    if not whole and len(parts) < 2:
        ailments.add(Ailment.PARTIAL)
    if not ailments:
        return State.HEALTHY, ()
    return State.AILING, tuple(each for each in Ailment if each in ailments)


def _excluded(clauses: Iterable[UUID]) -> dict[UUID, ClauseExclusion]:
    approved = ClauseExclusion.objects.approved().filter(clause__in=list(clauses))
    return {each.clause_id: each for each in approved.with_people()}


def _covers(
    edition: StandardEdition, clauses: dict[UUID, Clause], day: dt.date, threshold: int
) -> dict[UUID, list[tuple[str, Cover]]]:
    """Return what is linked to each clause: the item it names, and the document."""
    crossed = _crossed(edition)
    wanted = [*clauses, *crossed]
    links = ClauseLink.objects.filter(clause__in=wanted).order_by("document__number_key", "item")
    found: dict[UUID, list[tuple[str, Cover]]] = defaultdict(list)
    for row in links.values(*_FACTS):
        if row["clause_id"] in clauses:
            found[row["clause_id"]].append((row["item"], _cover(row, day, threshold)))
        for cross in crossed.get(row["clause_id"], []):
            cover = _cover(row, day, threshold, cross=cross)
            found[cross.after_id].append((row["item"], cover))
    return found


def _crossed(edition: StandardEdition) -> dict[UUID, list[Crosswalk]]:
    """Return where clauses of the edition in use are in one that is coming; else nothing.

    What was widened counts in part, until somebody has looked and linked the document anew.
    """
    found: dict[UUID, list[Crosswalk]] = defaultdict(list)
    if edition.state == StandardEdition.State.COMING:
        for cross in Crosswalk.objects.filter(after__edition=edition):
            if cross.before_id is not None:
                found[cross.before_id].append(cross)
    return found


def _cover(
    row: dict[str, Any], day: dt.date, threshold: int, *, cross: Crosswalk | None = None
) -> Cover:
    is_void = row["document__state"] != Document.State.ACTIVE
    is_in_force = not is_void and row["document__in_force_id"] is not None
    is_whole = row["coverage"] == ClauseLink.Coverage.FULL
    required = row["document__in_force__readership__required"] or 0
    share = (
        100 * (row["document__in_force__readership__done"] or 0) / required if required else None
    )
    return Cover(
        document=row["document_id"],
        number=row["document__number"],
        title=row["document__title"],
        label=row["document__in_force__label"] or "",
        unit=row["document__unit_id"],
        is_partial=not is_whole or (cross is not None and not cross.carries_over()),
        is_in_force=is_in_force,
        is_void=is_void,
        ailments=tuple(_ailments(row, day, share, threshold)) if is_in_force else (),
        acknowledged=None if share is None else int(share),
    )


def _ailments(
    row: dict[str, Any], day: dt.date, share: float | None, threshold: int
) -> Iterator[Ailment]:
    valid_until, review_due = row["document__valid_until"], row["document__review_due"]
    if valid_until is not None and valid_until < day:
        yield Ailment.EXPIRED
    if review_due is not None and review_due < day:
        yield Ailment.OVERDUE
    if share is not None and share < threshold:
        yield Ailment.UNREAD
