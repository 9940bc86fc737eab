"""The columns of the register: what each is made from, and how it sorts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import (
    BinaryField,
    Case,
    Expression,
    F,
    FloatField,
    Func,
    IntegerField,
    Q,
    Value,
    When,
)
from django.db.models.functions import Cast, NullIf
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from documents.models import Document, Revision
from documents.register.filters import in_work
from tenants.models.unit import name_in_language


class ByWord(Func):
    """Sort words as people expect: Latin without capitals, usual Han characters by pinyin.

    GB 18030 lists them in that order; PostgreSQL may be built without the collations of ICU.
    """

    template = "convert_to(lower(%(expressions)s), 'GB18030')"
    output_field: Any = BinaryField()


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, the values its cell needs beyond those every line has, its order."""

    name: str
    label: str | Promise
    key: Callable[[], Expression | F]
    values: tuple[str, ...] = ()
    is_usual: bool = True


def _by_state() -> Case:
    """Sort by how far a document is: from its first draft to its end."""
    ranks = (
        (Q(state=Document.State.RETIRED), 6),
        (Q(state=Document.State.WITHDRAWN), 5),
        (Q(in_force__isnull=False) & ~Q(pk__in=_being_revised()), 4),
        (Q(in_force__isnull=False), 3),
        (in_work(Revision.State.APPROVED), 2),
        (in_work(Revision.State.IN_REVIEW), 1),
    )
    whens = [When(condition, then=Value(rank)) for condition, rank in ranks]
    return Case(*whens, default=Value(0), output_field=IntegerField())


def _being_revised() -> Any:
    return Revision.objects.open().values("document")


def _by_review() -> Case:
    """Sort by the day that is shown: of what is in force only."""
    holds = Q(state=Document.State.ACTIVE, in_force__isnull=False)
    return Case(When(holds, then=F("review_due")))


def _by_share_of_readers() -> Expression:
    required = NullIf(F("in_force__readership__required"), Value(0))
    return Cast(F("in_force__readership__done"), FloatField()) / required


def _named(relation: str) -> ByWord:
    return ByWord(F(f"{relation}__{name_in_language()}"))


_READERSHIP: Final = ("in_force__readership__required", "in_force__readership__done")
COLUMNS: Final[dict[str, Column]] = {
    column.name: column
    for column in (
        Column("number", _("Number"), lambda: F("number_key")),
        Column("title", _("Title"), lambda: ByWord(F("title"))),
        Column(
            "version",
            _("Revision"),
            lambda: F("in_force__edition") * 1000 + F("in_force__change"),
        ),
        Column("state", _("Status"), _by_state),
        Column(
            "type",
            _("Type"),
            lambda: F("document_type__code"),
            ("document_type__code",),
            is_usual=False,
        ),
        Column(
            "unit", _("Owning unit"), lambda: _named("unit"), ("unit__name_zh", "unit__name_en")
        ),
        Column("clauses", _("Clause"), lambda: NullIf(F("clauses"), Value(""))),
        Column("effective", _("Effective date"), lambda: F("in_force__effective_at")),
        Column("review", _("Next review"), _by_review),
        Column(
            "expiry", _("Valid until"), lambda: F("valid_until"), ("valid_until",), is_usual=False
        ),
        Column("reading", _("Acknowledged"), _by_share_of_readers, _READERSHIP),
        Column("owner", _("Owner"), lambda: ByWord(F("owner__name")), ("owner__name",)),
        Column(
            "folder",
            _("Folder"),
            lambda: _named("folder"),
            ("folder__name_zh", "folder__name_en"),
            is_usual=False,
        ),
    )
}
ALWAYS: Final = ("number", "title")  # a line without them is no line
USUAL: Final = tuple(name for name, column in COLUMNS.items() if column.is_usual)


def chosen(names: Collection[str], kept: Collection[str]) -> list[str]:
    """Return the columns to show: those asked for, else those kept, else the usual ones."""
    for wanted in (names, kept):
        known = [name for name in COLUMNS if name in wanted]
        if known:
            return [name for name in COLUMNS if name in known or name in ALWAYS]
    return list(USUAL)


def values_of(shown: Sequence[str]) -> tuple[str, ...]:
    """Return the values that lines of these columns are made from.

    Plain values: models of four tables a line cost more than the query.
    """
    always = ("pk", "number", "title", "state", "clauses", "review_due", "open_state")
    in_force = ("in_force__label", "in_force__effective_at")
    return (*always, *in_force, *(value for name in shown for value in COLUMNS[name].values))


def sorted_by(asked: str) -> tuple[str, bool]:
    """Return the column to sort by and whether downwards; by number when it is none."""
    name = asked.removeprefix("-")
    return (name, asked.startswith("-")) if name in COLUMNS else ("number", False)
