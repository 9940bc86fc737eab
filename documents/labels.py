"""One list of states for the whole product: the word, its tone and its icon."""

import datetime as dt
from typing import NamedTuple

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from documents.models import Document, Revision

type Text = str | Promise


TONES = ("info", "ok", "warn", "hold")


def tone_of(name: str) -> str:
    """Return the colour in which a person's initial is drawn; it stays theirs."""
    return TONES[sum(map(ord, name)) % len(TONES)]


class Label(NamedTuple):
    """How a state reads and looks; quiet ones stay calm in long lists."""

    word: Text
    tone: str
    icon: str
    is_quiet: bool = False


REVISION = {
    Revision.State.DRAFT: Label(_("Draft"), "mute", icon="pencil-line"),
    Revision.State.IN_REVIEW: Label(_("In approval"), "info", icon="users"),
    Revision.State.APPROVED: Label(_("Approved, not yet effective"), "hold", icon="calendar-check"),
    Revision.State.EFFECTIVE: Label(_("Effective"), "ok", icon="circle-check", is_quiet=True),
    Revision.State.SUPERSEDED: Label(_("Superseded"), "mute", icon="history", is_quiet=True),
    Revision.State.REJECTED: Label(_("Rejected"), "mute", icon="circle-x", is_quiet=True),
    Revision.State.CANCELLED: Label(_("Cancelled"), "mute", icon="ban", is_quiet=True),
}
RETURNED = Label(_("Returned"), "warn", icon="undo-2")
REVISING = Label(_("Effective, being revised"), "ok", icon="git-compare-arrows")
BECOMING_EFFECTIVE = Label(_("Becoming effective…"), "hold", icon="loader-circle")
DOCUMENT = {
    Document.State.WITHDRAWN: Label(_("Withdrawn"), "bad", icon="octagon-x"),
    Document.State.RETIRED: Label(_("Retired"), "mute", icon="archive", is_quiet=True),
}


def label_of(revision: Revision) -> Label:
    """Return how a revision's state reads."""
    return REVISION[Revision.State(revision.state)]


def shown_label(document: Document, revision: Revision) -> Label:
    """Return what the page of a revision says first: an effective one does not hold when its
    document was withdrawn or retired."""
    if revision.state == Revision.State.EFFECTIVE and document.state in DOCUMENT:
        return DOCUMENT[Document.State(document.state)]
    return label_of(revision)


def void_words(revision: Revision) -> tuple[str, str] | None:
    """Return what is written across a copy that no longer holds, and at its head; else None."""
    document = revision.document
    with translation.override(document.language):
        facts = {"number": document.number, "label": revision.label}
        if document.state == Document.State.WITHDRAWN:
            return gettext("Withdrawn"), gettext(
                "%(number)s is withdrawn: do not work by it."
            ) % facts
        if document.state == Document.State.RETIRED:
            return pgettext("stamp", "Void"), gettext("%(number)s is retired.") % facts
        if revision.state == Revision.State.SUPERSEDED:
            return pgettext("stamp", "Void"), gettext("%(number)s %(label)s is superseded.") % facts
    return None


def register_label(state: str, open_state: str | None, *, has_text: bool) -> Label:
    """Return the one label a document has in a list: what it is and whether it changes."""
    if state in DOCUMENT:
        return DOCUMENT[Document.State(state)]
    if not has_text:
        return REVISION[Revision.State(open_state or Revision.State.DRAFT)]
    return REVISING if open_state else REVISION[Revision.State.EFFECTIVE]


class Deadline(NamedTuple):
    """A date with its distance, and how urgent it is."""

    text: str
    tone: str
    icon: str
    is_overdue: bool = False


def deadline(due: dt.date | None, today: dt.date) -> Deadline:
    """Say when something is due: amber within 30 days, red when overdue, always with the number."""
    if due is None:
        return Deadline("—", "", "")
    days = (due - today).days
    if days < 0:
        text = ngettext("%(n)d day overdue", "%(n)d days overdue", -days) % {"n": -days}
        return Deadline(text, "bad", icon="triangle-alert", is_overdue=True)
    if days <= 30:
        text = ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}
        return Deadline(text, "warn", icon="clock-alert")
    return Deadline(due.isoformat(), "", "")


def review_deadline(due: dt.date | None, today: dt.date) -> Deadline:
    """Say when a review is due; an overdue one is amber, since it takes nothing out of force."""
    found = deadline(due, today)
    return found._replace(tone="warn") if found.tone == "bad" else found


def overdue_words(revision: Revision, today: dt.date) -> str:
    """Return what stands at the head of a copy in force whose review is overdue; else nothing."""
    document = revision.document
    is_in_force = document.is_in_force() and document.in_force_id == revision.pk
    if not is_in_force or document.review_due is None or document.review_due >= today:
        return ""
    with translation.override(document.language):
        said = gettext("%(number)s %(label)s is in force; review overdue since %(day)s.")
        day = document.review_due.isoformat()
        return said % {"number": document.number, "label": revision.label, "day": day}
