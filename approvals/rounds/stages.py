"""How a round goes on: stages start, are decided, and people are told."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone

from approvals.models import Round, Step, StepQuerySet
from approvals.models.delegation import in_place_of
from approvals.models.route import Mode
from approvals.rounds import acts
from approvals.sealing.making import seal_end
from approvals.standing_in.deputies import deputies_of
from documents import content
from documents.models import Revision
from tenants.calendar import working_days
from tenants.models import Member, Tenant
from tenants.notices import notify
from tenants.scope import current_tenant_id


def open_stage(round: Round, position: int) -> None:
    """Start a stage: its steps fall due in working days, and their people are told."""
    round.stage = position
    round.save(update_fields=["stage"])
    days, today = working_days(), timezone.localdate()
    for step in round.steps.filter(stage=position).select_related("member"):
        step.move(Step.State.OPEN, due_on=days.after(today, step.due_days))
        ask_for(step, round)


def ask_for(step: Step, round: Round) -> None:
    """Tell the holder of an open step, and who stands in for the holder, that it waits."""
    people = [step.member, *deputies_of(step)]
    asked = "act_requested" if round.is_act else "approval_requested"
    kind = "viewing_requested" if step.only_views else asked
    tell(kind, round, people, by=round.started_by.name, step=step)


def advance(round: Round, after: int = 0) -> bool:
    """Start what follows this stage, up to the next that holds the round; False after the last.

    Stages that only view hold nothing up: they start, and so does the stage after them.
    """
    step = round.steps.filter(stage__gt=after).first()
    if step is None:
        return False
    open_stage(round, step.stage)
    return advance(round, step.stage) if step.only_views else True


def is_decided(round: Round) -> bool:
    """Tell whether the running stage has the signatures it needs."""
    steps = list(round.steps.filter(stage=round.stage))
    needed = {Mode.ALL: len(steps), Mode.ANY: 1, Mode.AT_LEAST: steps[0].minimum}
    signed = sum(step.state == Step.State.SIGNED for step in steps)
    return signed >= needed[Mode(steps[0].mode)]


def release(round: Round, steps: StepQuerySet, *, by: str) -> None:
    """Let people off who need not decide any more; whoever had been asked is told."""
    for step in steps.select_related("member"):
        asked = [step.member, *deputies_of(step)] if step.state == Step.State.OPEN else []
        step.move(Step.State.NOT_REQUIRED)
        kind = "viewing_not_required" if step.only_views else "approval_not_required"
        tell(kind, round, asked, by=by, step=step)


def close(
    round: Round, to: Round.State, *, by: Member, step: Step | None = None, comment: str = ""
) -> None:
    """End the round: open steps are let go, the author and all who had acted are told.

    `step` is the one that was decided last, if that ended it.
    """
    names = step.names() if step is not None else by.name
    round.end(to, by=by, comment=comment)
    release(round, round.steps.all().pending(), by=names)
    people = [person for person in people_of(round) if person != by]
    kind = f"act_{to}" if round.is_act else f"revision_{to}"
    tell(kind, round, people, by=names, comment=comment)
    if round.is_act:
        acts.settle(round, to, by=by)
    else:
        _move(round, to)
    seal_end(round)


def _move(round: Round, to: Round.State) -> None:
    """Let the revision go on, back, or come to nothing."""
    if to in (Round.State.RETURNED, Round.State.RECALLED):
        round.revision.move(Revision.State.DRAFT)
        content.thaw(round.revision)
    else:
        passed = to == Round.State.PASSED
        round.revision.move(Revision.State.APPROVED if passed else Revision.State.REJECTED)


def people_of(round: Round) -> list[Member]:
    """Return the authors and everybody who has decided in the round, each once."""
    decided = round.steps.filter(decided_at__isnull=False).select_related("member", "deputy")
    revision = round.revision
    people = [round.started_by, revision.document.owner if round.is_act else revision.prepared_by]
    people += [person for step in decided for person in (step.deputy, step.member) if person]
    return list(dict.fromkeys(people))


def tell(
    kind: str,
    round: Round,
    people: Iterable[Member],
    *,
    by: str,
    comment: str = "",
    step: Step | None = None,
) -> None:
    """Put a notice about the round, or about a person's step in it, before these people."""
    revision = round.revision
    asked = step is not None and step.state == Step.State.OPEN
    for member in people:
        notify(
            member,
            kind,
            subject=step or round,
            due_on=step.due_on if step is not None and asked else None,
            url=address("approvals:decide" if asked else "documents:revision", revision),
            number=revision.document.number,
            label=revision.label,
            title=revision.title,
            by=by,
            comment=comment,
            names=_names(step, member),
            purpose=round.purpose,
        )


def _names(step: Step | None, reader: Member) -> str:
    """Return both names when the step is put before somebody who stands in for its holder."""
    is_deputy = step is not None and step.member_id != reader.pk
    return in_place_of(reader.name, step.member.name) if step is not None and is_deputy else ""


def address(view: str, revision: Revision) -> str:
    """Return the address of a page of the revision."""
    code = Tenant.objects.get(pk=current_tenant_id()).slug
    return reverse(view, args=[code, revision.document.number, revision.n])
