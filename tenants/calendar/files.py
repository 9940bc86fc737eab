"""Files of a year's calendar: read whole, or refused with a sentence for every bad line.

# source: 国办发明电〔2025〕7号
date,kind,name
2026-01-01,holiday,元旦
2026-01-04,workday,元旦
"""

import csv
import datetime as dt
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from tenants.errors import Refused
from tenants.models.calendar import CalendarYear

YEARS: Final = Path(__file__).parent / "years"  # those that come with the product
HEAD: Final = ["date", "kind", "name"]
KINDS: Final = ("holiday", "workday")
MOST_BYTES: Final = 100_000
MOST_FAULTS: Final = 20
SATURDAY: Final = 5
NAME_LENGTH: Final = 50


class Row(NamedTuple):
    """A line of the file that says something: which day, and what is with it."""

    line: int
    day: dt.date
    kind: str
    name: str


def read_year(year: int, data: bytes) -> CalendarYear:
    """Return the year the file describes, not saved. Raises Refused with all that is wrong."""
    lines = _lines(data)
    source = _source(lines)
    faults: list[str] = []
    rows = list(_rows(year, lines, faults))
    if not source:
        faults.append(_("The first line must name the source: “# source: …”."))
    if not rows and not faults:
        faults.append(_("The file names no day."))
    if faults:
        more = len(faults) - MOST_FAULTS
        last = [_("And %(more)s more.") % {"more": more}] if more > 0 else []
        raise Refused([*faults[:MOST_FAULTS], *last])
    holidays, workdays = ([r for r in sorted(rows, key=_day) if r.kind == kind] for kind in KINDS)
    return CalendarYear(
        year=year,
        source=source,
        holidays=[row.day for row in holidays],
        workdays=[row.day for row in workdays],
        names=[row.name for row in (*holidays, *workdays)],
        sha256=hashlib.sha256(data).hexdigest(),
    )


def _day(row: Row) -> dt.date:
    return row.day


def _lines(data: bytes) -> list[str]:
    if len(data) > MOST_BYTES:
        raise Refused(_("The file is too large for the calendar of a year."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(_("The file is not text in UTF-8.")) from None
    if "\0" in text:
        raise Refused(_("The file is not text in UTF-8."))
    return text.splitlines()


def _source(lines: list[str]) -> str:
    marked = (line.removeprefix("#").strip() for line in lines[:1] if line.startswith("#"))
    return next((line[7:].strip()[:200] for line in marked if line.startswith("source:")), "")


def _rows(year: int, lines: list[str], faults: list[str]) -> Iterator[Row]:
    """Yield the good rows; put a sentence about each bad one into `faults`."""
    seen: dict[dt.date, int] = {}
    has_head = False
    for number, line in enumerate(lines, start=1):
        if line.startswith("#") or not line.strip():
            continue
        cells = [cell.strip() for cell in next(csv.reader([line]), [])]
        if not has_head:
            has_head = True
            if cells != HEAD:
                faults.append(_at(number, _("the head must be “date,kind,name”.")))
            continue
        try:
            row = _row(year, number, cells, seen)
        except Refused as refused:
            faults.append(_at(number, refused.messages[0]))
        else:
            seen[row.day] = number
            yield row


def _at(line: int, said: str) -> str:
    return _("Line %(line)s: %(said)s") % {"line": line, "said": said}


def _row(year: int, number: int, cells: list[str], seen: dict[dt.date, int]) -> Row:
    if len(cells) != len(HEAD):
        raise Refused(_("it must have three values: date, kind, name."))
    text, kind, name = cells
    day = _date(text)
    if day.year != year:
        raise Refused(_("%(day)s is not in %(year)s.") % {"day": day, "year": year})
    if day in seen:
        said = _("%(day)s stands in line %(line)s already.")
        raise Refused(said % {"day": day, "line": seen[day]})
    if kind not in KINDS:
        raise Refused(_("“%(kind)s” is neither “holiday” nor “workday”.") % {"kind": kind[:20]})
    if kind == "workday" and day.weekday() < SATURDAY:
        raise Refused(_("%(day)s is no weekend: it is worked anyway.") % {"day": day})
    if not 0 < len(name) <= NAME_LENGTH:
        raise Refused(_("name the holiday, in 50 characters at most."))
    return Row(number, day, kind, name)


def _date(text: str) -> dt.date:
    try:
        return dt.datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 (a day has no zone)
    except ValueError:
        raise Refused(_("“%(text)s” is no date like 2026-01-31.") % {"text": text[:20]}) from None
