"""What a stage asks of one person, in whatever goes along a route: a round, a circulation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any, ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models import Count, Exists, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.models.delegation import Delegation, in_place_of
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

    def with_urges(self, on: dt.date | None = None) -> Self:
        """Steps with `urges`, how often somebody asked for haste, `urged_on`, when last, and
        whether the holder said that they are absent today: `is_away`."""
        given = self.model.URGES.objects.filter(step=OuterRef("pk"))
        given = given.order_by().values("step")
        count = Subquery(given.values(count=Count("pk")))
        absent = Delegation.objects.running(on).filter(delegator=OuterRef("member"), is_absent=True)
        return self.annotate(
            urges=Coalesce(count, 0),
            urged_on=Subquery(given.values(last=Max("on"))),
            is_away=Exists(absent),
        )


class StageStep(StageTerms):
    """One person's part in a stage, which is copied, not linked; its states are of each kind."""

    MOVES: ClassVar[Mapping[Any, Collection[Any]]]
    GONE: ClassVar[Collection[str]]  # states in which it weighs nothing
    URGES: ClassVar[type[Any]]  # of urges, each of one such step
    state: models.CharField[Any, str]
    member: TenantForeignKey
    member_id: UUID

    stage = models.PositiveSmallIntegerField()
    due_on = models.DateField(null=True)  # known when the stage starts
    decided_at = models.DateTimeField(null=True)
    deputy = TenantForeignKey(  # who decided it in the member's place
        Member, on_delete=models.PROTECT, null=True, related_name="+"
    )

    reader: Member | None = None  # for whom it was loaded

    class Meta(TenantOwned.Meta):
        abstract = True

    def names(self) -> str:
        """Return who decides or has decided: the member, or deputy and member."""
        mine: str = self.member.name
        return in_place_of(self.deputy.name, mine) if self.deputy else mine

    def is_late(self) -> bool:
        return self.due_on is not None and self.due_on < timezone.localdate()

    def is_holder_away(self) -> bool:
        """Tell whether the holder has left, or is absent today and said so."""
        if not self.member.is_active():
            return True
        known: bool | None = getattr(self, "is_away", None)
        absent = Delegation.objects.running().filter(delegator=self.member, is_absent=True)
        return absent.exists() if known is None else known

    def is_waited_for_by(self, person: Member) -> bool:
        """Tell whether this person waits for it, and may ask its holder for haste."""
        raise NotImplementedError

    def urges_given(self) -> int:
        """Return how often somebody asked its holder for haste, if with_urges() counted."""
        return getattr(self, "urges", 0)

    def is_urgeable(self) -> bool:
        """Tell whether the reader it was loaded for may ask its holder for haste today."""
        if self.reader is None or self.state != "open":
            return False
        last: dt.date | None = getattr(self, "urged_on", None)
        is_free = last is None or last < timezone.localdate()
        return is_free and self.is_waited_for_by(self.reader)

    def is_stuck(self) -> bool:
        """Tell whether the reader, a controller, may hand it on: its holder is away or late."""
        controls = self.reader is not None and self.reader.can("documents.control")
        return controls and self.state == "open" and self.may_be_freed()

    def may_be_freed(self) -> bool:
        """Tell whether a controller may hand it on without its holder."""
        return self.is_late() or self.is_holder_away()

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
