"""The reminder ledger and outbox: what a member is told, and how each message fared."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.constraints import UniqueInTenant
from tenants.fields import TenantForeignKey
from tenants.models.base import TenantOwned
from tenants.querysets import TenantQuerySet


class Digest(TenantOwned):
    """The one mail a member gets from a tenant on a day."""

    recipient = TenantForeignKey("tenants.Member", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    made_at = models.DateTimeField(auto_now_add=True)

    objects = TenantQuerySet["Digest"].as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (UniqueInTenant("recipient", "day", name="one_digest_a_day"),)


class Notice(TenantOwned):
    """Something a member is told once: unique by recipient, subject, kind, due date, milestone."""

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting to be sent")
        SENT = "sent", _("Sent")
        SKIPPED = "skipped", _("Overtaken by a newer reminder")

    recipient = TenantForeignKey(
        "tenants.Member", on_delete=models.PROTECT, related_name="notices"
    )
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)  # "document:<uuid>"
    due_on = models.DateField(null=True)
    milestone = models.SmallIntegerField(default=0)  # days before due; negative: after
    state = models.CharField(max_length=8, choices=State, default=State.PENDING)
    facts = models.JSONField(default=dict)  # what the words need; never more than the reader may see
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    digest = TenantForeignKey(Digest, on_delete=models.PROTECT, null=True, related_name="notices")

    objects = TenantQuerySet["Notice"].as_manager()

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
                condition=models.Q(state="pending"),
                name="notice_pending",
            ),
        )


class Delivery(TenantOwned):
    """How one digest fared on one channel, with its attempts."""

    class Channel(models.TextChoices):
        MAIL = "mail", _("E-mail")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DELIVERED = "delivered", _("Delivered")
        FAILED = "failed", _("Failed")

    digest = TenantForeignKey(Digest, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=8, choices=Channel)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    settled_at = models.DateTimeField(null=True)

    objects = TenantQuerySet["Delivery"].as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (UniqueInTenant("digest", "channel", name="one_delivery_per_channel"),)
