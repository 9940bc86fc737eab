"""Who has to read a document, who was asked to read a revision, and how far that is."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from documents.models.document import Document
from documents.models.revision import Revision
from tenants.models import TenantOwned, TenantQuerySet, Unit
from tenants.scope import MayDelete, TenantForeignKey, UniqueInTenant


class Scope(models.TextChoices):
    EVERYBODY = "everybody", _("Everybody")
    UNIT = "unit", _("Unit")


UNIT_WHEN_SCOPE_IS_UNIT = Q(scope="unit", unit__isnull=False) | Q(
    scope="everybody", unit__isnull=True
)


class AudienceRule(TenantOwned):
    """The audience of a document: everybody, or a unit. Rules apply to the next revisions."""

    Scope = Scope

    document = TenantForeignKey(Document, on_delete=models.PROTECT, related_name="audience")
    scope = models.CharField(max_length=9, choices=Scope)
    unit = TenantForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")

    objects = TenantQuerySet["AudienceRule"].as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "document", "scope", "unit"],
                nulls_distinct=False,
                name="one_rule_per_audience",
            ),
            models.CheckConstraint(
                condition=UNIT_WHEN_SCOPE_IS_UNIT, name="audience_names_a_unit_when_it_is_one"
            ),
            MayDelete(name="audience_rules_may_change"),
        )


class Distribution(TenantOwned):
    """A revision was put before an audience on a day: one row, however many people it has.

    Who had to read it is derived: who was in the audience when (dated memberships and
    appointments). So the answer stays the same for ever.
    """

    Scope = Scope

    revision = TenantForeignKey(Revision, on_delete=models.PROTECT, related_name="distributions")
    scope = models.CharField(max_length=9, choices=Scope)
    unit = TenantForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    published_on = models.DateField()
    due_on = models.DateField()
    closed_on = models.DateField(null=True)  # superseded, withdrawn or retired: no longer owed

    objects = TenantQuerySet["Distribution"].as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "revision", "scope", "unit"],
                nulls_distinct=False,
                name="one_distribution_per_audience",
            ),
            models.CheckConstraint(
                condition=UNIT_WHEN_SCOPE_IS_UNIT, name="distribution_names_a_unit_when_it_is_one"
            ),
        )


class Readership(TenantOwned):
    """How many must acknowledge a revision and how many have: every percentage reads this row."""

    revision = TenantForeignKey(Revision, on_delete=models.PROTECT, related_name="readership")
    required = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField(auto_now=True)

    objects = TenantQuerySet["Readership"].as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (UniqueInTenant("revision", name="one_readership_per_revision"),)
