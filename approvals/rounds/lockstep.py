"""Rounds that were submitted as one are held, looked at and decided as one.

Each document of a change package keeps a round of its own, so that its trail, cover and approvers
are as ever. A round outside any package is one alone: the same code, with nobody beside it.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db import models
from django.db.models import QuerySet

from approvals.models import Package, Round, Step, StepQuerySet
from approvals.models.step import stands_in
from approvals.rounds import acts
from tenants.models import Member
from tenants.scope import written_once


def hold(round: Round) -> list[Round]:
    """Lock a round with those submitted beside it, in the same order by everybody.

    What else of a single one the caller has read stays: it decides nothing.
    """
    if round.package is not None:
        return hold_package(round.package, started_at=round.started_at)
    for now in _locked(round.pk):
        round.state, round.stage = now.state, now.stage
    acts.hold(round)
    return [round]


@written_once
def _locked(round: UUID) -> QuerySet[Round]:
    return Round.objects.locked().filter(pk=round).only("state", "stage")


def hold_package(package: Package, **which: object) -> list[Round]:
    """Lock a package and then such rounds of it; the package is read as it is now."""
    package.refresh_from_db(from_queryset=Package.objects.locked())
    related = ("revision__document__document_type", "started_by")
    found = Round.objects.locked().select_related(*related).filter(package=package, **which)
    rounds = list(found.order_by("pk"))
    for round in rounds:
        round.package = package
    return rounds


def steps_of(rounds: Sequence[Round]) -> StepQuerySet:
    """Return the steps of all these rounds."""
    steps: StepQuerySet = Step.objects.filter(round__in=[round.pk for round in rounds])
    return steps.fetch_mode(models.FETCH_PEERS)  # few acts look at the people of them all


def of_rounds(steps: StepQuerySet, rounds: Sequence[Round]) -> list[Step]:
    """Return the steps in the order of the rounds, each with the round as it was held."""
    by_pk = {round.pk: round for round in rounds}
    found = list(steps.order_by("round__pk", "stage", "pk"))
    for step in found:
        step.round = by_pk[step.round_id]
    return found


def of_stage(rounds: Sequence[Round]) -> list[Step]:
    """Return all steps of the stage that runs in these rounds."""
    if len(rounds) > 1:
        return of_rounds(steps_of(rounds).filter(stage=rounds[0].stage), rounds)
    found = _of_stage(rounds[0].pk, rounds[0].stage)
    for step in found:
        step.round = rounds[0]
    return found


@written_once
def _of_stage(round: UUID, stage: int) -> QuerySet[Step]:
    steps = Step.objects.filter(round=round, stage=stage).order_by("pk")
    return steps.fetch_mode(models.FETCH_PEERS)


def steps_for(rounds: Sequence[Round], member: Member) -> list[Step]:
    """Return the open steps this member may decide, in the own place or another's."""
    steps = steps_of(rounds).to_decide(member).annotate(by_reader=stands_in(member))
    return of_rounds(steps, rounds)
