"""A Markdown text cut at its headings, so that each section is written in a field of its own.

The Markdown stays the one source: sections are cut out of it when a page is shown and put together
again when it is sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from django.utils.text import normalize_newlines

from documents.text.markdown import parse

type Head = tuple[int, int, str]  # its first line, the line after it, its text

MOST: Final = 60  # a text cut finer than that is written in one piece


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands below it; what comes before the first heading has none."""

    heading: str
    body: str

    @property
    def lines(self) -> int:
        """Return how tall a field has to be to show most of the text."""
        told = self.body.split("\n")
        return min(24, max(3, sum(1 + len(line) // 45 for line in told) + 1))


@dataclass(frozen=True, slots=True)
class Sections:
    """The sections of a text; `level` is that of the headings it was cut at."""

    level: int
    parts: tuple[Section, ...]


def cut(source: str) -> Sections:
    """Cut a text at its topmost headings; a single heading above all others is its title."""
    source = normalize_newlines(source)
    found = list(_headings(source))
    levels = [level for level, _head in found]
    top = min(levels, default=1)
    if levels.count(top) == 1 and len(levels) > 2 and levels[0] == top:
        top = min(level for level in levels if level > top)
    heads = [head for level, head in found if level == top]
    if len(heads) > MOST:
        return Sections(1, (Section("", source.strip("\n")),))
    return Sections(top, tuple(_parts(source.split("\n"), heads)))


def _headings(source: str) -> Iterable[tuple[int, Head]]:
    """Yield the headings that stand in no list and no quotation, each with its level."""
    tokens = parse(source)
    for token, following in pairwise(tokens):
        if token.type == "heading_open" and token.level == 0 and token.map:
            yield int(token.tag[1]), (token.map[0], token.map[1], following.content)


def _parts(lines: Sequence[str], heads: Sequence[Head]) -> Iterable[Section]:
    ends = [*(begin for begin, _end, _text in heads[1:]), *([len(lines)] if heads else [])]
    first = heads[0][0] if heads else len(lines)
    if opening := "\n".join(lines[:first]).strip("\n"):
        yield Section("", opening)
    for (_begin, end, text), last in zip(heads, ends, strict=True):
        yield Section(_line(text), "\n".join(lines[end:last]).strip("\n"))


def join(level: int, parts: Iterable[Section]) -> str:
    """Put a text together; a section without a heading goes on where the last one ended."""
    told = []
    for part in parts:
        heading = _line(part.heading.lstrip("# "))
        told += [f"{'#' * level} {heading}"] if heading else []
        told += [body] if (body := normalize_newlines(part.body).strip("\n")) else []
    return "\n\n".join(told) + "\n" if told else ""


def of_template(names: str) -> tuple[Section, ...]:
    """Return empty sections, numbered, for the names of a type's template, one a line."""
    lines = [line.strip() for line in names.splitlines() if line.strip()]
    return tuple(Section(f"{n} {line}", "") for n, line in enumerate(lines, 1))


def _line(text: str) -> str:
    return text.replace("\r", "").replace("\n", " ").strip()
