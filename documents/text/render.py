"""Blocks as HTML that is safe to show."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from secrets import token_hex

import nh3
from django.utils.safestring import SafeString, mark_safe

from documents.text.blocks import Block
from documents.text.html import INLINE, PICTURE, picture_tag

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

_SCHEMES = {"http", "https", "mailto"}
_PICTURE_TAGS = _TAGS | {"img"}
_PICTURE_ATTRIBUTES = _ATTRIBUTES | {"img": {"src", "alt", "width", "height"}}
_BY_HASH = "sha256:"


def to_html(blocks: Iterable[Block], pictures: str = "", *, named: bool = True) -> SafeString:
    """Return the text as HTML; block n carries the id "b<n>" and its clause, if `named`.

    `pictures` is the address below which the pictures of this revision stand under their hash;
    without one their names stand in their place.
    """
    parts: list[str] = []
    open_lists: list[str] = []
    for index, block in enumerate(blocks):
        if block.kind == "item":
            _turn_lists(parts, open_lists, block)
            parts.append(f"<li{_attributes(index, block) if named else ''}>{block.html}")
        else:
            _close_lists(parts, open_lists, block.level if block.kind == "paragraph" else 0)
            parts.append(_element(block, _attributes(index, block) if named else ""))
    _close_lists(parts, open_lists, 0)
    return mark_safe(clean("".join(parts), pictures))  # noqa: S308 - cleaned by the line itself


def clean(html: str, pictures: str = "") -> str:
    """Keep the tags and addresses on our list, drop everything else."""
    if not pictures:
        html = PICTURE.sub(r"[\2]", html)
    if not pictures or "<img" not in html:
        return nh3.clean(
            html,
            tags=_TAGS,
            attributes=_ATTRIBUTES,
            url_schemes=_SCHEMES,
            url_relative="deny",
            link_rel="noopener nofollow",
        )
    return _clean_with_pictures(html, pictures)


def _clean_with_pictures(html: str, pictures: str) -> str:
    """Keep pictures, too, if they are named by their hash; then say where those stand."""
    # What no text can know marks the addresses that are ours to complete.
    mark = f"{_BY_HASH}{token_hex(8)}-"

    def mark_ours(tag: str, name: str, value: str) -> str | None:
        if tag == "img" and name == "src":
            return mark + value.removeprefix(_BY_HASH) if value.startswith(_BY_HASH) else None
        return None if value.startswith(_BY_HASH) else value

    cleaned = nh3.clean(
        html,
        tags=_PICTURE_TAGS,
        attributes=_PICTURE_ATTRIBUTES,
        attribute_filter=mark_ours,
        set_tag_attribute_values={"img": {"loading": "lazy"}},
        url_schemes=_SCHEMES | {"sha256"},
        url_relative="deny",
        link_rel="noopener nofollow",
    )
    return re.sub(f"{mark}([0-9a-f]{{64}})", rf"{escape(pictures)}\1/", cleaned)


def picture_html(sha256: str, alt: str, pictures: str, html: str = "") -> SafeString:
    """Return one picture, in its size where `html` holds it; its name where nobody stored it."""
    held = (found[0] for found in PICTURE.finditer(html) if found[1] == sha256)
    tag = next(held, "") or picture_tag(f"{_BY_HASH}{sha256}", alt, {})
    return mark_safe(clean(tag or escape(f"[{alt}]"), pictures))  # noqa: S308 - cleaned


def _element(block: Block, attributes: str) -> str:
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
            if shown := block.html or picture_tag(block.marker, block.text, {}):
                return f'<figure class="dc-picture"{attributes}>{shown}</figure>'
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
