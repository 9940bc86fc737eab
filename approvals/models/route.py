"""Routes: by which stages a change of a document type is approved."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from documents.models import DocumentType, Revision
from tenants.models import Post, TenantOwned, TenantQuerySet
from tenants.people.roles import Role
from tenants.scope import MayDelete, TenantForeignKey, UniqueInTenant


class Meaning(models.TextChoices):
    """What a signature says (21 CFR 11.50; 编制/审核/会签/批准)."""

    PREPARED = "prepared", _("Prepared")
    REVIEWED = "reviewed", _("Reviewed")
    COUNTERSIGNED = "countersigned", _("Countersigned")
    APPROVED = "approved", pgettext_lazy("signature", "Approved")


class Mode(models.TextChoices):
    ALL = "all", _("All must sign")
    ANY = "any", _("Any one signs")
    AT_LEAST = "at_least", _("At least so many sign")


class Where(models.TextChoices):
    OWNER_UNIT = "owner_unit", _("In the owning unit")
    ANYWHERE = "anywhere", _("Anywhere in the tenant")


class Route(TenantOwned):
    """The stages for one document type and change class."""

    document_type = TenantForeignKey(DocumentType, on_delete=models.PROTECT, related_name="routes")
    change_class = models.CharField(max_length=9, choices=Revision.ChangeClass)

    objects = TenantQuerySet["Route"].as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            UniqueInTenant("document_type", "change_class", name="one_route_per_type_and_class"),
            MayDelete(name="routes_may_go"),
        )


class Stage(TenantOwned):
    """One stage of a route: who signs, how many of them, in which meaning, within which time."""

    route = TenantForeignKey(Route, on_delete=models.PROTECT, related_name="stages")
    position = models.PositiveSmallIntegerField()
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    meaning = models.CharField(max_length=13, choices=Meaning)
    mode = models.CharField(max_length=8, choices=Mode, default=Mode.ALL)
    minimum = models.PositiveSmallIntegerField(default=1)  # for "at least"
    post = TenantForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+")
    where = models.CharField(max_length=10, choices=Where, default=Where.ANYWHERE)
    role = models.CharField(max_length=20, choices=Role, blank=True)
    members = ArrayField(models.UUIDField(), default=list, blank=True)  # named people
    due_days = models.PositiveSmallIntegerField(default=3)  # working days

    objects = TenantQuerySet["Stage"].as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("position",)
        constraints = (
            UniqueInTenant("route", "position", name="stages_are_in_order"),
            models.CheckConstraint(
                condition=Q(post__isnull=False) | ~Q(role="") | ~Q(members=[]),
                name="a_stage_names_who_signs",
            ),
            MayDelete(name="stages_may_go"),
        )

    @property
    def name(self) -> str:
        """Return the name in the reader's language."""
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en
