"""Say which file of an archive belongs to which row: its name has the number, or the title."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import NamedTuple

from django.utils.translation import gettext as _


class Matched(NamedTuple):
    """Files by the number of their row, and those that are left with the reason."""

    files: dict[int, str]
    unmatched: list[tuple[str, str]]


class Wanted(NamedTuple):
    """What a row is looked for by; `is_new` says whether a file is of use."""

    number: str
    title: str
    is_new: bool


def match(names: Iterable[str], rows: Mapping[int, Wanted]) -> Matched:
    """Match file names with rows; one that could be for two is for none."""
    numbers = [(row, _pattern(wanted.number)) for row, wanted in rows.items()]
    titles = {row: _bare(wanted.title) for row, wanted in rows.items()}
    matched = Matched({}, [])
    for name in names:
        row, why = _row_of(_plain(name), numbers, titles)
        if row is not None and not rows[row].is_new:
            why = _("%(number)s is here already.") % {"number": rows[row].number}
        elif row is not None and row in matched.files:
            facts = {"number": rows[row].number, "name": matched.files[row]}
            why = _("%(number)s has %(name)s already.") % facts
        if row is None or why:
            matched.unmatched.append((name, why))
        else:
            matched.files[row] = name
    return matched


def _row_of(
    name: str, numbers: Sequence[tuple[int, re.Pattern[str]]], titles: Mapping[int, str]
) -> tuple[int | None, str]:
    """Return the row, or why there is none: the longest that fits, numbers before titles."""
    hits = [(len(found[0]), row) for row, number in numbers if (found := number.search(name))]
    if not hits:
        bare = _bare(name)
        hits = [(len(title), row) for row, title in titles.items() if title and title in bare]
    longest = max(hits, default=(0, 0))[0]
    best = [row for length, row in hits if length == longest]
    if not best:
        return None, _("No row has a number or title that stands in its name.")
    if len(best) > 1:
        return None, _("More than one row fits its name.")
    return best[0], ""


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", PurePath(name).stem).upper()


def _bare(text: str) -> str:
    """Return letters and figures only: titles are written with other blanks and marks in names."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).upper()))


def _pattern(number: str) -> re.Pattern[str]:
    """Find a number whatever stands between its parts; QP-1 is not in QP-12."""
    parts = re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", number).upper())
    return re.compile(r"(?<![0-9A-Z])" + r"[\W_]*".join(map(re.escape, parts)) + r"(?![0-9A-Z])")
