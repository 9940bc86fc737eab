"""A reorganisation: several changes of units, planned, looked at, and performed as one act."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tenants.errors import IllegalMove
from tenants.models.base import TenantOwned
from tenants.models.member import Member
from tenants.models.unit import Unit
from tenants.scope import MayDelete, TenantForeignKey, TenantQuerySet, UniqueInTenant


class ReorganisationQuerySet(TenantQuerySet["Reorganisation"]):
    def due(self, on: dt.date) -> ReorganisationQuerySet:
        """Those whose day has come."""
        return self.filter(state=Reorganisation.State.SCHEDULED, on_day__lte=on)


class Reorganisation(TenantOwned):
    """A plan of steps; performed at once, or by the clock on its day."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Being planned")
        SCHEDULED = "scheduled", _("Waits for its day")
        DONE = "done", _("Performed")
        STOPPED = "stopped", _("Not performed on its day")
        DROPPED = "dropped", _("Given up")

    MOVES: dict[State, set[State]] = {
        State.DRAFT: {State.SCHEDULED, State.DONE, State.DROPPED},
        State.SCHEDULED: {State.DRAFT, State.DONE, State.STOPPED},
        State.STOPPED: {State.DRAFT},
    }

    name = models.CharField(_("name"), max_length=100)
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    on_day = models.DateField(null=True)
    refusal = models.TextField(blank=True)  # why the clock could not perform it
    made_by = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    objects = ReorganisationQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("-made_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=~Q(state="scheduled", on_day=None), name="a_scheduled_plan_has_its_day"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def steps_in_order(self) -> list[ReorganisationStep]:
        """Return the steps with their units."""
        return list(self.steps.select_related("unit__tenant", "to"))

    def move(self, to: Reorganisation.State, **facts: object) -> None:
        """Change state in one UPDATE, so that of two who perform it only one does."""
        old = Reorganisation.State(self.state)
        facts = {"state": to, **facts}
        rows = Reorganisation.objects.filter(pk=self.pk, state=old)
        if to not in self.MOVES.get(old, set()) or not rows.update(**facts):
            raise IllegalMove(_("This reorganisation has changed meanwhile. Look at it again."))
        for name, value in facts.items():
            setattr(self, name, value)


class ReorganisationStep(TenantOwned):
    """One change of a plan, in its order."""

    class Act(models.TextChoices):
        RENAME = "rename", _("Rename a unit")
        MOVE = "move", _("Move a unit under another one")
        PEOPLE = "people", _("Move the people of a unit to another one")
        MERGE = "merge", _("Merge a unit into another one")
        END = "end", _("End a unit")

    plan = TenantForeignKey(Reorganisation, on_delete=models.PROTECT, related_name="steps")
    position = models.PositiveSmallIntegerField()
    act = models.CharField(max_length=6, choices=Act)
    unit = TenantForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    to = TenantForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    name_zh = models.CharField(max_length=100, blank=True)
    name_en = models.CharField(max_length=100, blank=True)

    objects = TenantQuerySet["ReorganisationStep"].as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("position",)
        constraints = (
            UniqueInTenant("plan", "position", name="steps_of_a_plan_are_in_order"),
            models.CheckConstraint(
                condition=~Q(act__in=("people", "merge"), to=None)
                & ~Q(Q(name_zh="") | Q(name_en=""), act="rename"),
                name="a_step_says_all_it_needs",
            ),
            MayDelete(name="steps_of_a_draft_may_go"),
        )

    @property
    def sentence(self) -> str:
        """Say what the step does, in the reader's language."""
        words = {"unit": self.unit.name, "to": self.to.name if self.to else ""}
        match self.act:
            case self.Act.RENAME:
                words["to"] = f"{self.name_zh} / {self.name_en}"
                return gettext("Rename %(unit)s to %(to)s") % words
            case self.Act.MOVE if self.to is None:
                return gettext("Move %(unit)s to the top") % words
            case self.Act.MOVE:
                return gettext("Move %(unit)s under %(to)s") % words
            case self.Act.PEOPLE:
                return gettext("Move the people of %(unit)s to %(to)s") % words
            case self.Act.MERGE:
                return gettext("Merge %(unit)s into %(to)s") % words
        return gettext("End %(unit)s") % words
