"""What the filters of the register offer to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import IntegerField, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from documents.models import Document, DocumentType, Folder, Revision, SavedView
from documents.register.columns import ByWord
from tenants.filters import Filter
from tenants.models import Member, Unit
from tenants.models.unit import Named

STATES: Final = (
    *(Revision.State.EFFECTIVE, Revision.State.DRAFT, Revision.State.IN_REVIEW),
    *(Revision.State.APPROVED, Document.State.WITHDRAWN, Document.State.RETIRED),
)

_TYPE, _UNIT, _KEPT = range(3)

type Choices = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Furniture:
    """Types by level, units by code, and what the member keeps of the register by name."""

    types: list[Named]
    units: list[Named]
    kept: list[SavedView]

    @classmethod
    def of(cls, member: Member) -> Furniture:
        """Ask for all of it in one statement, since every page of the register needs it."""
        types: list[Named] = []
        units: list[Named] = []
        kept: list[SavedView] = []
        for sort, _level, code, zh, en in sorted(_asked(member)):
            if sort == _KEPT:
                kept.append(SavedView(pk=UUID(code), member=member, name=zh, query=en))
            else:
                (types if sort == _TYPE else units).append(Unit(code=code, name_zh=zh, name_en=en))
        return cls(types, units, sorted(kept, key=lambda view: view.name))


def _asked(member: Member) -> QuerySet[Any, tuple[int, int, str, str, str]]:
    def sort(number: int) -> Value:
        return Value(number, IntegerField())

    names = ("name_zh", "name_en")
    types = DocumentType.objects.order_by().annotate(sort=sort(_TYPE))
    units = Unit.objects.active().order_by().annotate(sort=sort(_UNIT), level=Value(0))
    own = SavedView.objects.filter(member=member).order_by()
    kept = own.annotate(sort=sort(_KEPT), level=Value(0), code=Cast("pk", TextField()))
    return types.values_list("sort", "level", "code", *names).union(
        units.values_list("sort", "level", "code", *names),
        kept.values_list("sort", "level", "code", "name", "query"),
        all=True,
    )


def usual(wanted: Mapping[str, str], furniture: Furniture) -> list[Filter]:
    """Return what is chosen from often: state, type and unit."""
    types, units = furniture.types, furniture.units
    choices = (
        ("state", _("Status"), [(state.value, str(state.label)) for state in STATES]),
        ("type", _("Type"), [(each.code, f"{each.code} {each.name}") for each in types]),
        ("unit", _("Owning unit"), [(each.code, each.name) for each in units]),
    )
    return [Filter(name, label, rows, wanted.get(name, "")) for name, label, rows in choices]


def rarer(member: Member, wanted: Mapping[str, str]) -> list[Filter]:
    """Return what is chosen from now and then: level, folder, owner of what the member sees."""
    visible = Document.objects.visible_to(member).order_by()
    levels = DocumentType.objects.order_by("level").values_list("level", flat=True).distinct()
    owners = Member.objects.filter(pk__in=visible.values("owner")).order_by(ByWord("name"))
    choices: tuple[tuple[str, str, Choices], ...] = (
        ("level", _("Level"), [(str(n), _("Level %(n)s") % {"n": n}) for n in levels]),
        (
            "folder",
            _("Folder"),
            [(each.code, each.name) for each in Folder.objects.order_by("code")],
        ),
        ("owner", _("Owner"), [(str(pk), name) for pk, name in owners.values_list("pk", "name")]),
    )
    return [Filter(name, label, rows, wanted.get(name, "")) for name, label, rows in choices]
