"""A compared table as HTML, with merged cells as they are."""

from collections.abc import Iterator
from html import unescape

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from documents.text.html import PICTURE
from documents.text.marking import marked
from documents.text.render import picture_html
from documents.text.tables import Cell, Lines


def table_html(lines: Lines, old_pictures: str, new_pictures: str) -> SafeString:
    """Return the union of both tables; what went is struck out, what came underlined."""
    addresses = old_pictures, new_pictures
    rows = format_html_join(
        "", "<tr>{}</tr>", ((_cells(line, addresses),) for line in lines if line)
    )
    return format_html('<div class="dc-text-table" tabindex="0"><table>{}</table></div>', rows)


def _cells(line: tuple[Cell, ...], addresses: tuple[str, str]) -> SafeString:
    return format_html_join("", "{}", ((_cell(cell, addresses),) for cell in line))


def _cell(cell: Cell, addresses: tuple[str, str]) -> SafeString:
    spans = [("colspan", cell.colspan), ("rowspan", cell.rowspan)]
    attributes = format_html_join("", ' {}="{}"', ((n, k) for n, k in spans if k > 1))
    kind = {"added": "is-added", "removed": "is-removed"}.get(cell.kind, "")
    if cell.is_merged_anew and not kind:
        kind = "is-merged"
    return format_html(
        "<{0}{1}{2}>{3}{4}{5}</{0}>",
        "th" if cell.is_head else "td",
        attributes,
        format_html(' class="{}"', kind) if kind else "",
        marked(cell.segments),
        format_html_join("", " {}", ((marked(gone.segments),) for gone in cell.absorbed)),
        format_html_join("", " {}", ((picture,) for picture in _pictures(cell, addresses))),
    )


def _pictures(cell: Cell, addresses: tuple[str, str]) -> Iterator[SafeString]:
    """Show the pictures of a cell; one that went and one that came say so by their frame."""
    old = _named(cell.old_html)
    new = _named(cell.new_html)
    for sha256, alt in old.items():
        if sha256 not in new:
            yield format_html(
                "<del>{}</del>", picture_html(sha256, alt, addresses[0], cell.old_html)
            )
    for sha256, alt in new.items():
        shown = picture_html(sha256, alt, addresses[1], cell.new_html)
        yield shown if sha256 in old else format_html("<ins>{}</ins>", shown)


def _named(html: str) -> dict[str, str]:
    return {found[1]: unescape(found[2]) for found in PICTURE.finditer(html)}
