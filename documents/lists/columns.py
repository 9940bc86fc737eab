"""The columns a list can have: a head, how wide, and how a cell is made of what was found."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.labels import DOCUMENT, register_label
from documents.models import CurrencyCheck, Document, DocumentType
from tenants.models.unit import name_in_language

type Found = dict[str, Any]  # the plain values of a row, as `reading` asks for them
type Cell = str | int | float


@dataclass(frozen=True, slots=True)
class Column:
    """One column; its width is in letters, of which a Chinese one takes two."""

    name: str
    head: str | Promise
    width: int
    cell: Callable[[Found], Cell] = lambda _found: ""  # unless whoever lists makes whole rows
    keeps_line: bool = False  # days are not broken
    card: str = ""  # its place where a phone shows a row as a card


def _plain(name: str) -> Callable[[Found], Cell]:
    return lambda found: found[name] or ""


def _named(prefix: str) -> Callable[[Found], Cell]:
    return lambda found: found[f"{prefix}__{name_in_language()}"] or ""


def _day(name: str) -> Callable[[Found], Cell]:
    return lambda found: day_of(found[name])


def day_of(value: dt.datetime | dt.date | None) -> str:
    """Return a day as all lists write it."""
    if isinstance(value, dt.datetime):
        value = timezone.localdate(value)
    return value.isoformat() if value else ""


def _level(found: Found) -> Cell:
    return str(DocumentType.Level(found["document_type__level"]).label)


def _state(found: Found) -> Cell:
    has_text = bool(found["in_force_id"])
    return str(register_label(found["state"], found["open_state"], has_text=has_text).word)


def _validity(found: Found) -> Cell:
    """Say whether an external document still holds, by its days and by the last check."""
    today = timezone.localdate()
    if found["result"] and found["result"] != CurrencyCheck.Result.CURRENT:
        return str(CurrencyCheck.Result(found["result"]).label)
    if found["valid_until"] and found["valid_until"] < today:
        return _("Expired")
    if found["review_due"] and found["review_due"] < today:
        return _("Currency check overdue")
    return _("Effective")


def _remarks(found: Found) -> Cell:
    """Say what the other columns do not: until when it holds, where it came from."""
    said = []
    if until := found["valid_until"]:
        is_over = until < timezone.localdate()
        sentence = _("Expired on %(day)s") if is_over else _("Valid until %(day)s")
        said.append(sentence % {"day": until.isoformat()})
    if found["in_force__is_imported"]:
        said.append(_("As imported"))
    return "; ".join(said)


def _why_obsolete(found: Found) -> Cell:
    """Say what ended it: the next revision, or an act about the document."""
    if found["superseded_at"]:
        number = found["following"]
        return _("Superseded by %(label)s") % {"label": number} if number else _("Superseded")
    return str(DOCUMENT[Document.State(found["document__state"])].word)


POSITION: Final = Column("position", gettext_lazy("No."), 5, _plain("position"), keeps_line=True)

# Of documents.
NUMBER: Final = Column("number", gettext_lazy("Number"), 18, _plain("number"), card="number")
TITLE: Final = Column("title", gettext_lazy("Title"), 34, _plain("title"), card="title")
LEVEL: Final = Column("level", gettext_lazy("Level"), 12, _level)
LABEL: Final = Column(
    "version", gettext_lazy("Revision"), 8, _plain("in_force__label"), keeps_line=True
)
EFFECTIVE: Final = Column(
    "effective",
    gettext_lazy("Effective date"),
    11,
    _day("in_force__effective_at"),
    keeps_line=True,
    card="date",
)
UNIT: Final = Column("unit", gettext_lazy("Owning unit"), 16, _named("unit"))
OWNER: Final = Column("owner", gettext_lazy("Owner"), 10, _plain("owner__name"))
PREPARED: Final = Column(
    "prepared", gettext_lazy("Prepared by"), 10, _plain("in_force__prepared_by__name")
)
APPROVED: Final = Column("approved", gettext_lazy("Approved by"), 10, _plain("approvers"))
AUDIENCE: Final = Column("audience", gettext_lazy("Audience"), 16, _plain("audience"))
REVIEW: Final = Column(
    "review", gettext_lazy("Next review"), 11, _day("review_due"), keeps_line=True
)
CHECK: Final = Column(
    "check", gettext_lazy("Currency check due"), 11, _day("review_due"), keeps_line=True
)
STATE: Final = Column("state", gettext_lazy("Status"), 12, _state, card="state")
VALIDITY: Final = Column("validity", gettext_lazy("Validity"), 12, _validity, card="state")
ISSUER: Final = Column("issuer", gettext_lazy("Issuing body"), 16, _plain("sources__issuer"))
OUTSIDE: Final = Column("outside", gettext_lazy("External number"), 18, _plain("sources__number"))
CHECKED: Final = Column(
    "checked", gettext_lazy("Currency checked on"), 11, _day("checked_on"), keeps_line=True
)
PARENT: Final = Column("parent", gettext_lazy("Belongs to document"), 16, _plain("parent_number"))
FOLDER: Final = Column("folder", gettext_lazy("Kept in"), 14, _named("folder"))
REMARKS: Final = Column("remarks", gettext_lazy("Remarks"), 16, _remarks)

# Of revisions that hold no more.
OLD_NUMBER: Final = Column(
    "number", gettext_lazy("Number"), 18, _plain("document__number"), card="number"
)
OLD_TITLE: Final = Column("title", gettext_lazy("Title"), 34, _plain("title"), card="title")
OLD_LABEL: Final = Column("version", gettext_lazy("Revision"), 8, _plain("label"), keeps_line=True)
OLD_UNIT: Final = Column("unit", gettext_lazy("Owning unit"), 18, _named("document__unit"))
SINCE: Final = Column(
    "since", gettext_lazy("In force from"), 11, _day("effective_at"), keeps_line=True
)
UNTIL: Final = Column(
    "until", gettext_lazy("In force until"), 11, _day("ended"), keeps_line=True, card="date"
)
WHY: Final = Column("why", gettext_lazy("How it ended"), 20, _why_obsolete, card="state")
KEPT: Final = Column("kept", gettext_lazy("Kept in"), 14, _named("document__folder"))
