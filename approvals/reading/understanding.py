"""How far a reader is with the questions of understanding of a revision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils.safestring import SafeString

from approvals.models import ReadingAnswer
from documents.models import ReadingQuestion, Revision
from documents.models.reading_question import ReadingQuestionQuerySet
from documents.reading_questions import passage_of
from documents.text.blocks import Block
from documents.text.render import to_html
from tenants.models import Member


@dataclass(frozen=True)
class Understood:
    """A question with what became of it for one reader."""

    question: ReadingQuestion
    tries: int
    at: dt.datetime | None  # when it was answered rightly
    passage: SafeString | str = ""  # shown to who erred

    @property
    def has_erred(self) -> bool:
        return self.at is None and self.tries > 0


def understood_by(
    reader: Member, revision: Revision, before: dt.datetime | None = None
) -> list[Understood]:
    """Return each question of the revision with what became of it, as known before a time."""
    questions = {each.pk: each for each in revision.reading_questions.all()}
    if not questions:
        return []
    given = ReadingAnswer.objects.filter(member=reader, question__revision=revision)
    if before is not None:
        given = given.filter(at__lt=before)
    rows = given.values_list("question", "is_right", "at")
    found = []
    for pk, question in questions.items():
        mine = [(is_right, at) for of, is_right, at in rows if of == pk]
        right = next((at for is_right, at in mine if is_right), None)
        found.append(Understood(question, len(mine), right))
    return found


def with_passages(
    parts: Sequence[Understood], blocks: Sequence[Block], pictures: str
) -> Iterator[Understood]:
    """Add the passage to what was answered wrongly."""
    for part in parts:
        block = passage_of(part.question, blocks) if part.has_erred else None
        passage = to_html([block], pictures) if block else ""
        yield Understood(part.question, part.tries, part.at, passage)


def unanswered(reader: Member, revision: Revision) -> ReadingQuestionQuerySet:
    """Return the questions of a revision that this reader has yet to answer rightly."""
    right = ReadingAnswer.objects.filter(question=OuterRef("pk"), member=reader, is_right=True)
    asked: ReadingQuestionQuerySet = ReadingQuestion.objects.filter(revision=revision)
    return asked.exclude(Exists(right))
