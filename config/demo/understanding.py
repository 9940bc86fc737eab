"""Questions of understanding in the demo: written with a draft, answered by whoever reads it."""

from collections.abc import Sequence
from dataclasses import dataclass

from approvals.actions.reading_answers import answer_reading_questions
from documents import content
from documents.actions.reading_questions import set_reading_questions
from documents.models import Revision
from documents.reading_questions import Asked, asked_in, seen_as
from tenants.models import Member
from tenants.scope import new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionStory:
    text: str
    choices: list[str]
    right: list[int]
    clause: str  # whose first passage says it


def write_questions(revision: Revision, stories: Sequence[QuestionStory], *, by: Member) -> None:
    """Let a draft have these questions."""
    blocks = [block for block in content.blocks_of(revision) if block.kind != "heading"]
    passages = {block.clause: block.text for block in reversed(blocks)}
    asked = [
        Asked(each.text, each.choices, each.right, each.clause, passages[each.clause])
        for each in stories
    ]
    set_reading_questions(revision, asked, seen=seen_as(asked_in(revision)), by=by)


def understand(revision: Revision, reader: Member, *, errs: bool) -> None:
    """Let a reader answer what is asked; some err once."""
    questions = list(revision.reading_questions.all())
    if questions and errs:
        wrong = {questions[0].pk: set[int]()}
        answer_reading_questions(revision, wrong, by=reader, key=new_id())
    if questions:
        right = {each.pk: set(each.right) for each in questions}
        answer_reading_questions(revision, right, by=reader, key=new_id())
