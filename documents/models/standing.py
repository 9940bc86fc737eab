"""What new staff of a tenant always have to read, beside what each document says."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.models.document import Document
from tenants.models import Member, TenantOwned, TenantQuerySet
from tenants.scope import MayDelete, TenantForeignKey, UniqueInTenant


class StandingRuleQuerySet(TenantQuerySet["StandingRule"]):
    def running(self) -> StandingRuleQuerySet:
        """Rules that nobody has ended."""
        return self.filter(ended_on=None)


class StandingRule(TenantOwned):
    """New staff read all of a level, of their unit or of all, or what is on a list."""

    class Kind(models.TextChoices):
        LEVEL = "level", _("All documents of a level")
        LIST = "list", _("An onboarding list")

    name = models.CharField(_("name of the rule"), max_length=100)
    kind = models.CharField(_("what they read"), max_length=5, choices=Kind)
    level = models.PositiveSmallIntegerField(_("level"), null=True)
    of_own_unit = models.BooleanField(_("of their own unit only"), default=True)
    within_days = models.PositiveSmallIntegerField(
        _("days to acknowledge"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )
    starts_on = models.DateField(default=timezone.localdate)  # for whoever joins then or later
    ended_on = models.DateField(null=True, editable=False)  # the first day it is no more
    made_by = TenantForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")

    objects = StandingRuleQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("name", "id")
        constraints = (
            UniqueInTenant(
                "name",
                condition=Q(ended_on=None),
                name="standing_rule_name_is_unique",
                violation_error_message=_("There is a rule of this name already."),
            ),
            models.CheckConstraint(
                condition=Q(kind="level", level__isnull=False) | Q(kind="list", level__isnull=True),
                name="a_standing_rule_says_what_is_read",
            ),
        )

    def __str__(self) -> str:
        return self.name


class StandingDocument(TenantOwned):
    """A document on an onboarding list."""

    rule = TenantForeignKey(StandingRule, on_delete=models.PROTECT, related_name="documents")
    document = TenantForeignKey(Document, on_delete=models.PROTECT, related_name="+")

    objects = TenantQuerySet["StandingDocument"].as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            UniqueInTenant("rule", "document", name="once_on_an_onboarding_list"),
            MayDelete(name="onboarding_lists_may_change"),
        )
