"""A way in that works once: an invitation, or a new password handed over by the zone."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.models.base import TenantOwned
from tenants.scope import TenantForeignKey, TenantQuerySet, UniqueInTenant


class InvitationQuerySet(TenantQuerySet["Invitation"]):
    def open(self) -> InvitationQuerySet:
        """Neither used nor withdrawn; their time may be over."""
        return self.filter(used_at=None, withdrawn_at=None)

    def usable(self) -> InvitationQuerySet:
        return self.open().filter(expires_at__gt=timezone.now())


class Invitation(TenantOwned):
    """One way in for one member. Link and code are reckoned from its id, and kept nowhere."""

    class Purpose(models.TextChoices):
        INVITE = "invite", _("Invitation")
        RESET = "reset", _("New password")

    class State(models.TextChoices):
        OPEN = "open", _("Not used yet")
        USED = "used", _("Used")
        WITHDRAWN = "withdrawn", _("Taken back")
        OVER = "over", _("Time is over")

    member = TenantForeignKey(
        "tenants.Member", on_delete=models.PROTECT, related_name="invitations"
    )
    purpose = models.CharField(max_length=8, choices=Purpose, default=Purpose.INVITE)
    made_by = TenantForeignKey(
        "tenants.Member", on_delete=models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    sheet = models.UUIDField(null=True)  # what it was printed on, with others; None: not on paper
    mail_wanted = models.BooleanField(default=False)
    sent_count = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)  # why the last mail did not go
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("-made_at", "-id")
        constraints = (
            UniqueInTenant(
                "member",
                condition=models.Q(used_at=None, withdrawn_at=None),
                name="one_open_invitation_per_member",
            ),
        )
        indexes = (
            models.Index(fields=["tenant", "sheet"], name="invitation_sheet"),
            models.Index(
                fields=["tenant", "made_at"],
                condition=models.Q(mail_wanted=True),
                name="invitation_to_mail",
            ),
        )

    def state(self, now: dt.datetime | None = None) -> State:
        if self.used_at is not None:
            return self.State.USED
        if self.withdrawn_at is not None:
            return self.State.WITHDRAWN
        is_over = self.expires_at <= (now or timezone.now())
        return self.State.OVER if is_over else self.State.OPEN
