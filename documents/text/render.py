"""Blocks as HTML that is safe to show."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import nh3
from django.utils.safestring import SafeString, mark_safe

from documents.text.blocks import Block
from documents.text.html import INLINE

_TAGS = INLINE | {"br", "p", "pre", "blockquote", "ul", "ol", "li", "div", "figure"}
_TAGS |= {f"h{level}" for level in range(2, 7)} | {"table", "tr", "th", "td"}
_ATTRIBUTES = {
    "*": {"id", "data-clause"},
    "a": {"href"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "figure": {"class"},
    "div": {"class", "tabindex"},
}


def to_html(blocks: Iterable[Block]) -> SafeString:
    """Return the text as HTML; block n carries the id "b<n>"."""
    parts: list[str] = []
    open_lists: list[str] = []
    for index, block in enumerate(blocks):
        if block.kind == "item":
            _turn_lists(parts, open_lists, block)
            parts.append(f"<li{_attributes(index, block)}>{block.html}")
        else:
            _close_lists(parts, open_lists, block.level if block.kind == "paragraph" else 0)
            parts.append(_element(index, block))
    _close_lists(parts, open_lists, 0)
    return mark_safe(clean("".join(parts)))  # noqa: S308 - cleaned by the line itself


def clean(html: str) -> str:
    """Keep the tags and addresses on our list, drop everything else."""
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        url_relative="deny",
        link_rel="noopener nofollow",
    )


def _element(index: int, block: Block) -> str:
    attributes = _attributes(index, block)
    match block.kind:
        case "heading":
            # The page has its own first-level heading: the document's title.
            tag = f"h{min(block.level + 1, 6)}"
            return f"<{tag}{attributes}>{block.html}</{tag}>"
        case "table":
            # A wide table scrolls by itself, by keyboard too.
            table = f"<table>{block.html}</table>"
            return f'<div class="dc-text-table" tabindex="0"{attributes}>{table}</div>'
        case "code":
            return f"<pre{attributes}>{block.html}</pre>"
        case "quote":
            return f"<blockquote{attributes}><p>{block.html}</p></blockquote>"
        case "image":
            return f'<figure class="dc-image"{attributes}>{escape(block.text)}</figure>'
        case _:
            return f"<p{attributes}>{block.html}</p>"


def _attributes(index: int, block: Block) -> str:
    clause = f' data-clause="{escape(block.clause)}"' if block.clause else ""
    return f' id="b{index}"{clause}'


def _turn_lists(parts: list[str], open_lists: list[str], item: Block) -> None:
    """Open and close lists until an item of this level and sort may follow."""
    tag = "ul" if item.marker == "•" else "ol"
    level = max(1, item.level)
    _close_lists(parts, open_lists, level)
    if len(open_lists) == level:
        parts.append("</li>")
        if open_lists[-1] != tag:
            parts.append(f"</{open_lists.pop()}>")
    while len(open_lists) < level:
        start = f' start="{item.marker[:-1]}"' if tag == "ol" else ""
        parts.append(f"<{tag}{start}>" if len(open_lists) == level - 1 else f"<{tag}><li>")
        open_lists.append(tag)


def _close_lists(parts: list[str], open_lists: list[str], level: int) -> None:
    while len(open_lists) > level:
        parts.append(f"</li></{open_lists.pop()}>")
