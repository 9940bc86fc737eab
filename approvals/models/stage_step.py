"""What a stage asks of one person, in whatever goes along a route: a round, a circulation."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext as _

from approvals.models.delegation import in_place_of
from approvals.models.route import StageTerms
from documents.models.sight import AnyOf
from tenants.errors import IllegalMove
from tenants.models import Member, TenantOwned, TenantQuerySet
from tenants.scope import TenantForeignKey, change


class StageStepQuerySet[S: StageStep](TenantQuerySet[S]):
    def open(self) -> Self:
        """Steps that wait for their person now."""
        return self.filter(state="open")

    def pending(self) -> Self:
        """Steps that somebody still answers for: open, or in a stage that has not begun."""
        return self.filter(state__in=("waiting", "open"))

    def counting(self) -> Self:
        """Steps that weigh: nobody was let off, or put somebody else there."""
        return self.exclude(state__in=self.model.GONE)


class StageStep(StageTerms):
    """One person's part in a stage, which is copied, not linked; its states are of each kind."""

    MOVES: ClassVar[Mapping[Any, Collection[Any]]]
    GONE: ClassVar[Collection[str]]  # states in which it weighs nothing
    state: models.CharField[Any, str]
    member: TenantForeignKey

    stage = models.PositiveSmallIntegerField()
    due_on = models.DateField(null=True)  # known when the stage starts
    decided_at = models.DateTimeField(null=True)
    deputy = TenantForeignKey(  # who decided it in the member's place
        Member, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta(TenantOwned.Meta):
        abstract = True

    def names(self) -> str:
        """Return who decides or has decided: the member, or deputy and member."""
        mine: str = self.member.name
        return in_place_of(self.deputy.name, mine) if self.deputy else mine

    def move(self, to: str, **facts: object) -> None:
        """Change state in one UPDATE, so that of two clicks only one wins."""
        self.move_all([self], to, **facts)

    @classmethod
    def move_all(cls, steps: Collection[Self], to: str, **facts: object) -> None:
        """Change the state of several as one: all of them in one UPDATE, or none."""
        if any(to not in cls.MOVES.get(step.state, ()) for step in steps):
            raise IllegalMove(_("You have decided this already, or it is no longer required."))
        facts = {"state": to, **facts}
        if not cls._change_all(steps, facts):
            raise IllegalMove(_("This step was decided meanwhile. Look at it again."))
        for step in steps:
            for name, value in facts.items():
                setattr(step, name, value)

    @classmethod
    def _change_all(cls, steps: Collection[Self], facts: Mapping[str, object]) -> bool:
        if len(steps) == 1:
            return all(change(step, {"state": step.state}, facts) for step in steps)
        rows = cls._default_manager.filter(AnyOf("pk", [step.pk for step in steps]))
        as_known = rows.filter(state__in={step.state for step in steps})
        return as_known.update(**facts) == len(steps)
