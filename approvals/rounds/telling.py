"""Who is told what of a round: those it waits for, those it no longer waits for, all who acted."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.urls import reverse

from approvals.models import Round, Step
from approvals.models.delegation import in_place_of
from approvals.standing_in.deputies import deputies_of_each
from documents.models import Revision
from documents.models.sight import AnyOf
from tenants.models import Member, Notice
from tenants.notices import notice_for, notify_all


def ask(opened: Sequence[Step]) -> None:
    """Tell holders of open steps, and who stands in for them, that these wait.

    Each is told once, in however many documents of a package.
    """
    first: dict[UUID, Step] = {}
    for step in opened:
        first.setdefault(step.member_id, step)
    deputies = deputies_of_each(first.values())
    notify_all(
        notice
        for step in first.values()
        for notice in _notices(
            _asking(step),
            step.round,
            dict.fromkeys([step.member, *deputies[step.pk]]),
            by=(step.given_by or step.round.started_by).name,
            comment=step.why,
            step=step,
        )
    )


def _asking(step: Step) -> str:
    """Return in which words a step is put before its people."""
    if step.round.package_id is not None and step.given_by_id is None:
        return "package_requested"
    if step.only_views:
        return "viewing_requested"
    if step.handed_from_id is not None:
        return "step_handed_to"
    if step.added_to_id is not None:
        return "signature_asked"
    return "act_requested" if step.round.is_act else "approval_requested"


def let_off(steps: Sequence[tuple[Step, Sequence[Member]]], *, by: str, busy: set[UUID]) -> None:
    """Tell those who had been asked that nobody waits for them.

    Of a change package each once, and nobody who has something else in it to decide.
    """
    asked: dict[tuple[Member, UUID], Step] = {}
    for step, people in steps:
        for person in people:
            if person.pk not in busy:
                asked.setdefault((person, step.round.package_id or step.pk), step)
    notify_all(
        notice
        for (person, _one), step in asked.items()
        for notice in _notices(_letting_off(step), step.round, [person], by=by, step=step)
    )


def _letting_off(step: Step) -> str:
    if step.round.package_id is not None:
        return "package_not_required"
    return "viewing_not_required" if step.only_views else "approval_not_required"


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
    asked = step is not None and step.state == Step.State.OPEN
    facts, page = _about(kind, round, asked=asked)
    for member in people:
        is_let_go = step is not None and not asked and step.member_id != member.pk
        yield notice_for(
            member,
            kind,
            subject=subject or step or round,
            due_on=step.due_on if step is not None and asked else None,
            url=reverse("approvals:inbox") if page and is_let_go else page,  # no longer a deputy's
            facts=facts | {"by": by, "comment": comment, "names": names_for(step, member)},
        )


def _about(kind: str, round: Round, *, asked: bool) -> tuple[dict[str, Any], str]:
    """Return what the words of a notice name, and its page; a package's has one of its own."""
    if kind.startswith("package_") and round.package is not None:
        return {"number": round.package.number, "title": round.package.title}, ""
    revision = round.revision
    facts = {"number": revision.document.number, "label": revision.label, "title": revision.title}
    page = address("approvals:decide" if asked else "documents:revision", revision)
    return facts | {"purpose": round.purpose}, page


def names_for(step: Step | None, reader: Member) -> str:
    """Return both names when the step is put before somebody who stands in for its holder."""
    is_deputy = step is not None and step.member_id != reader.pk
    return in_place_of(reader.name, step.member.name) if step is not None and is_deputy else ""


def address(view: str, revision: Revision) -> str:
    """Return the address of a page of the revision."""
    return reverse(view, args=[revision.tenant.slug, revision.document.number, revision.n])
