"""How editions of a standard differ, and which clauses a tenant has found not applicable."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from documents.models import Clause
from documents.models.standard import in_language
from tenants.errors import IllegalMove
from tenants.models import Member, TenantOwned, TenantQuerySet
from tenants.scope import TenantForeignKey, UniqueInTenant, new_id


class Crosswalk(models.Model):
    """Where a clause of one edition is in another, and what a document has to show for it."""

    class Kind(models.TextChoices):
        SAME = "same", _("same")
        MOVED = "moved", _("moved")
        WIDENED = "widened", _("widened")
        NEW = "new", _("new")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    before = models.ForeignKey(
        Clause, on_delete=models.PROTECT, null=True, related_name="continued_by"
    )
    after = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="continues")
    kind = models.CharField(_("kind of change"), max_length=7, choices=Kind)
    shows_zh = models.CharField(_("what to show, in Chinese"), max_length=200, blank=True)
    shows_en = models.CharField(_("what to show, in English"), max_length=300, blank=True)
    edited = models.BooleanField(default=False)  # by the quality office; files leave it alone

    class Meta:
        ordering = ("after__position", "before__position")
        constraints = (
            models.UniqueConstraint(
                fields=["before", "after"], name="editions_are_compared_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(before__isnull=False) | Q(kind="new"),
                name="only_what_is_new_continues_nothing",
            ),
        )

    def __str__(self) -> str:
        return f"{self.before_id and self.before} → {self.after}"

    @property
    def shows(self) -> str:
        return in_language(self.shows_zh, self.shows_en)

    def carries_over(self) -> bool:
        """Tell whether what was for the older clause is for this one without being looked at."""
        return self.kind in (self.Kind.SAME, self.Kind.MOVED)


class ClauseExclusionQuerySet(TenantQuerySet["ClauseExclusion"]):
    def approved(self) -> ClauseExclusionQuerySet:
        return self.filter(state=ClauseExclusion.State.APPROVED)

    def with_people(self) -> ClauseExclusionQuerySet:
        return self.select_related("clause__edition", "asked_by", "decided_by", "ended_by")


class ClauseExclusion(TenantOwned):
    """A clause that does not apply here 不适用: asked for with a reason, approved, ended later."""

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("exclusion", "Asked for")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Not approved")
        ENDED = "ended", _("Ended")

    MOVES = {
        State.ASKED: {State.APPROVED, State.REFUSED, State.ENDED},
        State.APPROVED: {State.ENDED},
    }
    STANDING = (State.ASKED, State.APPROVED)

    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=500)
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    asked_by = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()
    decided_by = TenantForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    decided_as = models.CharField(max_length=100, blank=True)  # the post, as it was called
    decided_on = models.DateField(null=True)
    remark = models.CharField(max_length=500, blank=True)  # why it was not approved
    ended_by = TenantForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    ended_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=500, blank=True)

    objects = ClauseExclusionQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("clause__position", "-asked_on", "-id")
        constraints = (
            UniqueInTenant(
                "clause",
                condition=Q(state__in=["asked", "approved"]),
                name="a_clause_is_excluded_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="nobody_approves_their_own_exclusion",
            ),
        )

    def __str__(self) -> str:
        return str(self.clause)

    def move(self, to: State, **facts: str | dt.date | Member) -> None:
        """Change state in one UPDATE, so that of two clicks only one wins."""
        old = self.State(self.state)
        if to not in self.MOVES.get(old, set()):
            raise IllegalMove(f"{old.label} → {to.label}")
        if not ClauseExclusion.objects.filter(pk=self.pk, state=old).update(state=to, **facts):
            raise IllegalMove(_("Someone else decided this first."))
        self.state = to
