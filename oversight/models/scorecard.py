"""Scorecards: a tenant's indicators on a day, computed inside it and read by the city."""

from __future__ import annotations

from django.db import models

from tenants.models import Tenant
from tenants.scope import new_id


class ScorecardQuerySet(models.QuerySet["Scorecard"]):
    def newest(self) -> ScorecardQuerySet:
        """The newest scorecard of each tenant."""
        return self.order_by("tenant_id", "-day").distinct("tenant_id")


class Scorecard(models.Model):
    """Counts only: no title, no name, no text leaves the tenant."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="scorecards")
    day = models.DateField()
    measured_at = models.DateTimeField(auto_now=True)
    documents = models.PositiveIntegerField(default=0)  # in force
    reviews_overdue = models.PositiveIntegerField(default=0)
    expired = models.PositiveIntegerField(default=0)  # in force although their validity is over
    approvals_open = models.PositiveIntegerField(default=0)
    approvals_overdue = models.PositiveIntegerField(default=0)
    late_for_city = models.PositiveIntegerField(default=0)  # so late that the city hears of it
    acknowledgements_required = models.PositiveIntegerField(default=0)
    acknowledgements_done = models.PositiveIntegerField(default=0)

    objects = ScorecardQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["tenant", "day"], name="one_scorecard_a_day"),
        )

    def __str__(self) -> str:
        return f"{self.tenant_id} {self.day}"

    def acknowledged_percent(self) -> int | None:
        """Return the share of required acknowledgements that were given; None without any."""
        if not self.acknowledgements_required:
            return None
        return 100 * self.acknowledgements_done // self.acknowledgements_required
