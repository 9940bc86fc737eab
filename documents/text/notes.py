"""What changed in a block beside its words: how it is set, where its links lead, its pictures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import groupby
from typing import Final

from documents.text.blocks import Block
from documents.text.html import PICTURE

MARKS: Final = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("s", "del"), "struck"),
    "u": "underlined",
    "sub": "subscript",
    "sup": "superscript",
    "code": "code",
}
# A heading is bold already, so that nobody sees the mark.
_UNSEEN_IN_HEADINGS: Final = {"bold"}


@dataclass(frozen=True, slots=True)
class Note:
    """One such change; what it is called is the page's business."""

    what: str
    words: str = ""
    old: str = ""
    new: str = ""

    @property
    def is_format(self) -> bool:
        """Tell whether only the look changed."""
        return self.what not in {"link", "picture"}


def notes_on(old: Block, new: Block, *, formats: bool) -> tuple[Note, ...]:
    """Return what changed beside the words, in the order in which one would say it."""
    if (old.kind, old.level, old.marker, old.html) == (new.kind, new.level, new.marker, new.html):
        return ()
    notes = [*_shape(old, new)] if formats else []
    if old.html != new.html:
        before, after = _Marked.of(old), _Marked.of(new)
        if formats and old.text == new.text:
            notes += _marks(before, after)
        notes += _links(before, after)
    if pictures_of(old) != pictures_of(new):
        notes.append(Note("picture"))
    return tuple(notes)


def pictures_of(block: Block) -> list[str]:
    """Return the hashes of a block's pictures, in order."""
    found = [picture[1] for picture in PICTURE.finditer(block.html)]
    return found or [block.marker.removeprefix("sha256:")] * (block.kind == "image")


def _shape(old: Block, new: Block) -> Iterator[Note]:
    if old.kind != new.kind:
        yield Note("kind", old=old.kind, new=new.kind)
    elif old.kind == "heading" and old.level != new.level:
        yield Note("level", old=str(old.level), new=str(new.level))
    elif old.kind == "item":
        if (old.marker == "•") != (new.marker == "•"):
            yield Note("bullets" if new.marker == "•" else "numbers")
        if old.level != new.level:
            yield Note("depth", old=str(old.level), new=str(new.level))


def _marks(before: _Marked, after: _Marked) -> Iterator[Note]:
    """Name each stretch of words that is set in another way now."""
    if before.text != after.text:
        return
    sets = zip(before.text, before.marks, after.marks, strict=True)
    for differing, group in groupby(sets, key=lambda spot: (spot[1] - spot[2], spot[2] - spot[1])):
        words = "".join(spot[0] for spot in group).strip()
        if words:
            yield from (Note(f"-{mark}", words) for mark in sorted(differing[0]))
            yield from (Note(f"+{mark}", words) for mark in sorted(differing[1]))


def _links(before: _Marked, after: _Marked) -> Iterator[Note]:
    """Name links that lead elsewhere now, by their words where both have those."""
    gone, come = Counter(before.links), Counter(after.links)
    left, right = list((gone - come).elements()), list((come - gone).elements())
    for words, address in left:
        same = next((link for link in right if link[0] == words), None) or next(iter(right), None)
        if same:
            right.remove(same)
        yield Note("link", words, address, same[1] if same else "")
    for words, address in right:
        yield Note("link", words, "", address)


class _Marked(HTMLParser):
    """The letters of a block, each with the marks it stands in, and its links."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.letters: list[tuple[str, frozenset[str]]] = []
        self.links: list[tuple[str, str]] = []
        self.depth: Counter[str] = Counter()
        self.address: str | None = None
        self.words = ""
        self.ignored: set[str] = set()

    @classmethod
    def of(cls, block: Block) -> _Marked:
        reader = cls()
        reader.ignored = _UNSEEN_IN_HEADINGS if block.kind == "heading" else set()
        reader.feed(re.sub(r"<th\b[^>]*>.*?</th>", _without_bold, block.html, flags=re.DOTALL))
        reader.close()
        return reader

    @property
    def text(self) -> str:
        return "".join(letter for letter, _marks in self.letters)

    @property
    def marks(self) -> list[frozenset[str]]:
        return [marks for _letter, marks in self.letters]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in MARKS:
            self.depth[MARKS[tag]] += 1
        elif tag == "a":
            self.address, self.words = dict(attrs).get("href") or "", ""
        elif tag in {"br", "td", "th", "tr"}:
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in MARKS:
            self.depth[MARKS[tag]] -= 1
        elif tag == "a" and self.address is not None:
            self.links.append((" ".join(self.words.split()), self.address))
            self.address = None

    def handle_data(self, data: str) -> None:
        self.words += data
        marks = frozenset(m for m, n in self.depth.items() if n > 0 and m not in self.ignored)
        for letter in data:
            blank = letter.isspace()
            if blank and (not self.letters or self.letters[-1][0] == " "):
                continue
            self.letters.append((" ", frozenset()) if blank else (letter, marks))


def _without_bold(head: re.Match[str]) -> str:
    return re.sub(r"</?(?:b|strong)>", "", head[0])
