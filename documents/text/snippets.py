"""Show where in a text the words of a query stand: a piece of it, what was looked for marked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from django.utils.safestring import SafeString, mark_safe

from documents.text.html import HAN
from documents.text.words import fold, is_han, phrases, runs

_LETTER = rf"[^\W\d_{HAN}]"
# How much of a text is shown before and after the first word; a Han character takes two places.
_BEFORE, _WIDTH = 40, 180
_BLANKS = re.compile(r"\s+")

type Span = tuple[int, int]


def marked(text: str, query: str) -> SafeString:
    """Return the whole text, escaped, with the words of the query in <mark>."""
    return _drawn(text, 0, len(text), spans(text, query))


def snippet(text: str, query: str) -> SafeString:
    """Return the piece of the text round the first word of the query, marked."""
    text = _BLANKS.sub(" ", text.replace("\t", " · ")).strip()
    found = spans(text, query)
    start, end = _window(text, found[0] if found else (0, 0))
    shown = _drawn(text, start, end, found)
    head, tail = SafeString("…" if start else ""), SafeString("…" if end < len(text) else "")
    return head + shown + tail


def spans(text: str, query: str) -> list[Span]:
    """Return where the phrases of the query stand, in order and apart from one another."""
    folded, places = _folded_with_places(text)
    found = [
        (places[match.start()], places[match.end() - 1] + 1)
        for pattern in _patterns(query)
        for match in re.finditer(pattern, folded)
    ]
    return _merged(sorted(found))


def _patterns(query: str) -> list[str]:
    return [
        pattern
        for phrase, unfinished in phrases(query)
        if (pattern := _pattern(list(runs(phrase)), unfinished=unfinished))
    ]


def _pattern(words: Sequence[str], *, unfinished: bool) -> str:
    """Return what finds these words side by side, whatever signs stand between them."""
    last = len(words) - 1
    return r"[\W_]*".join(
        _word(word, unfinished=unfinished and place == last) for place, word in enumerate(words)
    )


def _word(word: str, *, unfinished: bool) -> str:
    if is_han(word):
        return " *".join(map(re.escape, word))
    sort = r"\d" if word[0].isdigit() else _LETTER
    end = f"{sort}*" if unfinished else f"(?!{sort})"
    return f"(?<!{sort}){re.escape(word)}{end}"


def _folded_with_places(text: str) -> tuple[str, list[int]]:
    """Return the text folded, and where each of its characters stood before."""
    pieces = [(fold(character), place) for place, character in enumerate(text)]
    places = [place for piece, place in pieces for _ in piece]
    return "".join(piece for piece, _ in pieces), places


def _merged(found: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in found:
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _window(text: str, first: Span) -> Span:
    """Return the piece to show: some of what stands before, and what fits after."""
    start = _reach(text, first[0], -_BEFORE)
    if start and (gap := text.find(" ", start, first[0])) >= 0:
        start = gap + 1
    end = _reach(text, start, max(_WIDTH, (first[1] - start) * 2))
    if end < len(text) and (gap := text.rfind(" ", first[1], end)) >= 0:
        end = gap
    return start, end


def _reach(text: str, place: int, width: int) -> int:
    """Return how far one gets from here with this width, backwards when it is negative."""
    step = 1 if width > 0 else -1
    left = abs(width)
    while left > 0 and 0 <= (following := place + min(step, 0)) < len(text):
        left -= 2 if text[following] > "\u2e7f" else 1
        place += step
    return place


def _drawn(text: str, start: int, end: int, found: list[Span]) -> SafeString:
    parts: list[str] = []
    for first, last in found:
        if first >= end or last <= start:
            continue
        parts += [escape(text[start:first]), f"<mark>{escape(text[first : min(last, end)])}</mark>"]
        start = min(last, end)
    parts.append(escape(text[start:end]))
    return mark_safe("".join(parts))  # noqa: S308 - every piece is escaped above
