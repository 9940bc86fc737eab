"""How a round goes on: stages start, are decided, and people are told."""

from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Model
from django.urls import reverse
from django.utils import timezone

from approvals.models import Round, Step, StepQuerySet
from approvals.models.delegation import in_place_of
from approvals.models.route import Mode
from approvals.rounds import acts, rereading
from approvals.sealing.making import seal_end
from approvals.standing_in.deputies import deputies_of, deputies_of_each
from documents import content
from documents.models import Revision
from documents.models.sight import AnyOf
from tenants.calendar import working_days
from tenants.models import Member, Notice
from tenants.notices import notice_for, notify_all


def open_stage(round: Round, position: int) -> None:
    """Start a stage: its steps fall due in working days, and their people are told."""
    round.stage = position
    round.save(update_fields=["stage"])
    steps = list(round.steps.filter(stage=position).select_related("member"))
    move_to_open(steps)
    ask_for(steps, round)


def open_step(step: Step, round: Round) -> None:
    """Let one step begin with a due day of its own; its people are told."""
    move_to_open([step])
    ask_for([step], round)


def move_to_open(steps: Sequence[Step]) -> None:
    """Let steps begin today; each falls due in as many working days as it has."""
    days, today = working_days(), timezone.localdate()
    for due_days in sorted({step.due_days for step in steps}):
        begun = [step for step in steps if step.due_days == due_days]
        Step.move_all(begun, Step.State.OPEN, due_on=days.after(today, due_days))


def ask_for(steps: Sequence[Step], round: Round) -> None:
    """Tell the holders of open steps, and who stands in for them, that these wait."""
    deputies = deputies_of_each(steps)
    notify_all(
        notice
        for step in steps
        for notice in _notices(
            _asking(step, round),
            round,
            [step.member, *deputies[step.pk]],
            by=(step.given_by or round.started_by).name,
            comment=step.why,
            step=step,
        )
    )


def _asking(step: Step, round: Round) -> str:
    """Return in which words a step is put before its people."""
    if step.only_views:
        return "viewing_requested"
    if step.handed_from_id is not None:
        return "step_handed_to"
    if step.added_to_id is not None:
        return "signature_asked"
    return "act_requested" if round.is_act else "approval_requested"


def go_on_beside(step: Step, round: Round, among: Sequence[Step], *, by: Member) -> None:
    """Let those begin who waited for a step that is over: added after it, or who added it.

    `among` are the steps of its stage.
    """
    if step.state == Step.State.SIGNED:
        for later in among:
            is_after = later.added_to_id == step.pk and later.place == Step.Place.AFTER
            if is_after and later.state == Step.State.WAITING:
                open_step(later, round)
    parent = next((each for each in among if each.pk == step.added_to_id), None)
    if parent is None or parent.state != Step.State.WAITING:
        return
    before = (s for s in among if s.added_to_id == parent.pk and s.place == Step.Place.BEFORE)
    if any(each.state in (Step.State.WAITING, Step.State.OPEN) for each in before):
        return
    move_to_open([parent])
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


def is_decided(among: Sequence[Step]) -> bool:
    """Tell whether a stage, of which these are the steps, has the signatures it needs.

    What was added counts as long as the step does beside which it stands: once that is signed.
    """
    steps = [step for step in among if step.state not in Step.GONE]
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
    let_go = list(steps.select_related("member"))
    told = [step for step in let_go if step.was_asked and step.stage != Step.BESIDE]
    deputies = deputies_of_each(told)
    Step.move_all(let_go, Step.State.NOT_REQUIRED)
    notify_all(
        notice
        for step in told
        for notice in _notices(
            "viewing_not_required" if step.only_views else "approval_not_required",
            round,
            [step.member, *deputies[step.pk]],
            by=by,
            step=step,
        )
    )


def close(
    round: Round, to: Round.State, *, by: Member, step: Step | None = None, comment: str = ""
) -> None:
    """End the round: open steps are let go, the author and all who had acted are told.

    `step` is the one that was decided last, if that ended it.
    """
    names = step.names() if step is not None else by.name
    round.end(to, by=by, comment=comment)
    release(round, round.steps.all().pending(), by=names)
    people = [person for person in people_of([round]) if person != by]
    kind = f"act_{to}" if round.is_act else f"revision_{to}"
    tell(kind, round, people, by=names, comment=comment)
    if round.is_act:
        acts.settle(round, to, by=by)
    else:
        move_revision(round, to)
    seal_end(round, by=by)


def move_revision(round: Round, to: Round.State) -> None:
    """Let the revision go on, back, or come to nothing."""
    if to in (Round.State.RETURNED, Round.State.RECALLED):
        round.revision.move(Revision.State.DRAFT)
        content.thaw(round.revision)
        rereading.forget(round.revision)
    else:
        passed = to == Round.State.PASSED
        round.revision.move(Revision.State.APPROVED if passed else Revision.State.REJECTED)


def people_of(rounds: Sequence[Round]) -> list[Member]:
    """Return authors, submitters and owners, and everybody who has acted in the rounds, each once.

    Who has decided or handed on, added, or is informed of it; a deputy and in whose place.
    """
    people = {round.started_by_id for round in rounds}
    for round in rounds:
        people |= {round.revision.prepared_by_id, round.revision.document.owner_id}
    steps = Step.objects.filter(AnyOf("round_id", [round.pk for round in rounds]))
    named = steps.values_list("given_by", "member", "deputy", "stage", "decided_at")
    for given_by, member, deputy, stage, decided_at in named:
        has_acted = decided_at is not None or stage == Step.BESIDE
        people |= {given_by, *((member, deputy) if has_acted else ())}
    return list(Member.objects.filter(AnyOf("pk", people - {None})))


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
    notify_all(_notices(kind, round, people, by=by, comment=comment, step=step, subject=subject))


def _notices(
    kind: str,
    round: Round,
    people: Iterable[Member],
    *,
    by: str,
    comment: str = "",
    step: Step | None = None,
    subject: Model | None = None,
) -> Iterator[Notice]:
    revision = round.revision
    asked = step is not None and step.state == Step.State.OPEN
    page = address("approvals:decide" if asked else "documents:revision", revision)
    for member in people:
        is_let_go = step is not None and not asked and step.member_id != member.pk
        facts = {"number": revision.document.number, "label": revision.label}
        facts |= {"title": revision.title, "by": by, "comment": comment}
        yield notice_for(
            member,
            kind,
            subject=subject or step or round,
            due_on=step.due_on if step is not None and asked else None,
            url=reverse("approvals:inbox") if is_let_go else page,  # a deputy sees it no longer
            facts=facts | {"names": names_for(step, member), "purpose": round.purpose},
        )


def names_for(step: Step | None, reader: Member) -> str:
    """Return both names when the step is put before somebody who stands in for its holder."""
    is_deputy = step is not None and step.member_id != reader.pk
    return in_place_of(reader.name, step.member.name) if step is not None and is_deputy else ""


def address(view: str, revision: Revision) -> str:
    """Return the address of a page of the revision."""
    return reverse(view, args=[revision.tenant.slug, revision.document.number, revision.n])
