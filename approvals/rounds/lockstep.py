"""The rounds of a change package go on together: a stage begins when that before is decided in all.

Each document keeps a round of its own, so that its trail, cover and approvers are as ever; people
are asked and told once for the package.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from django.db.models import Min

from approvals.models import Meaning, Package, Round, Step, StepQuerySet
from approvals.models.step import stands_in
from approvals.rounds import stages
from approvals.sealing.making import seal_end
from approvals.standing_in.deputies import deputies_of_each
from approvals.tasks import issue_revision
from tenants import audit
from tenants.models import Member, Notice
from tenants.notices import notice_for, notify_all
from tenants.scope.queue import after_commit


def hold(package: Package) -> list[Round]:
    """Lock a package and then its running rounds, in the same order by everybody."""
    held = Package.objects.locked().get(pk=package.pk)
    for field in ("state", "title", "reason", "effective_on", "lead_id", "comment"):
        setattr(package, field, getattr(held, field))
    rounds = Round.objects.locked().filter(package=package, state=Round.State.OPEN)
    related = ("revision__document__document_type", "started_by")
    found = list(rounds.select_related(*related).order_by("pk"))
    for round in found:
        round.package = package
    return found


def steps_of(rounds: Iterable[Round]) -> StepQuerySet:
    """Return the steps of all these rounds."""
    steps: StepQuerySet = Step.objects.filter(round__in=[round.pk for round in rounds])
    return steps.select_related("member", "deputy")


def steps_for(rounds: Sequence[Round], member: Member) -> list[Step]:
    """Return the open steps this member may decide, in the own place or another's."""
    steps = steps_of(rounds).to_decide(member).annotate(by_reader=stands_in(member))
    by_pk = {round.pk: round for round in rounds}
    found = list(steps.order_by("round__pk", "stage", "pk"))
    for step in found:
        step.round = by_pk[step.round_id]
    return found


def advance(rounds: Sequence[Round], after: int = 0) -> bool:
    """Start what follows this stage in whichever rounds have it; False after the last."""
    following = steps_of(rounds).filter(stage__gt=after)
    position: int | None = following.aggregate(first=Min("stage"))["first"]
    if position is None:
        return False
    _open_stage(rounds, position)
    holds = any(not step.only_views for step in following.filter(stage=position))
    return holds or advance(rounds, position)


def _open_stage(rounds: Sequence[Round], position: int) -> None:
    Round.objects.filter(pk__in=[round.pk for round in rounds]).update(stage=position)
    for round in rounds:
        round.stage = position
    by_pk = {round.pk: round for round in rounds}
    opened = list(steps_of(rounds).filter(stage=position).order_by("pk"))
    for step in opened:
        step.round = by_pk[step.round_id]
    stages.move_to_open(opened)
    ask(opened)


def ask(opened: Sequence[Step]) -> None:
    """Tell each person once that a package waits, and who stands in for them."""
    first: dict[UUID, Step] = {}
    for step in opened:
        first.setdefault(step.member_id, step)
    deputies = deputies_of_each(first.values())
    notify_all(
        notice
        for step in first.values()
        for notice in _notices(
            "package_requested",
            step.round,
            dict.fromkeys([step.member, *deputies[step.pk]]),
            by=step.round.started_by.name,
            step=step,
        )
    )


def is_decided(rounds: Sequence[Round], *, by: str) -> bool:
    """Tell whether the running stage has the signatures it needs, in each round that has it.

    Where it has, whoever has not signed there is let off.
    """
    deciding = steps_of(rounds).filter(stage=rounds[0].stage).exclude(meaning=Meaning.SEEN)
    running: dict[UUID, list[Step]] = defaultdict(list)
    for step in deciding.counting():
        running[step.round_id].append(step)
    decided = [pk for pk, steps in running.items() if stages.is_decided(steps)]
    release(rounds, deciding.pending().filter(round__in=decided), by=by)
    return len(decided) == len(running)


def release(rounds: Sequence[Round], steps: StepQuerySet, *, by: str) -> None:
    """Let people off; who has nothing more to decide in the package is told once."""
    let_go = list(steps.order_by("pk"))
    if not let_go:
        return
    asked: dict[Member, Step] = {}
    by_pk = {round.pk: round for round in rounds}
    told = [step for step in let_go if step.was_asked and step.stage != Step.BESIDE]
    deputies = deputies_of_each(told)
    Step.move_all(let_go, Step.State.NOT_REQUIRED)
    for step in told:
        step.round = by_pk[step.round_id]
        for person in (step.member, *deputies[step.pk]):
            asked.setdefault(person, step)
    busy = set(steps_of(rounds).open().values_list("member_id", flat=True))
    notify_all(
        notice
        for person, step in asked.items()
        if person.pk not in busy
        for notice in _notices("package_not_required", step.round, [person], by=by, step=step)
    )


def go_on(package: Package, rounds: Sequence[Round], *, by: Member, steps: Sequence[Step]) -> None:
    """Start the next stage when this one is decided in all; after the last it is approved."""
    if not is_decided(rounds, by=steps[0].names()):
        return
    if advance(rounds, after=rounds[0].stage):
        return
    close(rounds, Round.State.PASSED, by=by, steps=steps)
    package.move(Package.State.APPROVED)
    for round in rounds:
        audit.record("revision.approved", round.revision, by=by, round=round.number)
        after_commit(issue_revision, round.revision.pk)
    audit.record("package.approved", package, by=by, number=package.number)


def close(
    rounds: Sequence[Round],
    to: Round.State,
    *,
    by: Member,
    steps: Sequence[Step] = (),
    comment: str = "",
) -> None:
    """End all rounds as one; everybody who had acted in any of them is told once.

    `steps` are those that were decided last, if that ended it.
    """
    names = steps[0].names() if steps else by.name
    for round in rounds:
        round.end(to, by=by, comment=comment)
    release(rounds, steps_of(rounds).pending(), by=names)
    told = [person for person in stages.people_of(rounds) if person != by]
    for round in rounds:
        stages.move_revision(round, to)
        seal_end(round, by=by)
    tell(f"package_{to}", rounds[0], told, by=names, comment=comment)


def tell(
    kind: str,
    round: Round,
    people: Iterable[Member],
    *,
    by: str,
    comment: str = "",
    step: Step | None = None,
) -> None:
    """Put a notice about the package before these people; it is about the round, or the step."""
    notify_all(_notices(kind, round, people, by=by, comment=comment, step=step))


def _notices(
    kind: str,
    round: Round,
    people: Iterable[Member],
    *,
    by: str,
    comment: str = "",
    step: Step | None = None,
) -> Iterator[Notice]:
    package = round.package
    assert package is not None  # noqa: S101 - only rounds of packages come here
    facts = {"number": package.number, "title": package.title, "by": by, "comment": comment}
    for member in people:
        yield notice_for(
            member,
            kind,
            subject=step or round,
            due_on=step.due_on if step is not None and step.state == Step.State.OPEN else None,
            facts=facts | {"names": stages.names_for(step, member)},
        )
