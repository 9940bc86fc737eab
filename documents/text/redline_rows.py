"""A redline as the page prints it: rows of marked-up text, equal stretches in between."""

from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from documents.text.redline import Redline, Row
from documents.text.render import to_html


@dataclass(frozen=True, slots=True)
class RedlineRow:
    """One block of the comparison; `number` is 0 where nothing changed."""

    number: int
    clause: str
    kind: str
    summary: str
    html: SafeString


def redline_rows(redline: Redline) -> list[RedlineRow]:
    """Return every block in reading order."""
    return [
        RedlineRow(
            number=row.number,
            clause=row.clause,
            kind=row.kind,
            summary=row.summary if row.number else "",
            html=row_html(row),
        )
        for row in redline.rows
    ]


def row_html(row: Row) -> SafeString:
    """Return one block with what came and went marked."""
    if row.kind == "equal":
        return to_html([row.block])
    if row.table:
        lines = format_html_join(
            "",
            "<tr>{}</tr>",
            (
                (format_html_join("", "<td>{}</td>", ((_marked(c.segments),) for c in line)),)
                for line in row.table
            ),
        )
        return format_html('<div class="dc-text-table" tabindex="0"><table>{}</table></div>', lines)
    tag = "h3" if row.block.kind == "heading" else "p"
    return format_html("<{0}>{1}{2}</{0}>", tag, _moved(row), _marked(row.segments))


def _moved(row: Row) -> SafeString | str:
    if row.kind != "moved":
        return ""
    return format_html('<span class="dc-tag is-quiet">{}</span> ', _("moved"))


def _marked(segments: object) -> SafeString:
    """Mark what came and went, also for those who hear the page."""
    words = {
        "ins": (_("[added]"), _("[end]")),
        "del": (_("[deleted]"), _("[end]")),
    }
    return format_html_join(
        "",
        "{}",
        (
            (
                segment.text
                if segment.kind == "equal"
                else format_html(
                    '<{0}><span class="dc-sr">{1}</span>{2}<span class="dc-sr">{3}</span></{0}>',
                    segment.kind,
                    words[segment.kind][0],
                    segment.text,
                    words[segment.kind][1],
                ),
            )
            for segment in segments  # type: ignore[attr-defined]
        ),
    )
