"""Load the state's calendar of a year, and say where a tenant's own days differ from it."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants import audit
from tenants.calendar import working_days
from tenants.calendar.files import read_year
from tenants.errors import Refused
from tenants.models import CalendarYear, LocalDay, Member

FIELDS = ("source", "holidays", "workdays", "names", "sha256")


@transaction.atomic
def load_year(year: int, data: bytes, *, by: Member | None) -> bool:
    """Make the file the calendar of the year, whole; False when it is that already.

    Runs in the scope of the city, whose audit trail keeps it. Due dates that stand do not move.
    """
    if by is not None and not by.can("city.calendar"):
        raise Refused(_("Your role does not change this."))
    new = read_year(year, data)
    old = CalendarYear.objects.select_for_update().filter(pk=year).first()
    facts = {name: getattr(new, name) for name in FIELDS}
    before = old or CalendarYear(year=year, source="", holidays=[], workdays=[])
    changes = {
        name: [_told(getattr(before, name)), _told(facts[name])]
        for name in ("source", "holidays", "workdays")
        if getattr(before, name) != facts[name]
    }
    if old is not None and old.sha256 == new.sha256:
        return False
    CalendarYear.objects.update_or_create(pk=year, defaults=facts | {"loaded_at": timezone.now()})
    audit.record("calendar.loaded", new, by=by, sha256=new.sha256, changes=changes)
    return True


def _told(value: str | list[dt.date]) -> str | list[str]:
    return value if isinstance(value, str) else [day.isoformat() for day in value]


@transaction.atomic
def add_local_day(day: dt.date, *, is_worked: bool, reason: str, by: Member) -> LocalDay:
    """Say that this tenant works, or does not, on a day; due dates that stand do not move."""
    _check(day, by)
    if working_days().has(day) == is_worked:
        said = _("%(day)s is worked anyway.") if is_worked else _("%(day)s is a day off anyway.")
        raise Refused(said, params={"day": day})
    facts = {"is_worked": is_worked, "reason": reason, "made_by": by}
    local, is_new = LocalDay.objects.get_or_create(day=day, defaults=facts)
    if not is_new:
        raise Refused(_("There is a day of your own on %(day)s already."), params={"day": day})
    audit.record(
        "local_day.added",
        local,
        by=by,
        day=day,
        changes={"is_worked": [not is_worked, is_worked]},
        reason=reason,
    )
    return local


@transaction.atomic
def remove_local_day(local: LocalDay, *, by: Member) -> None:
    """Let a day go by the state's calendar again."""
    _check(local.day, by)
    if LocalDay.objects.locked().one_or_none(pk=local.pk) is None:
        return  # somebody was faster
    changes = {"is_worked": [local.is_worked, not local.is_worked]}
    facts = {"day": local.day.isoformat(), "reason": local.reason}
    audit.record("local_day.removed", local, by=by, changes=changes, **facts)
    local.delete()


def _check(day: dt.date, by: Member) -> None:
    if not by.can("settings.organisation"):
        raise Refused(_("Your role does not change this."))
    if day < timezone.localdate():
        raise Refused(_("%(day)s is past: what was counted by it stays."), params={"day": day})
