"""Markdown, the source format authors may write in the browser."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin

from documents.text.blocks import Block
from documents.text.clauses import with_clauses
from documents.text.html import blocks_from_html

_TITLE = re.compile(r"^title:(.+)$", re.MULTILINE)


def from_markdown(
    source: str, pictures: Mapping[str, Mapping[str, str]] | None = None
) -> list[Block]:
    """Return the blocks of a Markdown text; front matter and comments are left out.

    `pictures` says of each name that `![alt](name)` may show: src, width and height.
    """
    html = _markdown.render(source, {"pictures": pictures or {}})
    return with_clauses(blocks_from_html(html))


def parse(source: str) -> list[Token]:
    """Return what the text is made of, piece by piece, with the lines each piece stands on."""
    return _markdown.parse(source)


def title_of(source: str) -> str:
    """Return the title a Markdown text gives itself, in front matter or first heading, or ""."""
    tokens = _markdown.parse(source)
    if tokens and tokens[0].type == "front_matter":
        named = _TITLE.search(tokens[0].content)
        if named and (title := named[1].strip(" \t\r\"'")):
            return title
    headings = (block for block in from_markdown(source) if block.kind == "heading")
    return next((block.text for block in headings), "")


def decode(data: bytes) -> str:
    """Decode text as people here save it: UTF-8, UTF-16 with a mark, or GB18030."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def _html_inline(
    _renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: Any, _env: Any
) -> str:
    """Show raw HTML as the text it is, except a line break and a comment."""
    content = tokens[index].content
    if content.startswith("<!--"):
        return ""
    return "<br>" if re.fullmatch(r"<br\s*/?>", content, re.IGNORECASE) else escape(content)


def _html_block(
    _renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: Any, _env: Any
) -> str:
    """Read the lines of an HTML block as a paragraph of Markdown."""
    return f"<p>{_markdown.renderInline(tokens[index].content.strip())}</p>\n"


def _image(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any
) -> str:
    """Show a picture of the draft by its hash; any other stays the name it has."""
    token = tokens[index]
    name = unquote(str(token.attrs.get("src", "")))
    found = env.get("pictures", {}).get(name) or {"src": name}
    alt = renderer.renderInlineAsText(token.children, options, env)
    facts = "".join(f' {fact}="{escape(value)}"' for fact, value in found.items())
    return f'<img alt="{escape(alt)}"{facts}>'


_markdown = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
_markdown.use(front_matter_plugin)
_markdown.add_render_rule("html_inline", _html_inline)
_markdown.add_render_rule("html_block", _html_block)
_markdown.add_render_rule("image", _image)
