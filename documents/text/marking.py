"""Words that came and went, as HTML."""

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from documents.text.wording import Segment


def marked(segments: Iterable[Segment]) -> SafeString:
    """Mark what came and went, also for those who hear the page; line breaks stay."""
    return mark_safe("".join(map(_marked, segments)))  # noqa: S308 - each is escaped


def _marked(segment: Segment) -> str:
    text = escape(segment.text).replace("\n", "<br>")
    if segment.kind == "equal":
        return text
    before = _("[added]") if segment.kind == "ins" else _("[deleted]")
    tag, after = segment.kind, _("[end]")
    return (
        f'<{tag}><span class="dc-sr">{before}</span>{text}'
        f'<span class="dc-sr">{after}</span></{tag}>'
    )
