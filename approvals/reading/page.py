"""What a reader is shown before they acknowledge: what changed since last time, and the text."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.utils.safestring import SafeString

from approvals.models import Acknowledgement
from approvals.reading.over import why_not
from approvals.reading.owed import given_by, holding, last_acknowledged
from approvals.reading.understanding import Understood, understood_by, with_passages
from documents import content, pictures
from documents.comparison import addresses_of
from documents.dossier import Dossier
from documents.models import Revision
from documents.text.blocks import Block
from documents.text.redline import compare
from documents.text.redline_rows import RedlineRow, redline_rows
from documents.text.render import to_html
from tenants.models import Member

HAN: Final = re.compile("[\u3400-\u9fff]")
# Characters and words a minute, of somebody who reads to work by it.
HAN_A_MINUTE, WORDS_A_MINUTE = 400, 200


@dataclass(frozen=True)
class ReadingPage:
    """A revision as one person reads it."""

    revision: Revision
    old: Revision | None  # what it is compared with
    known: Revision | None  # the last one this person acknowledged
    changes: Sequence[RedlineRow]
    blocks: Sequence[Block]
    html: SafeString
    given: Acknowledgement | None
    carried: Acknowledgement | None  # of an earlier one, which holds for this one
    over: str  # why it is acknowledged no more
    understood: Sequence[Understood]  # the questions of understanding, as far as they are answered

    @classmethod
    def of(cls, dossier: Dossier, revision: Revision, reader: Member) -> ReadingPage:
        """Return the page; what nobody acknowledged, say imported history, is compared as well."""
        document, code = dossier.document, reader.tenant.slug
        given = given_by(reader, dossier.revisions)
        known = last_acknowledged(revision, dossier.revisions, given)
        old = known or dossier.before(revision)
        texts = content.blocks_of_each([revision, old] if old else [revision])
        changes: Sequence[RedlineRow] = ()
        if old:
            formats = not content.compares_words_only(old, revision)
            redline = compare(texts[1], texts[0], formats=formats)
            at = addresses_of(code, document, old, revision)
            changes = redline_rows(redline, at, "changes")
        shown = pictures.address(code, document.number, revision.n)
        html = to_html(texts[0], shown)
        mine = given.get(revision.pk)
        carried = None if mine else holding(reader, revision)
        return cls(
            *(revision, old, known, changes, texts[0], html, mine, carried),
            over=why_not(revision),
            understood=list(with_passages(understood_by(reader, revision), texts[0], shown)),
        )

    def as_it_is_now(self) -> ReadingPage:
        """Return the page of what may have been replaced or withdrawn while it was read."""
        self.revision.refresh_from_db(fields=["state"])
        self.revision.document.refresh_from_db(fields=["state"])
        return replace(self, over=why_not(self.revision))

    @property
    def answered(self) -> int:
        """Return how many questions were answered rightly."""
        return sum(part.at is not None for part in self.understood)

    @property
    def must_answer(self) -> bool:
        """Tell whether questions have to be answered before it can be acknowledged."""
        is_open = not self.given and not self.over
        return is_open and self.answered < len(self.understood)

    @property
    def minutes(self) -> int:
        """Return about how long the text takes to read."""
        text = " ".join(block.text for block in self.blocks)
        han = len(HAN.findall(text))
        words = len(HAN.sub(" ", text).split())
        return max(1, math.ceil(han / HAN_A_MINUTE + words / WORDS_A_MINUTE))
