"""Read which clauses somebody typed: "7.5", "4—10", "8.2.1,9.1.2", "7.5.3.1 a)", "第七章".

What names no clause is kept as it was typed: nobody's words are dropped.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

HAN_NUMBERS: Final = {"四": "4", "五": "5", "六": "6", "七": "7", "八": "8", "九": "9", "十": "10"}
NUMBER: Final = r"[1-9]\d?(?:\.[1-9]\d?){0,3}"

# Names of the standard, with or without a year, and words round a number, say nothing more.
_STANDARD: Final = re.compile(
    r"\bISO\s*9001(?:\s*[:-]\s*\d{4}(?:\s*版)?)?"
    r"|\bGB\s*/?\s*T\s*19001(?:\s*[-–—]+\s*\d{4})?",
    re.IGNORECASE,
)
_ROUND: Final = re.compile(
    r"标准|条款|章节|[第章条款节§]|\b(?:clauses?|chapters?|sections?)\b", re.IGNORECASE
)
_DASHES: Final = re.compile(r"\s*(?:[-‐‑–—―−~～]+|至|到|\bto\b)\s*", re.IGNORECASE)
_COMMAS: Final = re.compile(r"\s*(?:[,，、;；/|\n\r\t]|\band\b|&|和|与|及|以及)\s*", re.IGNORECASE)
# Numbers side by side: "8.2.1 9.1.2"; an item stays with its number: "7.5.3.1 a)".
_SIDE_BY_SIDE: Final = re.compile(rf"(?<=[\da-z)])\s+(?={NUMBER})", re.IGNORECASE)
_ITEM: Final = r"[(（]?(?P<item>[a-z])[)）]?"
_ONE: Final = re.compile(rf"(?P<number>{NUMBER})\.?(?:\s*{_ITEM})?", re.IGNORECASE)
_RANGE: Final = re.compile(rf"(?P<first>{NUMBER})-(?P<last>{NUMBER})")
_MORE: Final = re.compile(_ITEM, re.IGNORECASE)


class Named(NamedTuple):
    """A clause by its number; an item of its list, or the whole of it."""

    number: str
    item: str = ""

    def __str__(self) -> str:
        return f"{self.number} {self.item}" if self.item else self.number


class Typed(NamedTuple):
    """What was typed: clauses, each once, in the order of the standard; and the rest."""

    named: tuple[Named, ...]
    unread: str


def read(text: str, known: Sequence[str]) -> Typed:
    """Read a text; `known` are the numbers of the edition, in their order."""
    found: dict[Named, None] = {}
    unread: list[str] = []
    last = ""
    for typed, plain in _pieces(text):
        here = [Named(last, plain.strip("()"))] if last and _MORE.fullmatch(plain) else None
        named = here or _named(plain, known)
        if named:
            found |= dict.fromkeys(named)
            last = named[-1].number if named[-1].item else ""
        elif plain:
            unread.append(typed)
            last = ""
    rank = {number: at for at, number in enumerate(known)}
    ordered = sorted(found, key=lambda each: (rank[each.number], each.item))
    return Typed(tuple(ordered), ", ".join(unread))


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield each piece as it was typed, and plainly: one number, one range, or anything."""
    whole = _STANDARD.sub(" ", unicodedata.normalize("NFKC", text))
    whole = re.sub(r"(?<=\d)[。·](?=\d)", ".", whole)
    for typed in _COMMAS.split(whole):
        plain = _DASHES.sub("-", _ROUND.sub(" ", typed)).strip()
        plain = HAN_NUMBERS.get(plain, plain) if "第" in typed else plain
        parts = [part.strip() for part in _SIDE_BY_SIDE.split(plain)]
        if len(parts) > 1 and all(_ONE.fullmatch(part) or _is_range(part) for part in parts):
            yield from ((part, part) for part in parts)
        else:
            yield typed.strip(), plain


def _is_range(plain: str) -> bool:
    return _RANGE.fullmatch(plain) is not None


def _named(plain: str, known: Sequence[str]) -> list[Named]:
    """Return the clauses a piece names; none when one of them does not exist."""
    if one := _ONE.fullmatch(plain):
        number, item = one["number"], (one["item"] or "").lower()
        return [Named(number, item)] if number in known else []
    if several := _RANGE.fullmatch(plain):
        first, last = several["first"], several["last"]
        if "." in first and "." not in last:  # 7.5.1-3
            last = f"{first.rpartition('.')[0]}.{last}"
        return _between(first, last, known)
    return []


def _between(first: str, last: str, known: Sequence[str]) -> list[Named]:
    """Return the clauses from one to another of the same depth, in the order of the standard."""
    depth = first.count(".")
    if first not in known or last not in known or last.count(".") != depth:
        return []
    start, end = known.index(first), known.index(last)
    return [Named(n) for n in known[start : end + 1] if n.count(".") == depth]


def written(named: Sequence[Named]) -> str:
    """Write clauses as people do: chapters in a row as "4—10", items of one clause together."""
    parts: list[str] = []
    for number in dict.fromkeys(each.number for each in named):
        items = [each.item for each in named if each.number == number]
        letters = ",".join(item for item in items if item)
        if "" in items:
            parts.append(number)
        if letters:
            parts.append(f"{number} {letters}")
    return ", ".join(_chapters_together(parts))


def _chapters_together(parts: Sequence[str]) -> Iterator[str]:
    run: list[str] = []
    for part in (*parts, ""):
        if run and part.isdigit() and int(part) == int(run[-1]) + 1:
            run.append(part)
            continue
        yield from [f"{run[0]}—{run[-1]}"] if len(run) > 2 else run
        run = [part] if part.isdigit() else []
        if part and not run:
            yield part
