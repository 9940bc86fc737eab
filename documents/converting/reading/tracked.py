"""Tracked changes of a Word document, accepted or rejected in its XML; and its comments."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from documents.converting.reading.numbering import write_numbers
from documents.converting.reading.xml import Element, W, parse, written

DOCUMENT: Final = "word/document.xml"
NUMBERING: Final = "word/numbering.xml"
STYLES: Final = "word/styles.xml"
COMMENTS: Final = "word/comments.xml"
MOST_COMMENTS: Final = 200
_ADDED: Final = (f"{W}ins", f"{W}moveTo")
_TAKEN: Final = (f"{W}del", f"{W}moveFrom")
_FORMER: Final = tuple(
    f"{W}{name}"
    for name in (
        *("rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tcPrChange", "trPrChange"),
        *("tblGridChange", "tblPrExChange", "numberingChange"),
    )
)
_SPOKEN: Final = {f"{W}delText": f"{W}t", f"{W}delInstrText": f"{W}instrText"}


@dataclass
class Package:
    """The parts of a .docx, with the text parts as trees."""

    parts: dict[str, bytes]
    changes: int = 0
    comments: list[dict[str, str]] = field(default_factory=list)

    @classmethod
    def of(cls, file: Path) -> Package:
        """Read the archive; it has passed the checks of the intake."""
        with zipfile.ZipFile(file) as box:
            package = cls({entry.filename: box.read(entry) for entry in box.infolist()})
        if COMMENTS in package.parts:
            package.comments = list(_comments(parse(package.parts[COMMENTS])))
        package.changes = sum(_changes(package.parts[name]) for name in package.texts())
        return package

    def texts(self) -> list[str]:
        """Return the names of the parts that hold text."""
        names = ("word/document", "word/header", "word/footer", "word/footnotes", "word/endnotes")
        return [n for n in self.parts if n.startswith(names) and n.endswith(".xml")]

    def settled(self, *, accept: bool, numbered: bool = False) -> bytes:
        """Return the document as if somebody had accepted, or rejected, every change.

        With `numbered` the numbers that Word counts by itself stand in the text.
        """
        parts = dict(self.parts)
        for name in self.texts():
            if _changes(parts[name]):
                tree = parse(parts[name])
                _settle(tree, accept=accept)
                parts[name] = written(tree)
        if numbered and NUMBERING in parts and DOCUMENT in parts:
            tree = parse(parts[DOCUMENT])
            styles = parse(parts[STYLES]) if STYLES in parts else None
            write_numbers(tree, parse(parts[NUMBERING]), styles)
            parts[DOCUMENT] = written(tree)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as box:
            for name, content in parts.items():
                box.writestr(name, content)
        return packed.getvalue()


def _changes(xml: bytes) -> int:
    marks = (b"<w:ins ", b"<w:del ", b"<w:moveFrom ", b"<w:moveTo ", b"PrChange ")
    return sum(xml.count(mark) for mark in marks)


def _comments(tree: Element) -> Iterator[dict[str, str]]:
    for comment in list(tree.iter(f"{W}comment"))[:MOST_COMMENTS]:
        text = "".join(part.text or "" for part in comment.iter(f"{W}t")).strip()
        yield {"author": comment.get(f"{W}author", ""), "text": text[:500]}


def _settle(tree: Element, *, accept: bool) -> None:
    kept, dropped = (_ADDED, _TAKEN) if accept else (_TAKEN, _ADDED)
    if not accept:
        _restore_properties(tree)
    for former in list(tree.iter(*_FORMER)):
        _remove(former)
    for mark in list(tree.iter(*dropped)):
        _drop(mark)
    for mark in list(tree.iter(*kept)):
        _unwrap(mark)
    if not accept:
        for part in tree.iter(*_SPOKEN):
            part.tag = _SPOKEN[str(part.tag)]


def _restore_properties(tree: Element) -> None:
    """Give paragraphs the properties they had before somebody changed them."""
    for former in list(tree.iter(f"{W}pPrChange")):
        properties, old = former.getparent(), former.find(f"{W}pPr")
        if properties is None or old is None:
            continue
        marks = properties.findall(f"{W}rPr")
        for child in list(properties):
            properties.remove(child)
        properties.extend([*old, *marks])


def _drop(mark: Element) -> None:
    """Take away what the mark stands for: words, a row of a table, or the end of a paragraph."""
    parent = mark.getparent()
    if parent is None:
        return
    if parent.tag == f"{W}trPr":
        row = parent.getparent()
        if row is not None:
            _remove(row)
    elif parent.tag == f"{W}rPr":
        _remove(mark)
        properties = parent.getparent()
        if properties is not None and properties.tag == f"{W}pPr":
            _join_with_next(properties.getparent())
    else:
        _remove(mark)


def _join_with_next(paragraph: Element | None) -> None:
    """The end of this paragraph is gone: its words go to the front of the next one."""
    following = None if paragraph is None else paragraph.getnext()
    if paragraph is None or following is None or following.tag != f"{W}p":
        return
    words = [child for child in paragraph if child.tag != f"{W}pPr"]
    place = 1 if following.find(f"{W}pPr") is not None else 0
    for offset, word in enumerate(words):
        following.insert(place + offset, word)
    _remove(paragraph)


def _unwrap(mark: Element) -> None:
    """Let stand what the mark stands for, without the mark."""
    parent = mark.getparent()
    if parent is None:
        return
    place = parent.index(mark)
    for child in reversed(list(mark)):
        parent.insert(place + 1, child)
    parent.remove(mark)


def _remove(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
