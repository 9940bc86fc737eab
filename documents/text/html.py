"""HTML as our own converters write it, cut into blocks."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

from documents.text.blocks import Block, Kind

HAN = r"\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
INLINE = {"b", "strong", "i", "em", "u", "s", "del", "sub", "sup", "code", "a"}
SCHEMES = ("http://", "https://", "mailto:")
# Markdown lines are joined by a newline; between two Chinese characters that is no space.
_WRAP = re.compile(rf"(?<=[{HAN}，。；：、！？）》”])[ \t]*\n[ \t]*(?=[{HAN}（《“])")
_BLANK = re.compile(r"[ \t\r\n\f\v\xa0\u3000]+")
_BREAK = "\u2028"
# The one form in which text holds a picture: by the hash of its bytes, never by an address.
PICTURE = re.compile(r'<img src="sha256:([0-9a-f]{64})" alt="([^"<>]*)"([^<>]*)>')
_PICTURE_SOURCE = re.compile(r"sha256:[0-9a-f]{64}")
_LENGTH = re.compile(r"[1-9][0-9]{0,4}")
NAMELESS = "image"  # what a picture says of itself when its author said nothing
# Controls that no text needs and no other format we write can hold.
_CONTROLS = dict.fromkeys({*range(32), 127} - {9, 10, 12, 13})


def blocks_from_html(html: str) -> list[Block]:
    """Cut well-formed HTML into blocks; unknown tags go, their text stays."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.flush()
    return reader.blocks


def plain(text: str) -> str:
    """Collapse blanks, keep line breaks."""
    lines = _BLANK.sub(" ", text).split(_BREAK)
    return "\n".join(line.strip() for line in lines).strip()


class _Reader(HTMLParser):
    """Collects inline text until a block tag opens or closes, then makes a block of it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.text: list[str] = []
        self.html: list[str] = []
        self.heading = 0
        self.quotes = 0
        self.tables = 0
        self.rows: list[list[str]] = []
        self.code = False
        self.lists: list[int | None] = []  # the next number, or None in a bulleted list
        self.marker = ""
        self.image = self.alt = ""
        self.skipped_links = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in INLINE:
            self._open_inline(tag, values)
        elif tag == "br":
            self._add("\n" if self.code else " " if self.tables else _BREAK, "<br>")
        elif tag == "img":
            self._open_picture(values)
        elif tag in {"table", "tr", "td", "th"}:
            self._open_table(tag, values)
        elif self.tables:
            self._space()
        else:
            self._open_block(tag, values)

    def handle_endtag(self, tag: str) -> None:
        if tag in INLINE:
            if tag == "a" and self.skipped_links:
                self.skipped_links -= 1
            else:
                self.html.append(f"</{tag}>")
        elif tag in {"table", "tr", "td", "th"}:
            self._close_table(tag)
        elif self.tables and tag not in {"br", "img"}:
            self._space()
        elif tag not in {"br", "img"}:
            self._close_block(tag)

    def handle_data(self, data: str) -> None:
        data = data.translate(_CONTROLS)
        data = data if self.code else _WRAP.sub("", data).replace(_BREAK, " ")
        if self.tables:
            data = _BLANK.sub(" ", data)
            if not data.strip() and not self.text:
                return
        self._add(data, escape(data, quote=False))

    def flush(self) -> None:
        """Make a block of what has been collected, if it says anything."""
        text, html = "".join(self.text), "".join(self.html).strip()
        text = text.rstrip("\n") if self.code else plain(text)
        if text:
            self.blocks.append(self._block(text, html))
            self.marker = ""
        self.text, self.html, self.image = [], [], ""

    def _block(self, text: str, html: str) -> Block:
        if self.heading:
            return Block("heading", text, html, level=self.heading)
        if self.code:
            return Block("code", text, html)
        if self.image and text == f"[{self.alt}]":
            html = html if PICTURE.fullmatch(html) else ""
            return Block("image", self.alt, html, level=len(self.lists), marker=self.image)
        if self.marker:
            return Block("item", text, html, level=len(self.lists), marker=self.marker)
        kind: Kind = "quote" if self.quotes else "paragraph"
        return Block(kind, text, html, level=len(self.lists))

    def _add(self, text: str, html: str) -> None:
        self.text.append(text)
        self.html.append(html)

    def _space(self) -> None:
        """Part two paragraphs inside one table cell."""
        if self.text and not self.text[-1].endswith(" "):
            self._add(" ", " ")

    def _open_picture(self, values: dict[str, str]) -> None:
        """Take a picture that is stored as such; of any other only what it is called."""
        self.image, self.alt = values.get("src", ""), plain(values.get("alt", "")) or NAMELESS
        called = escape(f"[{self.alt}]")
        self._add(f"[{self.alt}]", picture_tag(self.image, self.alt, values) or called)

    def _open_inline(self, tag: str, values: dict[str, str]) -> None:
        if tag != "a":
            self.html.append(f"<{tag}>")
        elif values.get("href", "").lower().startswith(SCHEMES):
            self.html.append(f'<a href="{escape(values["href"])}">')
        else:
            self.skipped_links += 1

    def _open_block(self, tag: str, values: dict[str, str]) -> None:
        self.flush()
        if re.fullmatch("h[1-6]", tag):
            self.heading = int(tag[1])
        elif tag == "pre":
            self.code = True
        elif tag == "blockquote":
            self.quotes += 1
        elif tag in {"ul", "ol"}:
            start = values.get("start", "1")
            first = int(start) if start.isdecimal() else 1
            self.lists.append(first if tag == "ol" else None)
        elif tag == "li" and self.lists:
            number = self.lists[-1]
            self.marker = "•" if number is None else f"{number}."
            self.lists[-1] = None if number is None else number + 1

    def _close_block(self, tag: str) -> None:
        self.flush()
        if re.fullmatch("h[1-6]", tag):
            self.heading = 0
        elif tag == "pre":
            self.code = False
        elif tag == "blockquote":
            self.quotes = max(0, self.quotes - 1)
        elif tag in {"ul", "ol"} and self.lists:
            self.lists.pop()
            self.marker = ""

    def _open_table(self, tag: str, values: dict[str, str]) -> None:
        if tag == "table":
            if not self.tables:
                self.flush()
            self.tables += 1
        elif self.tables > 1:
            self._space()
        else:
            self.text = []
            self.html.append(f"<{tag}{_spans(values)}>")
            if tag == "tr":
                self.rows.append([])

    def _close_table(self, tag: str) -> None:
        if tag == "table":
            self.tables = max(0, self.tables - 1)
            if not self.tables:
                self._flush_table()
        elif self.tables > 1:
            self._space()
        elif self.tables:
            if tag != "tr" and self.rows:
                self.rows[-1].append(plain("".join(self.text)))
            self.text = []
            self.html.append(f"</{tag}>")

    def _flush_table(self) -> None:
        text = "\n".join("\t".join(row) for row in self.rows)
        if text.strip():
            self.blocks.append(Block("table", text, "".join(self.html)))
        self.text, self.html, self.image, self.rows = [], [], "", []


def picture_tag(source: str, alt: str, values: dict[str, str]) -> str:
    """Return the picture as text may hold it, with its size when known; "" when it may not."""
    if not _PICTURE_SOURCE.fullmatch(source):
        return ""
    lengths = {name: values.get(name, "") for name in ("width", "height")}
    size = "".join(f' {n}="{length}"' for n, length in lengths.items() if _LENGTH.fullmatch(length))
    return f'<img src="{source}" alt="{escape(" ".join(alt.split()))}"{size}>'


def _spans(values: dict[str, str]) -> str:
    spans = {name: values.get(name, "") for name in ("colspan", "rowspan")}
    return "".join(f' {name}="{span}"' for name, span in spans.items() if span.isdecimal())
