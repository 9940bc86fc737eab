"""The reminder ledger and outbox: what a member is told, and how each message fared."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.models.base import TenantOwned
from tenants.scope import TenantForeignKey, TenantQuerySet, UniqueInTenant


class Rung(models.IntegerChoices):
    """Where on the ladder somebody stands whom a reminder reaches."""

    OWNER = 0, _("Whose it is")
    CONTROLLER = 1, _("Document controllers")
    HEAD = 2, _("Head of unit")
    CITY = 3, _("City quality office")


class Digest(TenantOwned):
    """The one mail a member gets from a tenant on a day."""

    recipient = TenantForeignKey("tenants.Member", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    made_at = models.DateTimeField(auto_now_add=True)

    objects = TenantQuerySet["Digest"].as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (UniqueInTenant("recipient", "day", name="one_digest_a_day"),)


class NoticeQuerySet(TenantQuerySet["Notice"]):
    def told(self) -> NoticeQuerySet:
        """Notices the app shows: all but those a newer reminder overtook."""
        return self.exclude(state=Notice.State.SKIPPED)

    def unread(self) -> NoticeQuerySet:
        return self.told().filter(read_at=None)

    def for_mail(self) -> NoticeQuerySet:
        """Notices that wait for their recipient's next digest."""
        return self.filter(state=Notice.State.PENDING, digest=None)

    def newest(self) -> NoticeQuerySet:
        """Of several reminders of one thing, the newest only."""
        about = ("recipient_id", "kind", "subject")
        return self.order_by(*about, "-due_on", "milestone", "-id").distinct(*about)


class Notice(TenantOwned):
    """Something a member is told once: unique by recipient, subject, kind, due date, milestone."""

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting to be sent")
        SENT = "sent", _("Sent")
        SKIPPED = "skipped", _("Overtaken before it was sent")

    recipient = TenantForeignKey("tenants.Member", on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)  # "document:<uuid>"
    due_on = models.DateField(null=True)
    milestone = models.SmallIntegerField(default=0)  # days before due; negative: after
    rung = models.PositiveSmallIntegerField(default=Rung.OWNER, choices=Rung)
    state = models.CharField(max_length=8, choices=State, default=State.PENDING)
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)  # what the subject cannot say
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    digest = TenantForeignKey(Digest, on_delete=models.PROTECT, null=True, related_name="notices")

    objects = NoticeQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("-created_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "recipient", "subject", "kind", "due_on", "milestone"],
                nulls_distinct=False,
                name="a_member_is_told_once",
            ),
        )
        indexes = (
            models.Index(
                fields=["tenant", "recipient"],
                condition=models.Q(state="pending", digest=None),
                name="notice_for_mail",
            ),
            models.Index(
                fields=["tenant", "recipient", "kind", "subject"],
                condition=models.Q(read_at=None) & ~models.Q(state="skipped"),
                name="notice_unread",
            ),
        )

    @property
    def subject_id(self) -> UUID:
        return UUID(self.subject.partition(":")[2])


class DeliveryQuerySet(TenantQuerySet["Delivery"]):
    def waiting(self) -> DeliveryQuerySet:
        return self.filter(state=Delivery.State.WAITING)

    def due(self, now: dt.datetime) -> DeliveryQuerySet:
        """Deliveries to try now: the first of each lane, so that nothing overtakes."""
        earlier = Delivery.objects.waiting().filter(lane=models.OuterRef("lane"))
        earlier = earlier.filter(turn__lt=models.OuterRef("turn"))
        first = self.waiting().filter(~models.Exists(earlier), try_at__lte=now)
        return first.order_by("try_at", "id")

    def lost(self) -> DeliveryQuerySet:
        """Deliveries that were given up, the newest first: the controller sees them."""
        failed = self.filter(state=Delivery.State.FAILED)
        return failed.select_related("digest__recipient__user").order_by("-digest__day")


class Delivery(TenantOwned):
    """How one message to one recipient fared on one channel, with its attempts.

    Those of a lane (one recipient on one channel) go out one after another, by their turn.
    """

    class Channel(models.TextChoices):
        MAIL = "mail", _("E-mail")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DELIVERED = "delivered", _("Delivered")
        FAILED = "failed", _("Failed")
        NOT_NEEDED = "not_needed", _("Not needed")
        NOWHERE = "nowhere", _("No address that works")

    digest = TenantForeignKey(Digest, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=20, choices=Channel)
    lane = models.CharField(max_length=60)  # "mail:<uuid of the member>"
    turn = models.BigIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)
    told = ArrayField(models.UUIDField(), default=list)  # the notices it showed
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    try_at = models.DateTimeField(default=timezone.now)  # not before; while claimed, the lease
    error = models.CharField(max_length=300, blank=True)
    settled_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (UniqueInTenant("digest", "channel", name="one_delivery_per_channel"),)
        indexes = (
            models.Index(
                fields=["tenant", "try_at"],
                condition=models.Q(state="waiting"),
                name="delivery_waiting",
            ),
            models.Index(
                fields=["tenant", "lane", "turn"],
                condition=models.Q(state="waiting"),
                name="delivery_lane",
            ),
        )

    @classmethod
    def of_digest(cls, digest: Digest, channel: str) -> Delivery:
        """Return a delivery of this digest, not saved; that of an earlier day goes first."""
        lane = f"{channel}:{digest.recipient_id}"
        return cls(digest=digest, channel=channel, lane=lane, turn=digest.day.toordinal())
