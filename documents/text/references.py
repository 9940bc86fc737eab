"""Find what a text names: documents by number or title, standards and official documents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from documents.register.numbering import Pattern, Token, number_key

LONGEST = 200
_TITLE = re.compile(r"《([^《》\n\t]{2,80})》")
_LIKE_A_NUMBER = re.compile(
    r"(?<![A-Za-z0-9])[A-Z][A-Z0-9]{0,9}(?:[-/.][A-Z0-9]{1,10}){1,6}(?![A-Za-z0-9])"
)
_STANDARD = re.compile(
    r"(?<![A-Za-z0-9])(?:GB|DB\d{0,4}|ISO|IEC|JJ[FG]|[A-Z]{2,3}(?=/[TZ]))(?:/(?:T|Z|IEC|TS))?"
    r"\s?\d[\d.]*(?:[-—–:：]\d{2,4})?(?![\dA-Za-z])"
)
_OFFICIAL = re.compile(r"[\u4e00-\u9fff]{2,12}[〔\[［(（]\d{4}[〕\]］)）]\s?\d{1,5}\s?号")
_BEFORE = re.compile(r".*(?:根据|依据|按照|遵照|参照|执行|落实|以及|印发|[和与及按见由])")
_VALUES = {
    "unit": r"[A-Z0-9]{1,10}",
    "clause": r"\d{1,2}(?:\.\d{1,2}){0,3}",
    "parent": r"[A-Z0-9][-A-Z0-9/.]{1,40}?",
    "year": r"\d{4}",
    "seq": r"\d{1,6}",
}
_FOLDS = str.maketrans({"—": "-", "–": "-", "〔": "[", "〕": "]", "(": "[", ")": "]"})


@dataclass(frozen=True, slots=True)
class Named:
    """Something a text names: how it is written there, and what it is looked up by."""

    key: str
    text: str
    is_certain: bool = True  # else it only looks like a number: worth keeping if there is one


@dataclass(frozen=True, slots=True)
class Shapes:
    """What numbers of a tenant look like; its own code in front may be left out in a text."""

    known: tuple[tuple[str, re.Pattern[str]], ...]  # code in front with its joint, and the rest

    @classmethod
    def of(cls, code: str, patterns: Iterable[tuple[str, str]]) -> Shapes:
        """Read the patterns of the document types, each with the code of its type."""
        return cls(tuple(_shape(Pattern.parse(p), code, level) for p, level in patterns))

    def key_of(self, number: str) -> str | None:
        """Return what a number is looked up by, if it is one of ours."""
        folded = unicodedata.normalize("NFKC", number).upper()
        for front, shape in self.known:
            if shape.fullmatch(folded.removeprefix(front)):
                return by_number(front + folded.removeprefix(front))
        return None


def references(text: str, shapes: Shapes) -> Iterator[Named]:
    """Yield what the text names, each writing once."""
    seen: set[str] = set()
    for named in _all(text, shapes):
        if named.text not in seen and len(named.text) <= LONGEST:
            seen.add(named.text)
            yield named


def _all(text: str, shapes: Shapes) -> Iterator[Named]:
    for found in _TITLE.finditer(text):
        yield Named(by_title(found[1]), found[0])
    for found in _STANDARD.finditer(text):
        yield Named(by_external(found[0]), found[0])
    for found in _OFFICIAL.finditer(text):
        number = _BEFORE.sub("", found[0]) or found[0]
        yield Named(by_external(number), number)
    for found in _LIKE_A_NUMBER.finditer(text):
        key = shapes.key_of(found[0])
        yield Named(key or by_number(found[0]), found[0], is_certain=key is not None)


def by_number(number: str) -> str:
    return f"n:{number_key(number)}"


def by_title(title: str) -> str:
    folded = unicodedata.normalize("NFKC", title).casefold()
    return "t:" + "".join(folded.split())


def by_external(number: str) -> str:
    """Return the key of a number given elsewhere, however dashes and brackets are written."""
    folded = unicodedata.normalize("NFKC", number.translate(_FOLDS)).upper().translate(_FOLDS)
    return "x:" + "".join(folded.split())


def _shape(pattern: Pattern, code: str, level: str) -> tuple[str, re.Pattern[str]]:
    fixed = {"tenant": code.upper(), "level": level.upper()}
    parts, front = list(pattern.parts), ""
    if parts[:1] == [Token("tenant")]:
        joint = parts[1] if len(parts) > 1 and isinstance(parts[1], str) else ""
        front, parts = fixed["tenant"] + joint.upper(), parts[2 if joint else 1 :]
    written = (_written(part, fixed) for part in parts)
    return front, re.compile("".join(written))


def _written(part: str | Token, fixed: dict[str, str]) -> str:
    if isinstance(part, str):
        return re.escape(part.upper())
    return re.escape(fixed[part.name]) if part.name in fixed else _VALUES[part.name]
