"""The questions of understanding of a revision, and the passages they are about."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from documents.models import ReadingQuestion, Revision
from documents.text.blocks import Block
from tenants.errors import Refused

BEGINNING: Final = 70  # characters by which an author knows a passage


class Asked(NamedTuple):
    """A question as an author writes it."""

    text: str
    choices: list[str]
    right: list[int]
    clause: str
    passage: str


def asked_in(revision: Revision) -> list[Asked]:
    """Return the questions of a revision as they were written."""
    return [
        Asked(each.text, each.choices, each.right, each.clause, each.passage)
        for each in revision.reading_questions.all()
    ]


def seen_as(asked: Sequence[Asked]) -> str:
    """Return a print of questions: a form that was begun with others is stale."""
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:20]


def print_of(block: Block) -> str:
    """Return what tells a passage from others: where it stands and what it says."""
    return hashlib.sha256(f"{block.clause}\n{block.text}".encode()).hexdigest()[:20]


def passages_of(blocks: Sequence[Block]) -> Mapping[str, Block]:
    """Return what a question can be about, by print: everything that says something."""
    said = (block for block in blocks if block.kind != "heading" and block.text.strip())
    return {print_of(block): block for block in said}


def beginning_of(block: Block) -> str:
    """Return a passage in a line."""
    words = Truncator(" ".join(block.text.split())).chars(BEGINNING)
    return words if words.startswith(block.clause) else f"{block.clause} {words}"


def passage_of(question: ReadingQuestion, blocks: Sequence[Block]) -> Block | None:
    """Return the block a question is about, also where its clause has another number now."""
    same = [block for block in blocks if block.text == question.passage]
    return next((block for block in same if block.clause == question.clause), (*same, None)[0])


def check_passages(revision: Revision, blocks: Sequence[Block]) -> None:
    """Refuse questions about passages that the text does not have, or not so any more."""
    for question in revision.reading_questions.all():
        if passage_of(question, blocks) is None:
            words = _(
                "The passage that question %(n)s of understanding is about was changed or taken"
                " out. Choose it anew, or leave the question out."
            )
            raise Refused(words, params={"n": question.position})
