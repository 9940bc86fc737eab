"""Where a tenant's messages go besides people's mailboxes, and what each person wants where."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.models.base import TenantOwned
from tenants.models.member import Member
from tenants.models.notice import Delivery
from tenants.scope import TenantForeignKey, TenantQuerySet, UniqueInTenant, new_id

Channel = Delivery.Channel

ROBOTS = (Channel.WECOM_ROBOT, Channel.DINGTALK_ROBOT, Channel.FEISHU_ROBOT)
APPS = (Channel.WECOM_APP, Channel.DINGTALK_APP, Channel.FEISHU_APP)


class OutletQuerySet(TenantQuerySet["Outlet"]):
    def kept(self) -> OutletQuerySet:
        """Outlets nobody has taken away."""
        return self.filter(removed_at=None)

    def on(self) -> OutletQuerySet:
        return self.kept().filter(is_on=True)


class Outlet(TenantOwned):
    """A robot of a group, an app that writes to people, or a webhook; its secrets are sealed."""

    class People(models.TextChoices):
        STAFF_NUMBER = "staff_number", _("their staff number")
        EMAIL = "email", _("their e-mail address")

    channel = models.CharField(max_length=20, choices=Channel)
    name = models.CharField(_("shown as"), max_length=60)
    is_on = models.BooleanField(_("in use"), default=True)
    # Of a webhook its URL; of an app the name it has over there (corp id, app key, app id).
    address = models.CharField(max_length=500, blank=True)
    agent = models.CharField(_("agent id"), max_length=40, blank=True)
    people_by = models.CharField(
        _("people are known there by"), max_length=20, choices=People, default=People.STAFF_NUMBER
    )
    tells_titles = models.BooleanField(_("titles of documents are told"), default=False)
    events = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    secret = models.BinaryField(default=bytes, editable=False)
    # Of a robot what it signs with; of a webhook the secret of before, until that day.
    second_secret = models.BinaryField(default=bytes, editable=False)
    second_until = models.DateTimeField(null=True, editable=False)
    position = models.BigIntegerField(default=0, editable=False)  # in the audit trail
    failing_since = models.DateTimeField(null=True, editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)

    objects = OutletQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("channel", "name", "id")
        constraints = (
            UniqueInTenant(
                "channel",
                condition=models.Q(channel__in=APPS, removed_at=None),
                name="one_app_of_each_kind",
            ),
            UniqueInTenant(
                "name",
                condition=models.Q(removed_at=None),
                name="outlets_have_different_names",
                violation_error_message=_("Another one has this name already."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def is_app(self) -> bool:
        return self.channel in APPS

    def is_robot(self) -> bool:
        return self.channel in ROBOTS

    def is_webhook(self) -> bool:
        return self.channel == Channel.WEBHOOK

    def knows(self, member: Member) -> str:
        """Return by what an app knows this person; "" when it cannot."""
        if self.people_by == self.People.EMAIL:
            return member.user.email or ""
        return member.staff_number


class Preference(TenantOwned):
    """Whether a kind of notice comes by a channel: as a person wants it, or a tenant for all."""

    member = TenantForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=20, choices=Channel)
    is_on = models.BooleanField()

    objects = TenantQuerySet["Preference"].as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "member", "kind", "channel"],
                nulls_distinct=False,
                name="one_wish_for_each_kind_and_channel",
            ),
        )


class DeadAddress(models.Model):
    """An address that no mail reaches, whichever tenant writes; gone when it works again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(unique=True)
    since = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=300)

    def __str__(self) -> str:
        return self.email
