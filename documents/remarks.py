"""Comments beside the passages they are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from documents.models import Comment, Revision
from documents.text.blocks import Block
from documents.text.render import to_html
from tenants.errors import Refused

QUOTED = 200


@dataclass(slots=True)
class Remark:
    """A comment with its answers."""

    comment: Comment
    may_resolve: bool
    replies: list[Comment] = field(default_factory=list)


@dataclass(slots=True)
class Passage:
    """A block of the text with what was said about it."""

    n: int
    clause: str
    quote: str
    html: SafeString
    remarks: list[Remark] = field(default_factory=list)


def passages(
    blocks: Sequence[Block], remarks: Sequence[Remark]
) -> tuple[list[Passage], list[Remark]]:
    """Return the text with the remarks in their places, and those whose passage is no more."""
    text = [
        Passage(n, block.clause, block.text[:QUOTED], to_html([block]))
        for n, block in enumerate(blocks)
    ]
    by_quote: dict[str, list[Passage]] = defaultdict(list)
    for passage in text:
        by_quote[passage.quote].append(passage)
    left = []
    for remark in remarks:
        found = by_quote.get(remark.comment.quote, []) if remark.comment.quote else []
        same = [passage for passage in found if passage.clause == remark.comment.clause]
        if place := next(iter(same or found), None):
            place.remarks.append(remark)
        else:
            left.append(remark)
    return text, left


def threads(comments: Sequence[Comment], resolvable: set[UUID]) -> list[Remark]:
    """Put answers below what they answer, in the order they were written."""
    remarks = {c.pk: Remark(c, c.pk in resolvable) for c in comments if c.answers_id is None}
    for comment in comments:
        if comment.answers_id in remarks:
            remarks[comment.answers_id].replies.append(comment)
    return list(remarks.values())


def check_resolved(revision: Revision) -> None:
    """Refuse while comments are open, where the tenant wants them resolved before approval."""
    if not revision.tenant.resolves_comments:
        return
    if names := [_named(comment) for comment in revision.comments.unresolved().in_order()[:5]]:
        raise Refused(
            _("Comments are not resolved yet: %(names)s."), params={"names": "; ".join(names)}
        )


def _named(comment: Comment) -> str:
    return f"{comment.by.name} {comment.clause}".strip()
