"""Paper copies: which sheet with which issue number is where, and what became of it."""

from __future__ import annotations

import datetime as dt
from typing import TypeAlias

from django.db import models
from django.db.models import Min, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from documents.models.document import Document
from documents.models.revision import Revision
from tenants.errors import IllegalMove
from tenants.models import Member, TenantOwned, TenantQuerySet, Unit
from tenants.scope import TenantForeignKey, UniqueInTenant


class State(models.TextChoices):
    ISSUED = "issued", pgettext_lazy("copy", "Issued")
    RECEIVED = "received", pgettext_lazy("copy", "Signed for")
    RECALLED = "recalled", pgettext_lazy("copy", "Taken back")
    DESTROYED = "destroyed", pgettext_lazy("copy", "Destroyed")
    KEPT = "kept", pgettext_lazy("copy", "Kept as void")
    LOST = "lost", pgettext_lazy("copy", "Lost")


OUT = (State.ISSUED, State.RECEIVED)
TEXTS = ("revision", "document__in_force")
ENDS = (State.RECALLED, State.DESTROYED, State.KEPT)


class PaperCopyQuerySet(TenantQuerySet["PaperCopy"]):
    def out(self) -> PaperCopyQuerySet:
        """Copies that somebody has, or is about to be handed."""
        return self.filter(state__in=OUT)

    def to_recall(self) -> PaperCopyQuerySet:
        """Copies that are out and hold no more."""
        return self.out().exclude(recall_since=None)

    def to_sign(self) -> PaperCopyQuerySet:
        """Copies whose receiver has yet to sign: of what holds, since nothing else is handed out.

        waiting_to_sign_for_copy() counts the same.
        """
        in_force = Q(revision__state=Revision.State.EFFECTIVE)
        return self.filter(in_force, state=State.ISSUED, recall_since=None)

    def call_in(self, on: dt.date) -> None:
        """Let these be taken back from a day on, as far as they are out: they hold no more."""
        self.out().filter(recall_since=None).update(recall_since=on)

    def holding_again(self, document: Document) -> None:
        """Let the copies hold again that a document had when it was withdrawn."""
        states = (Revision.State.APPROVED, Revision.State.EFFECTIVE)
        these = self.out().filter(document=document, revision__state__in=states)
        these.update(recall_since=None)

    def named(self) -> PaperCopyQuerySet:
        """Copies as lists show them."""
        people = ("unit", "member", "issued_by", "recorded_by", "settled_by")
        found = self.select_related("document__in_force", "document__owner", "revision", *people)
        long = (*(f"{name}__markdown" for name in TEXTS), *(f"{name}__manifest" for name in TEXTS))
        return found.defer(*long).fetch_mode(models.FETCH_RAISE)


class PaperCopy(TenantOwned):
    """One printed copy of a revision; its number is given once for each document."""

    State: TypeAlias = State  # noqa: UP040  (a class, not only a name for one)

    MOVES: dict[State, set[State]] = {
        State.ISSUED: {State.ISSUED, State.RECEIVED, State.LOST, *ENDS},
        State.RECEIVED: {State.ISSUED, State.LOST, *ENDS},  # issued: a damaged one printed anew
        State.RECALLED: {State.DESTROYED, State.KEPT},
        State.LOST: set(ENDS),  # it turned up
    }

    document = TenantForeignKey(Document, on_delete=models.PROTECT, related_name="paper_copies")
    revision = TenantForeignKey(Revision, on_delete=models.PROTECT, related_name="paper_copies")
    number = models.PositiveIntegerField(editable=False)
    unit = TenantForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    member = TenantForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    place = models.CharField(max_length=100, blank=True)  # a wall, a desk, a vehicle
    state = models.CharField(max_length=9, choices=State, default=State.ISSUED, editable=False)
    issued_by = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(default=timezone.now)
    key = models.UUIDField(editable=False)  # of the request that issued it, with others
    reprints = models.PositiveSmallIntegerField(default=0)  # as often as it was damaged
    # Who signed for it and when, as it stands on the sheet; written down by themselves or another.
    received_by = models.CharField(max_length=50, blank=True)
    received_on = models.DateField(null=True)
    recorded_by = TenantForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    recall_since = models.DateField(null=True)  # its text holds no more
    settled_on = models.DateField(null=True)  # taken back, destroyed, kept, or found to be lost
    settled_by = TenantForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    replaces = TenantForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    objects = PaperCopyQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            UniqueInTenant("document", "number", name="an_issue_number_is_given_once"),
            UniqueInTenant("replaces", name="a_copy_is_replaced_once"),
            models.CheckConstraint(
                condition=Q(member__isnull=False) | ~Q(place=""),
                name="a_copy_goes_to_somebody_or_somewhere",
            ),
            models.CheckConstraint(
                condition=~Q(state="received")
                | Q(received_on__isnull=False, recorded_by__isnull=False) & ~Q(received_by=""),
                name="who_signed_for_a_copy_has_a_name",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["issued", "received"])
                | Q(settled_on__isnull=False, settled_by__isnull=False),
                name="somebody_says_what_became_of_a_copy",
            ),
        )
        indexes = (
            models.Index(
                fields=["tenant", "document"],
                condition=Q(state__in=["issued", "received"]),
                name="paper_copy_out",
            ),
            models.Index(
                fields=["tenant", "member"],
                condition=Q(state__in=["issued", "received"]),
                name="paper_copy_of_member",
            ),
        )

    def __str__(self) -> str:
        return f"{self.document_id} {self.number}"

    @property
    def receiver(self) -> str:
        """Return who has it, or where it hangs."""
        person = self.member.name if self.member else ""
        return "、".join(part for part in (person, self.place) if part)

    def is_out(self) -> bool:
        return self.state in OUT

    def may_end(self) -> bool:
        """Tell whether something is still to be said of what became of it."""
        return not self.MOVES.get(State(self.state), set()).isdisjoint(ENDS)

    def is_to_recall(self) -> bool:
        return self.is_out() and self.recall_since is not None

    def holds(self) -> bool:
        """Tell whether one may work by this very copy today."""
        in_force = self.document.is_in_force() and self.document.in_force_id == self.revision_id
        return in_force and self.is_out() and self.recall_since is None

    def move(self, to: State, **facts: object) -> None:
        """Change state in one UPDATE, so that of two clicks only one wins.

        Raises IllegalMove when the table has no such move or someone else moved first.
        """
        old = State(self.state)
        if to not in self.MOVES.get(old, set()):
            raise IllegalMove(
                _("Copy No. %(number)s is “%(old)s” and cannot become “%(new)s”."),
                params={"number": self.number, "old": old.label, "new": to.label},
            )
        facts |= {"state": to}
        rows = PaperCopy.objects.filter(pk=self.pk, state=old, reprints=self.reprints)
        if not rows.update(**facts):
            raise IllegalMove(_("Someone else changed this copy first. Look at it again."))
        for name, value in facts.items():
            setattr(self, name, value)


def recalled_since() -> Subquery:
    """Return since when copies of a document hold no more, for a query of documents."""
    old = PaperCopy.objects.to_recall().filter(document=OuterRef("pk")).order_by()
    since = old.values("document").annotate(since=Min("recall_since")).values("since")
    return Subquery(since, output_field=models.DateField())
