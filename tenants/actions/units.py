"""Add, rename, move, merge and end the units of a tenant. Nothing is deleted."""

from collections.abc import Iterable
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants import audit
from tenants.access import require_organiser
from tenants.errors import Refused
from tenants.models import Member, Unit
from tenants.organisation.people import move_people
from tenants.organisation.rows import end, insert
from tenants.organisation.ties import people_in
from tenants.organisation.tree import branch, hold_all
from tenants.ties import Need, move_on, tied

MOST_NAMED: Final = 200


@transaction.atomic
def add_unit(
    *, code: str, name_zh: str, name_en: str, parent: Unit | None = None, by: Member | None
) -> Unit:
    """Add a unit; its code never changes and is never used again."""
    require_organiser(by)
    if parent is not None:
        parent = Unit.objects.hold(parent)
    unit = Unit(code=code, name_zh=name_zh, name_en=name_en, parent=parent)
    insert(unit)
    above = parent.code if parent else None
    audit.record("unit.added", unit, by=by, code=code, name=name_zh, parent=above)
    return unit


@transaction.atomic
def rename_unit(unit: Unit, *, name_zh: str, name_en: str, by: Member | None) -> None:
    """Give a unit other names; documents and people stay with it, issued papers keep the old."""
    require_organiser(by)
    unit = Unit.objects.hold(unit)
    changed = audit.changes(unit, {"name_zh": name_zh, "name_en": name_en})
    if not changed:
        return
    unit.name_zh, unit.name_en = name_zh, name_en
    unit.save(update_fields=["name_zh", "name_en"])
    audit.record("unit.renamed", unit, by=by, code=unit.code, changes=changed)


@transaction.atomic
def move_unit(unit: Unit, *, parent: Unit | None, by: Member | None) -> None:
    """Put a unit, with all below it, under another one or at the top."""
    require_organiser(by)
    units = hold_all()
    unit, parent = _of(units, unit), _of(units, parent) if parent else None
    if parent is not None and parent.pk in branch(units, unit):
        raise Refused(
            _("“%(parent)s” is below “%(unit)s”: a unit cannot stand under itself."),
            params={"parent": parent.name, "unit": unit.name},
        )
    if unit.parent_id == (parent.pk if parent else None):
        return
    codes = {one.pk: one.code for one in units}
    before = codes[unit.parent_id] if unit.parent_id else None
    after = parent.code if parent else None
    unit.parent = parent
    unit.save(update_fields=["parent"])
    audit.record("unit.moved", unit, by=by, code=unit.code, changes={"parent": [before, after]})


@transaction.atomic
def move_people_of(unit: Unit, *, to: Unit, by: Member | None) -> None:
    """Let everybody who holds a post in a unit hold the same in another one, from today."""
    require_organiser(by)
    units = hold_all()
    unit, to = _of(units, unit), _of(units, to)
    moved = _told(people_in(unit, by))
    move_people(unit, to)
    audit.record("unit.people_moved", unit, by=by, code=unit.code, to=to.code, **moved)


@transaction.atomic
def merge_unit(unit: Unit, *, into: Unit, by: Member | None) -> None:
    """End a unit and hand what hangs on it to another one; the past stays as it was."""
    require_organiser(by)
    units = hold_all()
    unit, into = _of(units, unit), _of(units, into)
    if into.pk in branch(units, unit):
        raise Refused(
            _("“%(into)s” is, or is below, the unit that would end. Move it out first."),
            params={"into": into.name},
        )
    moved = _told(tied(unit, None))
    move_on(unit, into)
    unit.ended_on, unit.merged_into = timezone.localdate(), into
    unit.save(update_fields=["ended_on", "merged_into"])
    audit.record("unit.merged", unit, by=by, code=unit.code, into=into.code, **moved)


@transaction.atomic
def end_unit(unit: Unit, *, by: Member | None) -> None:
    """End a unit on which nothing hangs any more."""
    require_organiser(by)
    unit = _of(hold_all(), unit)
    end(unit, by=by)
    audit.record("unit.ended", unit, by=by, code=unit.code)


def _of(units: list[Unit], unit: Unit) -> Unit:
    """Return the locked row; refused when the unit has ended meanwhile."""
    return next((one for one in units if one == unit), None) or Unit.objects.hold(unit)


def _told(needs: Iterable[Need]) -> dict[str, Any]:
    """Return how much moved, and the first of it by name: what every reader of the trail may know.

    What is told to no reader has no address either.
    """
    moved = list(needs)
    named = [need.sentence for need in moved if need.url]
    return {"moved": named[:MOST_NAMED], "moved_count": len(moved)}
