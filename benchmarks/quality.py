"""How well the redline finds the lines that really changed: beside what git says of each pair."""

from __future__ import annotations

import csv
import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from documents.text.markdown import from_markdown
from documents.text.redline import Redline, compare
from documents.text.wording import Segment

CORPORA: Final = Path(__file__).parents[2] / "shared" / "corpora"
_BLANKS: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two revisions of a document that follow one another, and how many lines git counts."""

    old: Path
    new: Path
    added: int
    deleted: int


@dataclass(slots=True)
class Score:
    """Lines, counted over many pairs."""

    pairs: int = 0
    as_counted: int = 0  # pairs of which git says what is expected
    changed: int = 0
    found: int = 0
    wrong: int = 0

    def __str__(self) -> str:
        recall = self.found / self.changed if self.changed else 0.0
        precision = self.found / (self.found + self.wrong) if self.found else 0.0
        return (
            f"precision {precision:.4f}, recall {recall:.4f} of {self.changed:,} changed lines in"
            f" {self.pairs} pairs, {self.as_counted} of which git counts as expected"
        )


def pairs_of_the_corpus() -> list[Pair]:
    """Return the pairs of Markdown revisions; none where there is no corpus."""
    table = CORPORA / "expected" / "diffs.csv"
    if not table.exists():
        return []
    found = []
    with table.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            paths = sorted((CORPORA / "versioned" / row["doc"]).glob("*.md"))
            if paths:
                old, new = (paths[int(row[side]) - 1] for side in ("from", "to"))
                found.append(Pair(old, new, int(row["lines_added"]), int(row["lines_deleted"])))
    return found


def redline_of(pair: Pair) -> Redline:
    old, new = (path.read_text(encoding="utf-8") for path in (pair.old, pair.new))
    return compare(from_markdown(old), from_markdown(new))


def git_diff(pair: Pair) -> tuple[list[str], list[str]]:
    """Return the lines that git says were deleted and added."""
    command = ["git", "diff", "--no-index", "--no-color", "-U0", str(pair.old), str(pair.new)]
    said = subprocess.run(command, capture_output=True, check=False).stdout.decode()
    body = said[said.find("\n@@") :].splitlines()
    return (
        [line[1:] for line in body if line.startswith("-")],
        [line[1:] for line in body if line.startswith("+")],
    )


def score(pairs: Sequence[Pair]) -> Score:
    """Ask of each line with words in it whether it changed, and whether the redline marks it.

    A line is changed when git says so and its words stand nowhere in the other revision: what was
    only wrapped anew, moved or set in another format is neither right nor wrong.
    """
    total = Score()
    for pair in pairs:
        deleted, added = git_diff(pair)
        total.pairs += 1
        total.as_counted += (len(added), len(deleted)) == (pair.added, pair.deleted)
        redline = redline_of(pair)
        _count(total, pair.old, pair.new, deleted, _marked_text(redline, "del"))
        _count(total, pair.new, pair.old, added, _marked_text(redline, "ins"))
    return total


def _count(
    total: Score, path: Path, other: Path, touched: Sequence[str], marked: tuple[str, str]
) -> None:
    text, marks = marked
    elsewhere = _plain_text(other)
    changed = {words for line in touched if (words := _plain(line)) and words not in elsewhere}
    neutral = {words for line in touched if (words := _plain(line))} - changed
    for line in path.read_text(encoding="utf-8").splitlines():
        words = _plain(line)
        place = text.find(words) if words and words not in neutral else -1
        if place < 0:
            continue  # front matter, a comment, a rule of a table
        is_marked = "x" in marks[place : place + len(words)]
        total.changed += words in changed
        total.found += is_marked and words in changed
        total.wrong += is_marked and words not in changed


def _marked_text(redline: Redline, kind: Literal["ins", "del"]) -> tuple[str, str]:
    """Return the text of one side without blanks, and an x below each letter that is marked."""
    letters, marks = [], []
    for segment in _segments(redline, kind):
        words = _BLANKS.sub("", segment.text)
        letters.append(words)
        marks.append(("x" if segment.kind == kind else "-") * len(words))
    return "".join(letters), "".join(marks)


def _segments(redline: Redline, kind: Literal["ins", "del"]) -> Iterator[Segment]:
    other = "del" if kind == "ins" else "ins"
    for row in redline.rows:
        cells = (inner for line in row.table for cell in line for inner in (cell, *cell.absorbed))
        for segment in (*row.segments, *(s for cell in cells for s in cell.segments)):
            if segment.kind != other:
                yield segment


def _plain(line: str) -> str:
    return "".join(_BLANKS.sub("", block.text) for block in from_markdown(line.strip()))


def _plain_text(path: Path) -> str:
    return _plain(path.read_text(encoding="utf-8"))
