"""The questions of readers beside the passages they are about, of all revisions of a document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from approvals.inquiries.access import may_answer
from approvals.inquiries.forms import ReplyForm
from approvals.models import Inquiry
from documents.models import Revision
from documents.remarks import QUOTED
from documents.text.blocks import Block
from documents.text.render import to_html
from tenants.models import Member


@dataclass(frozen=True)
class Asked:
    """A question, with the form by which this person answers it."""

    inquiry: Inquiry
    reply: ReplyForm | None


@dataclass(frozen=True)
class Passage:
    """A block of the text with what readers asked about it."""

    n: int
    clause: str
    quote: str
    html: SafeString
    asked: list[Asked] = field(default_factory=list)


@dataclass(frozen=True)
class Inquiries:
    """The text with its questions; what is about no passage of it stands by itself."""

    passages: Sequence[Passage]
    left: Sequence[Asked]

    @classmethod
    def of(cls, revision: Revision, blocks: Sequence[Block], reader: Member) -> Inquiries:
        """Return what the reader is shown; questions go where the same words stand."""
        passages = [
            Passage(n, block.clause, block.text[:QUOTED], to_html([block]))
            for n, block in enumerate(blocks)
        ]
        answers = may_answer(reader, revision.document)
        by_quote: dict[str, list[Passage]] = defaultdict(list)
        for passage in passages:
            by_quote[passage.quote].append(passage)
        left: list[Asked] = []
        for inquiry in inquiries_about(revision):
            is_open = answers and inquiry.answered_at is None
            reply = ReplyForm(auto_id=f"reply_{inquiry.pk}_%s") if is_open else None
            found = by_quote.get(inquiry.quote, []) if inquiry.quote else []
            same = [passage for passage in found if passage.clause == inquiry.clause]
            place = next(iter(same or found), None)
            (place.asked if place else left).append(Asked(inquiry, reply))
        return cls(passages, left)

    def at(self, n: str) -> Passage | None:
        """Return the passage somebody chose to ask about."""
        return next((passage for passage in self.passages if str(passage.n) == n), None)


def inquiries_about(revision: Revision) -> list[Inquiry]:
    """Return what was asked about a document, in whichever revision."""
    return list(Inquiry.objects.named().filter(revision__document=revision.document_id))
