"""The rows of the year's reviews in words: for the page, the sheet and the pages to sign."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.models import Review, Verdict
from approvals.reviews.calendar import Found
from documents.labels import deadline
from documents.lists.columns import POSITION, TITLE, Cell, Column
from documents.models import CurrencyCheck, DocumentType, Revision
from tenants.models import Member

IN_WORK: Final = (Revision.State.DRAFT, Revision.State.IN_REVIEW, Revision.State.APPROVED)


class Row(NamedTuple):
    """A review as a line of a list."""

    number: str
    title: str
    unit: str
    person: str
    label: str
    day: dt.date
    word: str
    tone: str
    icon: str
    url: str
    is_mine: bool  # this reader reviews it, and it is still to do


def row_of(found: Found, reader: Member, today: dt.date) -> Row:
    """Return a row as this reader sees it."""
    word, tone, icon = _state(found, today)
    is_open = found["kind"] == "open"
    place = [reader.tenant.slug, found["number"]]
    is_external = found["level"] == DocumentType.Level.EXTERNAL
    if found["kind"] == "given":
        url = reverse("approvals:review_record", args=[*place, found["id"]])
    elif is_external:
        url = reverse("documents:links", args=place)
    else:
        url = reverse("approvals:review", args=place)
    answers = reader.can("documents.control") or found["person_id"] == reader.pk
    return Row(
        found["number"],
        found["title"],
        found["unit"] or "",
        found["person"],
        found["label"],
        found["day"],
        word,
        tone,
        icon,
        url,
        is_mine=is_open and answers and reader.can("approvals.decide"),
    )


def _state(found: Found, today: dt.date) -> tuple[str, str, str]:
    """Say how it stands: a verdict, the result of a check, or how long it has."""
    if found["kind"] == "given":
        word = str(Verdict(found["mark"]).label)
        if found["draft"] in IN_WORK:
            return _("%(verdict)s, in revision") % {"verdict": word}, "info", "git-compare-arrows"
        return word, "ok", "circle-check"
    if found["kind"] == "check":
        is_current = found["mark"] == CurrencyCheck.Result.CURRENT
        word = str(CurrencyCheck.Result(found["mark"]).label)
        return word, "ok" if is_current else "bad", "search-check"
    if found["mark"] == Review.State.DECIDING:
        return _("Verdict being confirmed"), "info", "hourglass"
    if found["due"] < today:
        late = deadline(found["due"], today)
        return late.text, "warn", late.icon  # amber: it stays in force
    if found["mark"] == Review.State.PLANNED:
        return str(Review.State.PLANNED.label), "", "calendar-days"
    due = deadline(found["due"], today)
    return (due.text, due.tone, due.icon) if due.tone else (_("To review"), "", "")


def _kind(found: Found) -> Cell:
    is_external = found["level"] == DocumentType.Level.EXTERNAL
    return str(_("Currency check") if is_external else _("Periodic review"))


def _done(found: Found) -> Cell:
    return "" if found["kind"] == "open" else found["day"].isoformat()


def _outcome(found: Found) -> Cell:
    if found["kind"] == "open":
        return ""
    labels = Verdict if found["kind"] == "given" else CurrencyCheck.Result
    return str(labels(found["mark"]).label)


COLUMNS: Final = (
    POSITION,
    Column("number", gettext_lazy("Number"), 18, lambda found: found["number"]),
    TITLE,
    Column("version", gettext_lazy("Revision"), 8, lambda found: found["label"], keeps_line=True),
    Column("unit", gettext_lazy("Owning unit"), 16, lambda found: found["unit"] or ""),
    Column("reviewer", gettext_lazy("Reviewer"), 10, lambda found: found["person"]),
    Column("kind", gettext_lazy("Kind of review"), 10, _kind),
    Column(
        "planned",
        gettext_lazy("Planned on"),
        11,
        lambda found: found["day"].isoformat() if found["kind"] == "open" else "",
        keeps_line=True,
    ),
    Column("due", gettext_lazy("Due"), 11, lambda found: _iso(found["due"]), keeps_line=True),
    Column("done", gettext_lazy("Done on"), 11, _done, keeps_line=True),
    Column("outcome", gettext_lazy("Outcome"), 10, _outcome),
)


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def lines(rows: Iterable[Found]) -> Iterator[list[Cell]]:
    """Make the cells of each row, in the order of the columns."""
    for position, found in enumerate(rows, start=1):
        yield [column.cell(found | {"position": position}) for column in COLUMNS]
