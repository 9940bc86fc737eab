"""All that was said in the rounds of a revision, with what was decided, as it happened."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from approvals.access import may_talk
from approvals.models import Message, Round, Step
from approvals.rounds.people import goes_on, people_in
from approvals.rounds.steps import steps_of
from approvals.rounds.trail import Entry, Trail
from approvals.talk.forms import AnswerForm, MessageForm
from documents.models import Revision
from tenants.models import Member


class Said(NamedTuple):
    """A line of the conversation: an act of the round, or a message with its answers."""

    at: dt.datetime
    entry: Entry | None = None
    message: Message | None = None
    answers: Sequence[Message] = ()
    answer: AnswerForm | None = None  # where the reader may answer

    @property
    def is_open(self) -> bool:
        """Tell whether it is a question that nobody has answered."""
        message = self.message
        return message is not None and message.kind == Message.Kind.QUESTION and not self.answers


@dataclass(frozen=True)
class Spoken:
    """A round with what was done and said in it."""

    round: Round
    lines: Sequence[Said]

    @property
    def open_count(self) -> int:
        """Count the questions without an answer."""
        return sum(line.is_open for line in self.lines)


@dataclass(frozen=True)
class Conversation:
    """The rounds of a revision, the newest first, and the form where the reader may write."""

    rounds: Sequence[Spoken]
    form: MessageForm | None
    remarks: int  # on passages; they have a page of their own

    @classmethod
    def of(
        cls, revision: Revision, reader: Member, steps: Sequence[Step] | None = None
    ) -> Conversation:
        """Return what the reader, who may see it, is shown; `steps` if they are loaded already."""
        steps = steps_of(revision, reader) if steps is None else steps
        trails = [Trail.of(round, steps) for round in {s.round_id: s.round for s in steps}.values()]
        messages = Message.objects.filter(round__revision=revision).in_order()
        by_round: dict[UUID, list[Message]] = defaultdict(list)
        for message in messages:
            by_round[message.round_id].append(message)
        writes = may_talk(reader, revision)
        rounds = [
            Spoken(trail.round, _lines(trail, by_round[trail.round.pk], writes=writes))
            for trail in trails
        ]
        newest = trails[0].round if trails else None
        form = None
        if writes and newest is not None and newest.state == Round.State.OPEN:
            form = form_for(newest, reader)
        return cls(rounds, form, revision.comments.filter(answers=None).count())

    @property
    def open_count(self) -> int:
        """Count the questions of all rounds without an answer."""
        return sum(spoken.open_count for spoken in self.rounds)


def form_for(round: Round, reader: Member, data: object = None) -> MessageForm:
    """Return the form by which the reader writes to the round."""
    people = [member for member in people_in(round) if member != reader]
    return MessageForm(data, people=people, auto_id="talk_%s")


def _lines(trail: Trail, messages: Iterable[Message], *, writes: bool) -> list[Said]:
    answers: dict[UUID, list[Message]] = defaultdict(list)
    for message in messages:
        if message.answers_id is not None:
            answers[message.answers_id].append(message)
    lines = [Said(entry.at, entry) for entry in trail.entries() if entry.at is not None]
    may_answer = writes and goes_on(trail.round)
    for message in messages:
        if message.answers_id is None:
            asks = may_answer and message.kind == Message.Kind.QUESTION
            form = AnswerForm(auto_id=f"answer_{message.pk}_%s") if asks else None
            lines.append(Said(message.at, None, message, answers[message.pk], form))
    return sorted(lines, key=lambda line: line.at)
