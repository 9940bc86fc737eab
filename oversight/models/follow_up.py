"""Follow-ups 督办: what the city asks a tenant, and what the tenant replies."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from oversight.models.indicator import IndicatorName
from tenants.errors import IllegalMove
from tenants.models import Tenant
from tenants.scope import new_id


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def of(self, tenant_id: UUID) -> FollowUpQuerySet:
        """What this tenant was asked: a neighbour's is never in it."""
        return self.filter(tenant=tenant_id)

    def waiting(self) -> FollowUpQuerySet:
        return self.filter(state=FollowUp.State.WAITING)

    def open(self) -> FollowUpQuerySet:
        return self.exclude(state=FollowUp.State.CLOSED)

    def listed(self) -> FollowUpQuerySet:
        """With the tenant, those that wait first, by their due day; the closed ones last."""
        order = models.Case(
            models.When(state=FollowUp.State.WAITING, then=0),
            models.When(state=FollowUp.State.REPLIED, then=1),
            default=2,
        )
        rows = self.select_related("tenant").order_by(order, "due_on", "-number")
        return rows.fetch_mode(models.FETCH_RAISE)


class FollowUp(models.Model):
    """One matter between the city and a tenant; what both said stands in its entries."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("follow-up", "Awaiting reply")
        REPLIED = "replied", pgettext_lazy("follow-up", "Replied")
        CLOSED = "closed", pgettext_lazy("follow-up", "Closed")

    MOVES = {
        State.WAITING: {State.REPLIED, State.CLOSED},
        State.REPLIED: {State.WAITING, State.CLOSED},
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="follow_ups")
    number = models.PositiveIntegerField()  # 1, 2 … of this tenant
    indicator = models.CharField(gettext_lazy("indicator"), max_length=40, choices=IndicatorName)
    figure = models.CharField(max_length=20, blank=True)  # as it stood when this was issued
    due_on = models.DateField(gettext_lazy("reply by"))
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    issued_at = models.DateTimeField(default=timezone.now)
    key = models.UUIDField(unique=True)  # of the request that issued it: same key, same follow-up

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["tenant", "number"], name="follow_ups_count_up"),
            models.UniqueConstraint(
                fields=["tenant", "indicator"],
                condition=~Q(state="closed"),
                name="one_open_follow_up_about_an_indicator",
            ),
        )
        indexes = (
            models.Index(fields=["due_on"], condition=Q(state="waiting"), name="follow_ups_due"),
        )

    def __str__(self) -> str:
        return f"{self.tenant_id} {self.number}"

    def move(self, to: State, **facts: dt.date) -> None:
        """Change state in one UPDATE, so that of two clicks only one wins."""
        old = self.State(self.state)
        if to not in self.MOVES.get(old, set()):
            raise IllegalMove(
                _("A follow-up that is “%(old)s” cannot become “%(new)s”.")
                % {"old": old.label, "new": to.label}
            )
        if not FollowUp.objects.filter(pk=self.pk, state=old).update(state=to, **facts):
            raise IllegalMove(_("Someone else dealt with this follow-up first."))
        self.state = to

    def is_late(self, today: dt.date) -> bool:
        """Tell whether the reply should have been there by now."""
        return self.state == self.State.WAITING and self.due_on < today


class FollowUpEntry(models.Model):
    """What one side said, word for word; written once."""

    class Kind(models.TextChoices):
        ISSUED = "issued", pgettext_lazy("follow-up", "Issued")
        REPLIED = "replied", pgettext_lazy("follow-up", "Replied")
        SENT_BACK = "sent_back", pgettext_lazy("follow-up", "Sent back")
        CLOSED = "closed", pgettext_lazy("follow-up", "Closed")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="entries")
    n = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=9, choices=Kind)
    words = models.TextField(max_length=2000)
    due_on = models.DateField(null=True)  # the day that was set with it
    # A member of the side that spoke. The other side cannot look the name up, and is not told it.
    by = models.UUIDField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("n",)
        constraints = (
            models.UniqueConstraint(fields=["follow_up", "n"], name="entries_count_up"),
            models.CheckConstraint(condition=~Q(words=""), name="an_entry_says_something"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.n}"
