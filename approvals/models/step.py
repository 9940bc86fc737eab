"""Steps of a round: one person's duty each, from the route or put beside it by somebody."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import models
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, Subquery, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from approvals.models.delegation import Delegation, in_place_of
from approvals.models.functions import IsAmong
from approvals.models.round import Round
from approvals.models.route import Meaning
from approvals.models.stage_step import StageStep, StageStepQuerySet
from approvals.models.urge import Urge
from tenants.models import Member, TenantOwned
from tenants.scope import TenantForeignKey, UniqueInTenant


class StepQuerySet(StageStepQuerySet["Step"]):
    def first_in_package(self) -> StepQuerySet:
        """The first step of each person in a change package that decides: it stands for all."""
        deciding = self.exclude(meaning=Meaning.SEEN).filter(round__package__isnull=False)
        earlier = Step.objects.open().exclude(meaning=Meaning.SEEN)
        same = {name: OuterRef(name) for name in ("round__package", "member")}
        return deciding.filter(~Exists(earlier.filter(**same, pk__lt=OuterRef("pk"))))

    def decided_by(self, member: Member) -> StepQuerySet:
        """Steps this member has decided, in the own place or in another's."""
        mine = Q(member=member, deputy=None) | Q(deputy=member)
        return self.filter(mine, decided_at__isnull=False)

    def to_decide(self, member: Member, on: dt.date | None = None) -> StepQuerySet:
        """Open steps of this member, and of those whom the member stands in for."""
        return self.open().filter(Q(member=member) | stands_in(member, on))

    def with_deputies(self, on: dt.date | None = None) -> StepQuerySet:
        """Steps with `standing_in`: the name of the deputy who may decide an open one now."""
        may_take = Func(
            F("tenant_id"),
            OuterRef("pk"),
            F("deputy_id"),
            function="may_take_step",
            output_field=BooleanField(),
        )
        deputies = Delegation.objects.running(on).filter(may_take, delegator=OuterRef("member"))
        return self.annotate(standing_in=Subquery(deputies.values("deputy__name")[:1]))


def stands_in(member: Member, on: dt.date | None = None) -> Q:
    """Say of a step that this member may decide it in its holder's place."""
    return taken_by(decides_in(member), member.pk, on or timezone.localdate())


def decides_in(member: Member) -> UUID | None:
    """Return the tenant in which this member may decide, if any."""
    return member.tenant_id if member.can("approvals.decide") else None


def taken_by(tenant: UUID | None, member: UUID, day: dt.date) -> Q:
    """Say the same of somebody who may decide in this tenant, or in none."""
    if tenant is None:
        return Q(Value(False, output_field=BooleanField()))  # noqa: FBT003
    return Q(IsAmong("pk", "step_id", "stood_in_for", [tenant, member, day]))


class Step(StageStep):
    """What one person has to decide in one stage of a round.

    Somebody who has a step may add a signer before or after themselves (`added_to`), or hand it on
    (`handed_from`); who is only informed of a round stands beside its stages (`BESIDE`).
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Not yet")
        OPEN = "open", _("To decide")
        SIGNED = "signed", _("Signed")
        SEEN = "seen", pgettext_lazy("step", "Seen")
        RETURNED = "returned", _("Returned")
        REJECTED = "rejected", _("Rejected")
        NOT_REQUIRED = "not_required", _("No longer required")
        HANDED_ON = "handed_on", pgettext_lazy("step", "Handed on")
        TAKEN_BACK = "taken_back", _("Addition taken back")

    class Place(models.TextChoices):
        BEFORE = "before", _("Before me")
        AFTER = "after", _("After me")

    MOVES = {
        State.WAITING: {State.OPEN, State.NOT_REQUIRED, State.TAKEN_BACK, State.HANDED_ON},
        State.OPEN: {
            *(State.SIGNED, State.SEEN, State.RETURNED, State.REJECTED, State.NOT_REQUIRED),
            State.WAITING,  # for a signer added before
            *(State.HANDED_ON, State.TAKEN_BACK),
        },
    }
    URGES = Urge
    GONE = (State.NOT_REQUIRED, State.HANDED_ON, State.TAKEN_BACK)
    REPLACED = (State.HANDED_ON, State.TAKEN_BACK)  # the person may be asked again
    BESIDE = 0  # the stage of those who are informed: none of the route

    round = TenantForeignKey(Round, on_delete=models.PROTECT, related_name="steps")
    member = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    comment = models.TextField(blank=True)
    key = models.UUIDField(null=True)  # of the request that decided: same key, same answer
    added_to = TenantForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="additions"
    )
    place = models.CharField(max_length=6, choices=Place, blank=True)
    handed_from = TenantForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    given_by = TenantForeignKey(  # who added, handed on, or informs; None: the route
        Member, on_delete=models.PROTECT, null=True, related_name="+"
    )
    why = models.TextField(blank=True)

    objects = StepQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("stage", "id")
        constraints = (
            UniqueInTenant(
                *("round", "stage", "member"),
                condition=~Q(state__in=("handed_on", "taken_back")),
                name="one_step_per_person_and_stage",
            ),
            UniqueInTenant("handed_from", name="a_step_is_handed_on_once"),
            models.CheckConstraint(
                condition=Q(added_to__isnull=True, place="")
                | Q(added_to__isnull=False, place__in=("before", "after")),
                name="an_added_step_has_a_place",
            ),
            models.CheckConstraint(
                condition=Q(added_to__isnull=True, handed_from__isnull=True)
                | Q(given_by__isnull=False) & ~Q(why=""),
                name="somebody_says_why_another_decides",
            ),
            UniqueInTenant("key", name="step_key_is_unique"),
        )
        indexes = (
            models.Index(
                fields=["tenant", "member", "due_on"],
                condition=models.Q(state="open"),
                name="step_inbox",
            ),
        )

    @property
    def was_asked(self) -> bool:
        """Tell whether the person has been told of it, though it may wait for another by now."""
        return self.due_on is not None

    def is_waited_for_by(self, person: Member) -> bool:
        """Tell whether this person waits for it: author, submitter, owner or controller."""
        revision = self.round.revision
        waiting = (self.round.started_by_id, revision.prepared_by_id, revision.document.owner_id)
        waits = person.pk in waiting or person.can("documents.control")
        return waits and self.member_id != person.pk

    def state_words(self) -> str:
        """Return its state in words; of one that waits for who was added before it, just that."""
        if self.state == Step.State.WAITING and self.was_asked:
            return str(_("Waits for the added signer"))
        return str(Step.State(self.state).label)

    def names(self) -> str:
        """Return who decides or has decided; of an open one also who may in the member's place."""
        deputy = self.deputy_now() if self.state == Step.State.OPEN else ""
        return in_place_of(deputy, self.member.name) if deputy else super().names()

    def deputy_now(self) -> str:
        """Return who may decide it now in the member's place, if with_deputies() asked."""
        return getattr(self, "standing_in", None) or ""

    def is_stood_in(self) -> bool:
        """Tell whether the reader it was loaded for may decide it in the member's place."""
        return getattr(self, "by_reader", False)

    def names_beside(self, reader: Member) -> str:
        """Return the names where they are more than the reader's own; else nothing."""
        names = self.names()
        return "" if names == reader.name else names

    def give_to(self, person: Member, *, by: Member, why: str) -> Step:
        """Put a step of this person in its place, with all that was added to it.

        It stays: whom the route asked was sealed when the round began.
        """
        state = self.state
        self.move(Step.State.HANDED_ON, decided_at=timezone.now())
        new = Step.objects.create(
            round=self.round,
            stage=self.stage,
            member=person,
            state=state,
            due_on=self.due_on,
            handed_from=self,
            given_by=by,
            why=why,
            added_to=self.added_to,
            place=self.place,
            **self.terms(),
        )
        self.additions.update(added_to=new)
        return new

    def take_over(self, now: Step) -> None:
        """Be as the row is by now; what it points at is read anew, too."""
        for field in self._meta.concrete_fields:
            setattr(self, field.attname, getattr(now, field.attname))
            if isinstance(field, models.ForeignKey) and field.is_cached(self):
                field.delete_cached_value(self)
