"""How a person and a text stand to one another in words: for pages, sheets and pages to sign."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple, Self
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext, pgettext_lazy

from approvals.distribution.board import Cell, Line, Text
from approvals.distribution.told import end_of, told_beside
from approvals.distribution.told_words import kind_of, minute, result_of
from approvals.distribution.wanted import STATES
from approvals.models import Acknowledgement
from documents.audience import reason
from documents.labels import Label

LOOKS: Final = {
    "done": ("ok", "circle-check"),
    "open": ("", "hourglass"),
    "paused": ("hold", "circle-pause"),
    "late": ("bad", "triangle-alert"),
    "exempt": ("hold", "ban"),
    "none": ("", "circle-slash"),
}

RESTS: Final = ("paused", "exempt", "none")  # who need not read it, or not now
CALM: Final = {"paused": pgettext_lazy("reading", "Away"), "exempt": _lazy("Exempt"), "none": "—"}


def label_of(line: Line, today: dt.date) -> Label:
    """Return the state of a line: when it was acknowledged, how late it is, until when."""
    tone, icon = LOOKS[line.state]
    return Label(_word(line, today), tone, icon)


def _word(line: Line, today: dt.date) -> str:
    if line.state == "done" and line.at is not None:
        return minute(line.at)
    if line.state in RESTS or line.due_on is None:
        return str(STATES[line.state])
    days = (today - line.due_on).days
    if days > 0:
        return ngettext("%(n)d day overdue", "%(n)d days overdue", days) % {"n": days}
    return _("Not yet, by %(day)s") % {"day": line.due_on.isoformat()}


def why_of(line: Line) -> str:
    """Say why somebody need not read it, or not now; what they acknowledged anyway is a fact."""
    if line.state not in RESTS:
        return ""
    given = _("Acknowledged on %(at)s.") % {"at": minute(line.at)} if line.at else ""
    return f"{reason(line.why, line.until, line.note)} {given}".strip()


def how_of(line: Line) -> str:
    """Say how it was acknowledged, where that is not the usual way."""
    if line.how is None or line.how == Acknowledgement.How.READ:
        return ""
    if line.how == "carried over":
        return _("Carried over from %(label)s") % {"label": line.note}
    return str(Acknowledgement.How(line.how).label)


class Beside(NamedTuple):
    """What the person of a line was told of it, in words."""

    kind: str
    at: str
    result: str


class Shown(NamedTuple):
    """A line as a page draws it."""

    line: Line
    label: Label
    why: str
    how: str
    proof: str  # the address of what proves it
    may_be_urged: bool
    told: list[Beside]  # the newest few, the newest first


def shown_lines(lines: Sequence[Line], code: str, day: dt.date) -> list[Shown]:
    """Return lines in words, with what each person was told; four statements for all of them."""
    pairs = [(line.text.revision_id, line.person) for line in lines]
    told = told_beside(pairs, end_of(day)) if lines else {}
    return [
        Shown(
            line,
            label_of(line, day),
            why_of(line),
            how_of(line),
            proof_of(code, line.text.number, line.text.n, line.person, day),
            may_be_urged=line.state in ("late", "open"),
            told=[
                Beside(kind_of(each), minute(each.at), result_of(each))
                for each in told.get((line.text.revision_id, line.person), ())
            ],
        )
        for line in lines
    ]


class Head(NamedTuple):
    """The head of a column of the matrix."""

    number: str
    label: str
    title: str

    @classmethod
    def of(cls, text: Text) -> Self:
        return cls(text.number, text.label, text.title)


def cells_of(places: range, found: Mapping[int, Cell], today: dt.date) -> SafeString:
    """Return the cells of a row of the matrix, drawn: plain words, since there are thousands."""
    cells = (found.get(place) for place in places)
    return SafeString("".join(_drawn(*cell, today) if cell else "<td></td>" for cell in cells))


def _drawn(state: str, due: dt.date | None, at: dt.datetime | None, today: dt.date) -> str:
    if state == "done" and at is not None:
        return f'<td class="is-ok">✓ {timezone.localtime(at):%m-%d}</td>'
    if state == "late" and due is not None:
        return f'<td class="is-bad">{escape(_("%(n)d d late") % {"n": (today - due).days})}</td>'
    if state in CALM:
        return f'<td class="is-hold">{escape(CALM[state])}</td>'
    return f"<td>{due:%m-%d}</td>"


def proof_of(code: str, number: str, n: int, person: UUID, day: dt.date) -> str:
    """Return the address of what proves that a person has read, or had to."""
    asked: dict[str, str | int] = {"person": str(person), "document": number, "revision": n}
    asked["day"] = day.isoformat()
    return f"{reverse('approvals:reading_proof', args=[code])}?{urlencode(asked)}"
