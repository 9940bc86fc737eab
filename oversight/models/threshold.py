"""From which figure on the city watches an indicator, from which it is alarmed; with its past."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from oversight.models.indicator import IndicatorName
from tenants.models import Member, TenantOwned, TenantQuerySet
from tenants.scope import AppendOnly, TenantForeignKey


class Threshold(TenantOwned):
    """Bounds of an indicator from a day on; a row of the city's, and never changed."""

    indicator = models.CharField(_("indicator"), max_length=40, choices=IndicatorName)
    good = models.DecimalField(_("good up to"), max_digits=6, decimal_places=1)
    watch = models.DecimalField(_("watch from"), max_digits=6, decimal_places=1)
    alert = models.DecimalField(_("alert from"), max_digits=6, decimal_places=1)
    holds_from = models.DateField(_("holds from"))
    reason = models.CharField(_("reason"), max_length=300)
    set_by = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)

    objects = TenantQuerySet["Threshold"].as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("-holds_from", "-set_at", "-id")
        constraints = (
            models.CheckConstraint(condition=~models.Q(reason=""), name="a_threshold_has_a_reason"),
            AppendOnly(name="thresholds_are_append_only"),
        )

    def __str__(self) -> str:
        return f"{self.indicator} {self.holds_from}"
