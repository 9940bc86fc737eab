"""Which days are worked: the state's calendar by year, and a tenant's own days."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.models.base import TenantOwned
from tenants.models.member import Member
from tenants.scope import MayDelete, TenantForeignKey, TenantQuerySet, UniqueInTenant

# Files name the days in Chinese, as the State Council does.
HOLIDAYS: Final = {
    "元旦": _("New Year's Day"),
    "春节": _("Spring Festival"),
    "清明节": _("Tomb-Sweeping Day"),
    "劳动节": _("Labour Day"),
    "端午节": _("Dragon Boat Festival"),
    "中秋节": _("Mid-Autumn Festival"),
    "国庆节": _("National Day"),
}


class CalendarYear(models.Model):
    """Holidays and make-up working days of a year, as the State Council has announced them."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    source = models.CharField(max_length=200)
    holidays = ArrayField(models.DateField())
    workdays = ArrayField(models.DateField())
    names = ArrayField(models.CharField(max_length=50))  # of the holidays, then of the workdays
    sha256 = models.CharField(max_length=64)  # of the file they came from
    loaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-year",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(year__gte=2000, year__lte=2100),
                name="calendar_year_is_of_this_century",
            ),
        )

    def __str__(self) -> str:
        return str(self.year)

    @property
    def off(self) -> list[tuple[str, list[dt.date]]]:
        """Return each holiday in the reader's language, with its days."""
        days: dict[str, list[dt.date]] = {}
        for name, day in zip(self.names, self.holidays, strict=False):
            days.setdefault(str(HOLIDAYS.get(name, name)), []).append(day)
        return list(days.items())


class LocalDay(TenantOwned):
    """A day on which this tenant's people work otherwise than the state's calendar says."""

    day = models.DateField()
    is_worked = models.BooleanField()
    reason = models.CharField(max_length=100)
    made_by = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")

    objects = TenantQuerySet["LocalDay"].as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("day",)
        constraints = (
            UniqueInTenant("day", name="one_local_rule_per_day"),
            MayDelete(name="local_days_may_go"),
        )
