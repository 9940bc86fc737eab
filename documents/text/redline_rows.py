"""A redline as the page prints it: rows of marked-up text, in one column or in two."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from documents.text.blocks import Block
from documents.text.change_words import moved, sentences, summary
from documents.text.marking import marked
from documents.text.notes import pictures_of
from documents.text.redline import Redline, Row
from documents.text.redline_table import table_html
from documents.text.render import picture_html, to_html
from documents.text.wording import Side

type Look = Literal["inline", "sides", "changes"]


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the pictures of either revision stand."""

    old: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True)
class RedlineRow:
    """One block of the comparison; `number` is 0 where nothing changed."""

    number: int
    clause: str
    kind: str
    summary: str
    # What tells this change from others; "" where nothing changed, and where a block moved away.
    fingerprint: str
    html: SafeString | str
    # Two columns, where the block has two; else `html` takes both.
    old_html: SafeString | str = ""
    new_html: SafeString | str = ""
    # How many unchanged blocks were left out before this one.
    left_out: int = 0


NOWHERE = Addresses()


def redline_rows(
    redline: Redline, pictures: Addresses = NOWHERE, look: Look = "inline"
) -> list[RedlineRow]:
    """Return every block in reading order, or only those that changed."""
    rows = []
    left_out = 0
    prints = {id(row): redline.fingerprints[row.number] for row in redline.changes}
    for row in redline.rows:
        if look == "changes" and not row.number:
            left_out += 1
            continue
        printed = _printed(row, pictures, look)
        rows.append(replace(printed, left_out=left_out, fingerprint=prints.get(id(row), "")))
        left_out = 0
    return rows


def _printed(row: Row, pictures: Addresses, look: Look) -> RedlineRow:
    in_two = look == "sides" and not row.table
    return RedlineRow(
        number=row.number,
        clause=row.clause,
        kind=row.kind,
        summary=summary(row) if row.number else "",
        fingerprint="",
        html="" if in_two else row_html(row, pictures),
        old_html=_side(row, "old", pictures.old) if in_two else "",
        new_html=_side(row, "new", pictures.new) if in_two else "",
    )


def row_html(row: Row, pictures: Addresses = NOWHERE) -> SafeString:
    """Return one block with what came and went marked."""
    if row.kind == "equal":
        return to_html([row.block], pictures.new, named=False)
    return format_html(
        "{}{}{}{}",
        _tag(row),
        _body(row, pictures),
        _pictures(row, pictures),
        _remarks(row),
    )


def _body(row: Row, pictures: Addresses) -> SafeString | str:
    block = row.block
    if row.table:
        return table_html(row.table, pictures.old, pictures.new)
    if block.kind == "image":
        return ""
    if row.kind == "formatted":
        return to_html([block], pictures.new, named=False)
    return _framed(block, _faded(row) if row.goal else marked(row.segments))


def _side(row: Row, side: Side, pictures: str) -> SafeString | str:
    """Return one column: what went stands left, what came stands right."""
    block = row.old if side == "old" else row.new
    if row.kind == "equal":
        block = block or row.block  # cut into paragraphs another way
    if block is None:
        return ""
    if row.kind in {"equal", "formatted"}:
        shown = to_html([block], pictures, named=False)
        is_said = side == "new" and row.number
        return format_html("{}{}", shown, _remarks(row)) if is_said else shown
    if block.kind == "image":
        mark = row.kind if row.kind != "changed" else "removed" if side == "old" else "added"
        body = _figures([(mark, pictures_of(block), pictures, block)])
    elif row.goal or row.origin:
        body = _framed(block, _faded(row) if row.goal else marked(row.segments))
    else:
        other = "ins" if side == "old" else "del"
        body = _framed(block, marked(s for s in row.segments if s.kind != other))
    return format_html("{}{}{}", _tag(row), body, _remarks(row) if side == "new" else "")


def _framed(block: Block, inner: SafeString | str) -> SafeString:
    """Set the words as what they are: a heading, an item of a list, a quotation."""
    match block.kind:
        case "heading":
            return format_html("<h3>{}</h3>", inner)
        case "item" if block.marker == "•":
            return format_html("<ul><li>{}</li></ul>", inner)
        case "item":
            return format_html('<ol start="{}"><li>{}</li></ol>', block.marker[:-1], inner)
        case "code":
            return format_html("<pre>{}</pre>", inner)
        case "quote":
            return format_html("<blockquote><p>{}</p></blockquote>", inner)
    return format_html("<p>{}</p>", inner)


def _faded(row: Row) -> SafeString:
    return format_html('<span class="dc-faded">{}</span>', row.block.text)


def _tag(row: Row) -> SafeString | str:
    if row.kind != "moved":
        return ""
    return format_html('<span class="dc-tag is-quiet">{}</span> ', moved(row))


def _remarks(row: Row) -> SafeString | str:
    said = list(sentences(row))
    lines = format_html_join("", "<li>{}</li>", ((line,) for line in said))
    return format_html('<ul class="dc-remarks">{}</ul>', lines) if said else ""


def _pictures(row: Row, pictures: Addresses) -> SafeString | str:
    """Show the pictures that went beside those that came."""
    if row.block.kind == "table":
        return ""
    old = pictures_of(row.old) if row.old else []
    new = pictures_of(row.new) if row.new else []
    if row.block.kind == "image" and row.kind in {"moved", "formatted"}:
        kept = [("", new or old, pictures.new if new else pictures.old, row.block)]
        return _figures(kept)
    gone = [sha256 for sha256 in old if sha256 not in new]
    come = [sha256 for sha256 in new if sha256 not in old]
    if not gone and not come:
        return ""
    before, after = row.old or row.block, row.new or row.block
    return _figures(
        [
            ("removed", gone, pictures.old, before),
            ("added", come, pictures.new, after),
        ]
    )


def _figures(sides: Sequence[tuple[str, list[str], str, Block]]) -> SafeString:
    words = {"removed": _("Removed picture"), "added": _("New picture"), "": "", "moved": ""}
    figures = [
        format_html(
            '<figure class="dc-compared is-{}">{}<figcaption>{}</figcaption></figure>',
            kind or "kept",
            picture_html(sha256, block.text, address, block.html),
            words.get(kind, ""),
        )
        for kind, hashes, address, block in sides
        for sha256 in hashes
    ]
    return format_html('<div class="dc-pictures">{}</div>', _joined(figures))


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return mark_safe("".join(parts))  # noqa: S308 - each part is safe by itself
