"""Write to the people of a round: a comment to all, a question to one, an answer to a question."""

import hashlib
from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.access import may_talk
from approvals.models import Message, Round
from approvals.rounds.people import goes_on, people_in
from approvals.rounds.routing import takes_part
from approvals.rounds.telling import address
from tenants import audit
from tenants.calendar import working_days
from tenants.errors import Refused
from tenants.models import Member
from tenants.notices import notify

ANSWERED_WITHIN: Final = 2  # working days


@transaction.atomic
def write(
    round: Round, *, by: Member, body: str, to: Member | None = None, key: UUID | None = None
) -> Message:
    """Say something to everybody in the running round, or ask one of them; the same key: once."""
    round = _lock(round, by)
    if made := _written(by, key):
        return made
    if round.state != Round.State.OPEN:
        raise Refused(_("This round has ended. What is still open can be answered."))
    if to is None:
        made = _keep(round, Message.Kind.COMMENT, by, body, key=key)
        _tell("round_commented", made, _authors(round))
        return made
    if to.pk == by.pk or to not in people_in(round):
        raise Refused(_("Choose somebody else who takes part in this round."))
    due_on = working_days().after(timezone.localdate(), ANSWERED_WITHIN)
    made = _keep(round, Message.Kind.QUESTION, by, body, key=key, to=to, due_on=due_on)
    _tell("question_asked", made, [to])
    return made


@transaction.atomic
def answer(question: Message, *, by: Member, body: str, key: UUID | None = None) -> Message:
    """Answer a question, in the round it was asked in; who asked is told."""
    round = _lock(question.round, by)
    if made := _written(by, key):
        return made
    if not goes_on(round):
        raise Refused(_("This is decided: the question needs no answer any more."))
    made = _keep(round, Message.Kind.ANSWER, by, body, key=key, answers=question)
    _tell("question_answered", made, {question.by, question.to} if question.to else [question.by])
    return made


@transaction.atomic
def pass_on(question: Message, to: Member, *, by: Member) -> None:
    """Put the question of somebody who leaves to somebody else; that it went there answers it.

    Whoever asked it gets it back, and need not be asked.
    """
    round = question.round
    Round.objects.locked().get(pk=round.pk)
    body = _("This question goes to %(name)s.") % {"name": to.name}
    _keep(round, Message.Kind.ANSWER, by, body, answers=question)
    if to.pk == question.by_id:
        return
    takes_part(round.revision, [to])
    facts = {"to": to, "due_on": question.due_on}
    made = _keep(round, Message.Kind.QUESTION, question.by, question.body, **facts)
    _tell("question_asked", made, [to])


def _lock(round: Round, by: Member) -> Round:
    """Lock the round, so that nobody writes to one that ends in the same moment."""
    rounds = Round.objects.locked().select_related("revision__document", "started_by")
    locked: Round = rounds.get(pk=round.pk)
    if not may_talk(by, locked.revision):
        raise Refused(_("Only those who take part in the round write here."))
    return locked


def _written(by: Member, key: UUID | None) -> Message | None:
    return Message.objects.one_or_none(key=key, by=by) if key is not None else None


def _keep(round: Round, kind: Message.Kind, by: Member, body: str, **facts: object) -> Message:
    body = body.strip()
    if not body:
        raise Refused(_("Write what you want to say."))
    made = Message.objects.create(round=round, kind=kind, by=by, body=body, **facts)
    audit.record(
        f"round.{kind}",
        round.revision,
        by=by,
        round=round.number,
        message=made.pk,
        sha256=hashlib.sha256(body.encode()).hexdigest(),
    )
    return made


def _authors(round: Round) -> list[Member]:
    return [round.started_by, round.revision.prepared_by]


def _tell(kind: str, message: Message, people: Iterable[Member]) -> None:
    revision = message.round.revision
    for member in {person.pk: person for person in people if person.pk != message.by_id}.values():
        notify(
            member,
            kind,
            subject=message,
            due_on=message.due_on,
            url=f"{address('approvals:talk', revision)}#message-{message.pk}",
        )
