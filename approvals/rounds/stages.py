"""How a round goes on: stages start, are decided, and people are told."""

from collections.abc import Iterable

from django.db.models import Model, Q
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


def open_step(step: Step, round: Round) -> None:
    """Let one step begin with a due day of its own; its people are told."""
    _open(step)
    ask_for(step, round)


def _open(step: Step) -> None:
    step.move(Step.State.OPEN, due_on=working_days().after(timezone.localdate(), step.due_days))


def ask_for(step: Step, round: Round) -> None:
    """Tell the holder of an open step, and who stands in for the holder, that it waits."""
    people = [step.member, *deputies_of(step)]
    by = (step.given_by or round.started_by).name
    tell(_asking(step, round), round, people, by=by, comment=step.why, step=step)


def _asking(step: Step, round: Round) -> str:
    """Return in which words a step is put before its people."""
    if step.only_views:
        return "viewing_requested"
    if step.handed_from_id is not None:
        return "step_handed_to"
    if step.added_to_id is not None:
        return "signature_asked"
    return "act_requested" if round.is_act else "approval_requested"


def go_on_beside(step: Step, round: Round, *, by: Member) -> None:
    """Let those begin who waited for a step that is over: added after it, or who added it."""
    if step.state == Step.State.SIGNED:
        for later in step.additions.filter(place=Step.Place.AFTER, state=Step.State.WAITING):
            open_step(later, round)
    parent = step.added_to
    if parent is None or parent.state != Step.State.WAITING:
        return
    if parent.additions.filter(place=Step.Place.BEFORE).pending().exists():
        return
    _open(parent)
    people = [person for person in (parent.member, *deputies_of(parent)) if person != by]
    names = step.names() if step.state == Step.State.SIGNED else by.name
    tell("step_open_again", round, people, by=names, step=parent, subject=step)


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
    """Tell whether the running stage has the signatures it needs.

    What was added counts as long as the step does beside which it stands: once that is signed.
    """
    steps = list(round.steps.filter(stage=round.stage).counting())
    own = [step for step in steps if step.added_to_id is None]
    signed = {step.pk for step in steps if step.state == Step.State.SIGNED}
    needed = {Mode.ALL: len(own), Mode.ANY: 1, Mode.AT_LEAST: own[0].minimum}
    if sum(step.pk in signed for step in own) < needed[Mode(own[0].mode)]:
        return False
    return all(step.pk in signed for step in steps if step.added_to_id in signed)


def release(round: Round, steps: StepQuerySet, *, by: str) -> None:
    """Let people off who need not decide any more; whoever had been asked is told.

    Who is only informed of the round hears how it ends, and needs no such word.
    """
    for step in steps.select_related("member"):
        is_told = step.was_asked and step.stage != Step.BESIDE
        asked = [step.member, *deputies_of(step)] if is_told else []
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
        move_revision(round, to)
    seal_end(round)


def move_revision(round: Round, to: Round.State) -> None:
    """Let the revision go on, back, or come to nothing."""
    if to in (Round.State.RETURNED, Round.State.RECALLED):
        round.revision.move(Revision.State.DRAFT)
        content.thaw(round.revision)
    else:
        passed = to == Round.State.PASSED
        round.revision.move(Revision.State.APPROVED if passed else Revision.State.REJECTED)


def people_of(round: Round) -> list[Member]:
    """Return author, submitter and owner, and everybody who has acted in the round, each once.

    Who has decided or handed on, added, or is informed of it; a deputy and in whose place.
    """
    acted = Q(decided_at__isnull=False) | Q(stage=Step.BESIDE)
    steps = round.steps.filter(acted | Q(given_by__isnull=False))
    revision = round.revision
    people: list[Member | None]
    people = [round.started_by, revision.prepared_by, revision.document.owner]
    for step in steps.select_related("member", "deputy", "given_by"):
        has_acted = step.decided_at is not None or step.stage == Step.BESIDE
        people += [step.given_by, *((step.deputy, step.member) if has_acted else ())]
    return list(dict.fromkeys(person for person in people if person))


def tell(
    kind: str,
    round: Round,
    people: Iterable[Member],
    *,
    by: str,
    comment: str = "",
    step: Step | None = None,
    subject: Model | None = None,
) -> None:
    """Put a notice about the round, or about a person's step in it, before these people."""
    revision = round.revision
    asked = step is not None and step.state == Step.State.OPEN
    page = address("approvals:decide" if asked else "documents:revision", revision)
    for member in people:
        is_let_go = step is not None and not asked and step.member_id != member.pk
        notify(
            member,
            kind,
            subject=subject or step or round,
            due_on=step.due_on if step is not None and asked else None,
            url=reverse("approvals:inbox") if is_let_go else page,  # a deputy sees it no longer
            number=revision.document.number,
            label=revision.label,
            title=revision.title,
            by=by,
            comment=comment,
            names=names_for(step, member),
            purpose=round.purpose,
        )


def names_for(step: Step | None, reader: Member) -> str:
    """Return both names when the step is put before somebody who stands in for its holder."""
    is_deputy = step is not None and step.member_id != reader.pk
    return in_place_of(reader.name, step.member.name) if step is not None and is_deputy else ""


def address(view: str, revision: Revision) -> str:
    """Return the address of a page of the revision."""
    code = Tenant.objects.get(pk=current_tenant_id()).slug
    return reverse(view, args=[code, revision.document.number, revision.n])
