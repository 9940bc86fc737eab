"""Uploads on their way: what has arrived of a file that nobody has looked into yet."""

from __future__ import annotations

import datetime as dt
from typing import Final, TypeAlias

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenants.errors import IllegalMove
from tenants.models import Member, TenantOwned, TenantQuerySet
from tenants.scope import MayDelete, TenantForeignKey

UNFINISHED_FOR: Final = dt.timedelta(days=1)  # then nobody comes back to it


class State(models.TextChoices):
    ARRIVING = "arriving", gettext_lazy("Arriving")
    WAITING = "waiting", gettext_lazy("Waits for the virus scanner")
    TAKEN = "taken", gettext_lazy("Taken")
    REFUSED = "refused", gettext_lazy("Refused")
    GIVEN_UP = "given_up", gettext_lazy("Given up")


class UploadQuerySet(TenantQuerySet["Upload"]):
    def in_quarantine(self) -> UploadQuerySet:
        """Those whose bytes are kept: they count against the tenant's room."""
        return self.filter(state__in=[State.ARRIVING, State.WAITING])

    def waiting(self) -> UploadQuerySet:
        return self.filter(state=State.WAITING)

    def of_the_last_hour(self) -> UploadQuerySet:
        return self.filter(started_at__gt=timezone.now() - dt.timedelta(hours=1))

    def left_lying(self) -> UploadQuerySet:
        """Those that are over, or that nobody finished; what waits for the scanner is neither."""
        old = timezone.now() - UNFINISHED_FOR
        return self.filter(moved_at__lt=old).exclude(state=State.WAITING)


class Upload(TenantOwned):
    """A file in quarantine: who sends it, for which page, how much of it is here."""

    State: TypeAlias = State  # noqa: UP040  (a class, not only a name for one)
    MOVES = {
        State.ARRIVING: {State.WAITING, State.TAKEN, State.REFUSED, State.GIVEN_UP},
        State.WAITING: {State.TAKEN, State.REFUSED, State.GIVEN_UP},
    }

    member = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=300)  # the address of the form it is for
    revision = TenantForeignKey(
        "documents.Revision", on_delete=models.PROTECT, null=True, related_name="uploads"
    )
    name = models.CharField(max_length=200)
    stamp = models.CharField(max_length=40, blank=True)  # when the sender's file was last changed
    size = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State, default=State.ARRIVING)
    reason = models.CharField(max_length=500, blank=True)  # why it was refused
    started_at = models.DateTimeField(auto_now_add=True)
    moved_at = models.DateTimeField(auto_now=True)

    objects = UploadQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            models.CheckConstraint(
                condition=Q(received__lte=models.F("size")), name="no_more_arrives_than_was_told"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.WAITING) | Q(revision__isnull=False),
                name="what_waits_knows_its_draft",
            ),
            MayDelete(name="uploads_are_cleared"),
        )
        indexes = (
            models.Index(fields=["tenant", "member", "started_at"], name="uploads_of_a_member"),
        )

    def __str__(self) -> str:
        return self.name

    def is_whole(self) -> bool:
        return self.received == self.size

    def move(self, to: State, *, reason: str = "") -> None:
        """Change state in one UPDATE, so that of two visits only one takes the file."""
        old = State(self.state)
        if to not in self.MOVES.get(old, set()):
            raise IllegalMove(f"{old.label} → {to.label}")
        now = timezone.now()
        if not Upload.objects.filter(pk=self.pk, state=old).update(
            state=to, reason=reason[:500], revision=self.revision, moved_at=now
        ):
            raise IllegalMove(_("Someone else changed this upload first."))
        self.state, self.reason = to, reason
