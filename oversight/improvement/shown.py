"""What the pages of management reviews show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from documents.labels import Label
from oversight.improvement.facts import said
from oversight.improvement.forms import (
    CancelForm,
    DecisionForm,
    DoneForm,
    HandOnForm,
    HoldForm,
    MinutesForm,
)
from oversight.improvement.inputs import BY_NAME
from oversight.improvement.record import Record
from oversight.models import ManagementReview, ReviewAction

State = ManagementReview.State
LABELS: Final = {
    State.PLANNED: Label(State.PLANNED.label, "info", icon="calendar-check"),
    State.HELD: Label(State.HELD.label, "hold", icon="pencil-line"),
    State.SIGNING: Label(State.SIGNING.label, "hold", icon="pen-tool"),
    State.SIGNED: Label(State.SIGNED.label, "info", icon="badge-check"),
    State.CANCELLED: Label(State.CANCELLED.label, "mute", icon="ban", is_quiet=True),
}
CLOSED: Final = Label(
    pgettext_lazy("management review", "Closed"), "ok", icon="circle-check", is_quiet=True
)
OPEN: Final = Label(pgettext_lazy("decision", "Open"), "info", icon="hourglass")
LATE: Final = Label(pgettext_lazy("decision", "Overdue"), "bad", icon="clock-alert")
DONE: Final = Label(pgettext_lazy("decision", "Done"), "ok", icon="circle-check", is_quiet=True)


class Row(NamedTuple):
    """A review as the list shows it."""

    review: ManagementReview
    label: Label
    is_late: bool


class Section(NamedTuple):
    """An input: what the product knows, and what people said."""

    name: str
    letter: str
    label: str
    facts: list[str]
    words: str


class Decision(NamedTuple):
    """A decision as it stands, and what was signed where that was otherwise."""

    action: ReviewAction
    label: Label
    signed: str


def label_of(review: ManagementReview, left: int) -> Label:
    """Return how a review reads: a signed one of which nothing is left to do is closed."""
    if review.state == State.SIGNED and not left:
        return CLOSED
    return LABELS[State(review.state)]


def rows(reviews: Iterable[ManagementReview], today: dt.date) -> list[Row]:
    return [
        Row(each, label_of(each, each.left), each.is_late(today))  # type: ignore[attr-defined]
        for each in reviews
    ]


def sections(record: Record) -> list[Section]:
    """Say all inputs of a record in the reader's language."""
    return [_section(each) for each in record["inputs"]]


def _section(kept: Record) -> Section:
    known = BY_NAME.get(kept["name"])
    letter, label = (known.letter, str(known.label)) if known else ("", kept["name"])
    facts = [said(each) for each in kept["facts"]]
    return Section(kept["name"], letter, label, facts, kept["words"])


def decisions(review: ManagementReview, record: Record, today: dt.date) -> list[Decision]:
    """Return what was decided as it stands today."""
    signed = {each["n"]: each for each in record["decisions"]}
    actions = review.actions.all().with_people()
    return [Decision(each, standing(each, today), _was(each, signed)) for each in actions]


def standing(action: ReviewAction, today: dt.date) -> Label:
    if action.done_on is not None:
        return DONE
    return LATE if action.is_late(today) else OPEN


def _was(action: ReviewAction, signed: dict[int, Record]) -> str:
    was = signed.get(action.n)
    if was is None or (was["owner"], was["due_on"]) == (action.owner.name, str(action.due_on)):
        return ""
    return _("decided: %(owner)s, due %(due)s") % {"owner": was["owner"], "due": was["due_on"]}


# What can be said of a review that stands so.
POSSIBLE: Final = {State.PLANNED: ("hold", "cancel"), State.HELD: ("decide", "minutes")}


def form_for(
    act: str, review: ManagementReview, today: dt.date, data: Any = None, files: Any = None
) -> forms.BaseForm:
    """Return the form by which something is said of a review."""
    if act == "hold":
        return HoldForm(data, review=review, today=today)
    if act == "minutes":
        return MinutesForm(data, files)
    return DecisionForm(data) if act == "decide" else CancelForm(data)


def forms_for(review: ManagementReview, today: dt.date) -> dict[str, forms.BaseForm]:
    """Return a form for each thing that can be said of a review as it stands."""
    acts = POSSIBLE.get(State(review.state), ())
    return {act: form_for(act, review, today) for act in acts}


def decision_form(act: str, action: ReviewAction, data: Any = None) -> forms.Form:
    """Return the form by which something is said of a decision."""
    return HandOnForm(data, action=action) if act == "hand-on" else DoneForm(data)
