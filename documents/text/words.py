"""Search words: Han characters and pairs of them, Latin words and numbers, with positions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

from documents.text.html import HAN

# What PostgreSQL can hold: a larger position is cut, a vector over a megabyte refused.
_LAST_POSITION = 16383
_MOST_BYTES = 900_000
_LONGEST_LEXEME = 80
_MOST_QUERY_WORDS = 32
# So many words of an alphabet, typed in a row, are a sentence somebody remembers.
_SENTENCE_WORDS = 4
# Letters and digits part ("ISO9001" is found by "ISO 9001"); a run of Han may hold blanks,
# as in "姓 名", but no punctuation and no end of a table cell.
_RUNS = re.compile(rf"[{HAN}](?: *[{HAN}])*|[^\W\d_{HAN}]+|\d+")
_QUERY_WORDS = re.compile(r'"([^"]*)"?|([^\s"]+)')
_QUOTES = str.maketrans("“”„‟«»「」『』", '""""""""""')


def tsvector_literal(text: str) -> str:
    """Return the search vector of one block of text, as PostgreSQL writes it."""
    positions: dict[str, list[int]] = {}
    size = 0
    for position, lexeme in _index_lexemes(text):
        places = positions.get(lexeme)
        size += 4 * len(lexeme) + 8 if places is None else 2
        if size > _MOST_BYTES:
            break
        place = position if position < _LAST_POSITION else _LAST_POSITION
        if places is None:
            positions[lexeme] = [place]
        else:
            places.append(place)
    return " ".join(
        f"{_quoted(lexeme)}:{','.join(map(str, places))}" for lexeme, places in positions.items()
    )


def tsquery_literal(query: str) -> str:
    """Return the search query for what a person typed, or "" when there is no word in it.

    Words may stand anywhere in a block, quoted ones and sentences side by side; the last may be
    unfinished.
    """
    parts = (_phrase(words, unfinished=unfinished) for words, unfinished in phrases(query))
    return " & ".join(part for part in parts if part)


def phrases(query: str) -> list[tuple[str, bool]]:
    """Return what must stand together, folded, and whether its last word may be unfinished."""
    query = fold(query).translate(_QUOTES)
    if len(query.split()) >= _SENTENCE_WORDS and not re.search(rf'[{HAN}"]', query):
        return [(query, True)]
    found = list(_QUERY_WORDS.finditer(query))[:_MOST_QUERY_WORDS]
    return [
        (match[2] if match[1] is None else match[1], match is found[-1] and match[2] is not None)
        for match in found
    ]


def fold(text: str) -> str:
    """Return the text as words are compared: wide letters narrow, capitals small."""
    return unicodedata.normalize("NFKC", text).casefold()


def runs(folded: str) -> Iterator[str]:
    """Return the words, numbers and runs of Han in it."""
    return (match[0].replace(" ", "") for match in _RUNS.finditer(folded))


def is_han(run: str) -> bool:
    """Tell whether this run is of Han characters."""
    return re.match(f"[{HAN}]", run) is not None


def _index_lexemes(text: str) -> Iterator[tuple[int, str]]:
    position = 1
    for run in runs(fold(text)):
        if is_han(run):
            for offset, character in enumerate(run):
                yield position, character
                if pair := run[offset + 1 : offset + 2]:
                    yield position, character + pair
                position += 1
        else:
            yield position, run[:_LONGEST_LEXEME]
            position += 1


def _phrase(folded: str, *, unfinished: bool) -> str:
    """Return the lexemes of one word or quotation, each at its distance from the one before."""
    parts: list[str] = []
    position = previous = 0
    prefix = ""
    for run in islice(runs(folded), _MOST_QUERY_WORDS):
        pairs = [run[i : i + 2] for i in range(len(run) - 1)] if is_han(run) else []
        for offset, lexeme in enumerate(pairs or [run[:_LONGEST_LEXEME]]):
            distance = position + offset - previous
            parts += [f"<{distance}>"] if parts else []
            parts.append(_quoted(lexeme))
            previous = position + offset
        position += len(run) if is_han(run) else 1
        prefix = ":*" if unfinished and not is_han(run) else ""
    return f"({' '.join(parts)}{prefix})" if parts else ""


def _quoted(lexeme: str) -> str:
    return f"'{lexeme}'"  # letters, digits or Han: nothing in it needs another quote
