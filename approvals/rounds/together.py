"""Who is asked about a change package: the routes of its documents, counted over all of them."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final
from uuid import UUID

from approvals.models import Meaning, Stage
from approvals.rounds.conditions import verdicts_on
from approvals.rounds.routing import (
    Duty,
    Roster,
    authors_of_each,
    check_enough,
    separate,
    stages_of,
    with_left_out,
)
from documents.models import DocumentType, Revision
from tenants.models import Member

# In which order the documents of a package are decided, whatever their routes.
RANKS: Final[dict[str, int]] = {Meaning.REVIEWED: 1, Meaning.COUNTERSIGNED: 2, Meaning.APPROVED: 3}


def duties_together(
    revisions: Sequence[Revision], *, by: Collection[Member]
) -> dict[UUID, list[Duty]]:
    """Return the stages each revision of a package has to pass, if `by` lead and submit it.

    The package is one: whoever prepared a part of it decides on none, and nobody reviews here and
    approves there. Raises Refused as `duties_of`, naming the document.
    """
    stages = _stages_of_each(revisions)
    verdicts = {revision.pk: verdicts_on(revision, stages[revision.pk]) for revision in revisions}
    roster = Roster.of([stage for each in stages.values() for stage in each])
    duties: dict[UUID, list[Duty]] = {}
    for revision in revisions:
        said, unit = verdicts[revision.pk], revision.document.unit_id
        duties[revision.pk] = [
            Duty(stage, roster.candidates(stage, unit))
            for stage in stages[revision.pk]
            if stage.position not in said or said[stage.position].holds
        ]
    if not all(revision.document.document_type.same_signer for revision in revisions):
        authors = {member.pk for member in by}.union(*authors_of_each(revisions).values())
        separate([duty for each in duties.values() for duty in each], authors=authors)
    for revision in revisions:
        asked, pk = duties[revision.pk], revision.pk
        check_enough(asked, of=f"{revision.document.number}: ")
        duties[pk] = with_left_out(asked, stages[pk], verdicts[pk])
    _count_waves(duties.values())
    return duties


def _stages_of_each(revisions: Sequence[Revision]) -> dict[UUID, list[Stage]]:
    """Return the route of each; one statement for each type and change class."""
    routes: dict[tuple[UUID, str], list[Stage]] = {}
    found = {}
    for revision in revisions:
        of = revision.document.document_type_id, revision.change_class
        if of not in routes:
            routes[of] = stages_of(revision, revision.change_class)
        found[revision.pk] = routes[of]
    return found


def demand_of(revisions: Sequence[Revision]) -> str:
    """Return what the strictest type of these asks of who signs."""
    asked = {revision.document.document_type.signing for revision in revisions}
    strictest = DocumentType.Signing.TWO_FACTORS
    return str(strictest if strictest in asked else DocumentType.Signing.ANY)


def _count_waves(routes: Iterable[Sequence[Duty]]) -> None:
    """Let stages of equal meaning stand in the same place of all routes, each route in its order.

    What only views stands with the stages before it.
    """
    keys: dict[int, tuple[int, int]] = {}
    for route in routes:
        rank, nth = 0, 0
        for duty in route:
            own = RANKS.get(duty.stage.meaning, 0)
            rank, nth = (own, 1) if own > rank else (rank, nth + 1)
            keys[id(duty)] = rank, nth
    places = {key: place for place, key in enumerate(sorted(set(keys.values())), start=1)}
    for route in routes:
        for duty in route:
            duty.wave = places[keys[id(duty)]]
            if duty.verdict is not None:
                duty.verdict = duty.verdict._replace(stage=duty.wave)
