"""The reminder ledger and outbox: what a member is told, and how each message fared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import ExpressionWrapper, F, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.models.base import TenantOwned
from tenants.scope import (
    CurrentTenant,
    TenantField,
    TenantForeignKey,
    TenantQuerySet,
    UniqueInTenant,
)

if TYPE_CHECKING:
    from tenants.models.outlet import Outlet


class Rung(models.IntegerChoices):
    """Where on the ladder somebody stands whom a reminder reaches."""

    OWNER = 0, _("Whose it is")
    CONTROLLER = 1, _("Document controllers")
    HEAD = 2, _("Head of unit")
    CITY = 3, _("City quality office")


def tenant_of_recipient() -> TenantField:
    """Say whose row it is; that there is such a tenant is checked with the recipient's key.

    These rows come by hundreds of thousands, and a second check of each is a sixth of the time.
    """
    return TenantField(
        "tenants.Tenant",
        models.PROTECT,
        db_default=CurrentTenant(),
        related_name="+",
        editable=False,
        db_index=False,
        db_constraint=False,
    )


class Digest(TenantOwned):
    """The one mail a member gets from a tenant on a day."""

    tenant = tenant_of_recipient()
    recipient = TenantForeignKey(
        "tenants.Member",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,  # as below: the index of a constraint begins with it
    )
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

    def reached_by(self, day: dt.date) -> NoticeQuerySet:
        """Leave out reminders whose own day is still to come: the clock was set back since."""
        since = ExpressionWrapper(Value(day) + F("milestone"), models.DateField())
        return self.exclude(~Q(milestone=0), due_on__gt=since)

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

    tenant = tenant_of_recipient()
    recipient = TenantForeignKey(
        "tenants.Member", on_delete=models.PROTECT, related_name="notices", db_index=False
    )
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

    def by_other_ways(self, ways: Collection[str]) -> DeliveryQuerySet:
        """Deliveries that go by none of these ways."""
        outlets = [UUID(way) for way in ways if way not in Delivery.Channel.values]
        rest = self.exclude(outlet__in=outlets) if outlets else self
        return rest.exclude(outlet=None, channel__in=ways) if ways else rest

    def lost(self) -> DeliveryQuerySet:
        """Deliveries that were given up, the newest first: the controller sees them."""
        failed = self.filter(state=Delivery.State.FAILED, channel=Delivery.Channel.MAIL)
        return failed.select_related("digest__recipient__user").order_by("-digest__day")


class Delivery(TenantOwned):
    """How one message to one recipient fared on one channel, with its attempts.

    Those of a lane (one recipient on one channel) go out one after another, by their turn.
    """

    class Channel(models.TextChoices):
        MAIL = "mail", _("E-mail")
        WECOM_APP = "wecom_app", _("WeCom message")
        DINGTALK_APP = "dingtalk_app", _("DingTalk message")
        FEISHU_APP = "feishu_app", _("Feishu message")
        WECOM_ROBOT = "wecom_robot", _("WeCom group robot")
        DINGTALK_ROBOT = "dingtalk_robot", _("DingTalk group robot")
        FEISHU_ROBOT = "feishu_robot", _("Feishu group robot")
        WEBHOOK = "webhook", _("Webhook")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DELIVERED = "delivered", _("Delivered")
        FAILED = "failed", _("Failed")
        NOT_NEEDED = "not_needed", _("Not needed")
        NOT_WANTED = "not_wanted", _("Switched off")
        NOWHERE = "nowhere", _("No address that works")
        BOUNCED = "bounced", _("Came back")

    class Why(models.TextChoices):
        """Why it did not arrive; what the other side said, word for word, is the error."""

        DOWN = "down", _("the other side does not answer as it should")
        LATER = "later", _("the other side does not take it now")
        BUSY = "busy", _("too many at once, the other side asks to wait")
        REFUSED = "refused", _("the other side refuses it")
        NOBODY = "nobody", _("nobody is known there by this address")
        OFF = "off", _("it was switched off")
        FAULT = "fault", _("it could not be written or sent")

    digest = TenantForeignKey(
        Digest, on_delete=models.PROTECT, null=True, related_name="deliveries", db_index=False
    )
    outlet = TenantForeignKey(
        "tenants.Outlet",
        on_delete=models.PROTECT,
        null=True,
        related_name="deliveries",
        db_index=False,
    )
    channel = models.CharField(max_length=20, choices=Channel)
    lane = models.CharField(max_length=60)  # "mail:<uuid of the member>"
    turn = models.BigIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)
    key = models.CharField(max_length=120, blank=True)  # what happened, once for each outlet
    facts = models.JSONField(default=dict)  # of what happened: ids and counts
    told = ArrayField(models.UUIDField(), default=list)  # the notices it showed
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    try_at = models.DateTimeField(default=timezone.now)  # not before; while claimed, the lease
    why = models.CharField(max_length=7, choices=Why, blank=True)
    error = models.CharField(max_length=300, blank=True)
    settled_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            UniqueInTenant("digest", "channel", name="one_delivery_per_channel"),
            UniqueInTenant("outlet", "key", name="an_outlet_is_told_once"),
        )
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

    def is_new(self) -> bool:
        """Tell whether nothing was tried yet."""
        return self.state == self.State.WAITING and not (self.why or self.error)

    def said(self) -> str:
        """Say why it did not arrive, with what the other side said of it."""
        return " · ".join(filter(None, (str(self.get_why_display()), self.error)))

    def is_test(self) -> bool:
        return bool(self.facts.get("test"))

    @property
    def way(self) -> str:
        """Return what is shut when nothing goes through: an outlet, or the mail server."""
        return str(self.outlet_id or self.channel)

    @classmethod
    def of_event(
        cls, outlet: Outlet, key: str, turn: int, facts: dict[str, object] | None = None
    ) -> Delivery:
        """Return what an outlet is told once, not saved."""
        lane = f"outlet:{outlet.pk}"
        return cls(
            outlet=outlet, channel=outlet.channel, key=key, lane=lane, turn=turn, facts=facts or {}
        )
