"""How a paper copy reads: its state in a list, and what it answers to whoever scans its code."""

from typing import Final, NamedTuple

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from documents.labels import Label
from documents.models import Document, PaperCopy, Revision

State = PaperCopy.State

STATES: Final = {
    State.ISSUED: Label(_("Not signed for"), "warn", icon="clock"),
    State.RECEIVED: Label(State.RECEIVED.label, "ok", icon="check"),
    State.RECALLED: Label(State.RECALLED.label, "mute", icon="undo-2", is_quiet=True),
    State.DESTROYED: Label(State.DESTROYED.label, "mute", icon="trash-2", is_quiet=True),
    State.KEPT: Label(State.KEPT.label, "mute", icon="archive", is_quiet=True),
    State.LOST: Label(_("Lost, void"), "mute", icon="circle-slash"),
}
TO_RECALL: Final = Label(_("To be recalled"), "bad", icon="triangle-alert")
WAITS: Final = Label(_("Not in force yet"), "hold", icon="calendar-check")


def label_of(copy: PaperCopy) -> Label:
    """Return the one state in which lists show a copy."""
    if copy.is_to_recall():
        return TO_RECALL
    if copy.state == State.ISSUED and copy.revision.state == Revision.State.APPROVED:
        return WAITS
    return STATES[State(copy.state)]


class Answer(NamedTuple):
    """Whether somebody may work by the sheet in their hand, and why not."""

    word: str
    tone: str
    icon: str
    said: str


def answer_of(copy: PaperCopy) -> Answer:
    """Answer for exactly this copy, whatever became of its document."""
    if copy.holds():
        return Answer(
            pgettext("copy", "In force"),
            "ok",
            "circle-check",
            gettext("You may work by this copy."),
        )
    if copy.is_out() and copy.recall_since is None:
        return Answer(gettext("Not in force yet"), "hold", "calendar-check", _from(copy))
    said = gettext("Do not work by this copy; give it to a document controller.")
    return Answer(pgettext("stamp", "Void"), "bad", "octagon-x", f"{_why(copy)} {said}")


def _from(copy: PaperCopy) -> str:
    day = copy.revision.effective_on
    if day is None:
        return gettext("It takes effect when its last step is done.")
    return gettext("It takes effect on %(day)s.") % {"day": day.isoformat()}


def _why(copy: PaperCopy) -> str:
    """Say what made it void: what became of the copy, else of its text."""
    document, facts = copy.document, {"n": copy.number, "number": copy.document.number}
    if copy.state == State.LOST:
        return gettext("Copy No. %(n)d was reported lost; its number is void.") % facts
    if not copy.is_out():
        facts["state"] = str(State(copy.state).label)
        return gettext("Copy No. %(n)d is void: %(state)s.") % facts
    if document.state == Document.State.WITHDRAWN:
        return gettext("%(number)s is withdrawn.") % facts
    if document.state == Document.State.RETIRED:
        return gettext("%(number)s is retired.") % facts
    if copy.revision.state == Revision.State.CANCELLED:
        return gettext("This revision never took effect.")
    facts["label"] = document.in_force.label if document.in_force else ""
    return gettext("%(label)s is in force instead.") % facts
