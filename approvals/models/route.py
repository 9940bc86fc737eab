"""Routes: by which stages a change of a document type is approved, or an affair is signed.

A saved route never changes: each save makes the next version, and rounds keep the one they ran by.
"""

from __future__ import annotations

from typing import Any, Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from documents.models import DocumentType, Revision
from tenants.models import Member, Post, TenantOwned, TenantQuerySet
from tenants.people.roles import Role
from tenants.scope import TenantForeignKey, UniqueInTenant


class Meaning(models.TextChoices):
    """What a signature says (21 CFR 11.50; 编制/审核/会签/批准); "seen" 阅知 is no signature."""

    PREPARED = "prepared", _("Prepared")
    REVIEWED = "reviewed", _("Reviewed")
    COUNTERSIGNED = "countersigned", _("Countersigned")
    APPROVED = "approved", pgettext_lazy("signature", "Approved")
    SEEN = "seen", _("Seen")


class Mode(models.TextChoices):
    ALL = "all", _("All must sign")
    ANY = "any", _("Any one signs")
    AT_LEAST = "at_least", _("At least so many sign")


class Where(models.TextChoices):
    OWNER_UNIT = "owner_unit", _("In the owning unit")
    ANYWHERE = "anywhere", _("Anywhere in the tenant")


class Case(models.TextChoices):
    """What is decided: a change of a text by its class, an act on the document, its review."""

    MAJOR = "major", Revision.ChangeClass.MAJOR.label
    MINOR = "minor", Revision.ChangeClass.MINOR.label
    EDITORIAL = "editorial", Revision.ChangeClass.EDITORIAL.label
    ACT = "act", _("Withdrawal, restoration, retirement")
    REVIEW = "review", _("Periodic review")


class Affair(models.TextChoices):
    """What else is signed along a route: no document, but an act of running the system."""

    MANAGEMENT_REVIEW = "management_review", _("Record of a management review")
    MAJOR = "major_finding", _("Closing of a major nonconformity")
    MINOR = "minor_finding", _("Closing of a minor nonconformity")
    SELF_REPORT = "self_report", _("Self-report to the city")


OF_A_UNIT: Final = (Affair.MAJOR, Affair.MINOR)  # in which a stage can ask who holds a post there
NO_TYPE: Final = "-"  # in an address, where an affair has no type of document
# Of these the condition of a stage is looked at: they change a text.
CHANGES: Final = (Case.MAJOR, Case.MINOR, Case.EDITORIAL)


class RouteQuerySet(TenantQuerySet["Route"]):
    def current(self) -> RouteQuerySet:
        """The versions by which submissions run today."""
        return self.filter(is_current=True)

    def versions(self, document_type: DocumentType | None, change_class: str) -> RouteQuerySet:
        """Every version of one route, the newest first."""
        one = self.filter(document_type=document_type, change_class=change_class)
        return one.order_by("-number")


class Route(TenantOwned):
    """A version of the stages for a document type and change class; without stages: withdrawn.

    That of an affair has no document type.
    """

    document_type = TenantForeignKey(
        DocumentType, on_delete=models.PROTECT, null=True, related_name="routes"
    )
    change_class = models.CharField(max_length=20, choices=[*Case.choices, *Affair.choices])
    number = models.PositiveSmallIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    made_by = TenantForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    objects = RouteQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            UniqueInTenant(
                *("document_type", "change_class"),
                condition=Q(is_current=True),
                name="one_current_route_per_type_and_class",
            ),
            UniqueInTenant(
                *("document_type", "change_class", "number"),
                name="versions_of_a_route_are_numbered",
            ),
            UniqueInTenant(
                "change_class",
                condition=Q(is_current=True, document_type=None),
                name="one_current_route_per_affair",
            ),
            UniqueInTenant(
                *("change_class", "number"),
                condition=Q(document_type=None),
                name="versions_of_the_route_of_an_affair_are_numbered",
            ),
            models.CheckConstraint(
                condition=Q(document_type=None, change_class__in=Affair.values)
                | Q(document_type__isnull=False, change_class__in=Case.values),
                name="a_route_is_of_a_type_or_an_affair",
            ),
        )

    def __str__(self) -> str:
        """Say for what it is, in the reader's language."""
        what = str(self.get_change_class_display())
        return f"{self.document_type.name} · {what}" if self.document_type else what

    @property
    def place(self) -> tuple[str, str]:
        """Return what stands for it in an address."""
        return self.document_type.code if self.document_type else NO_TYPE, self.change_class

    def stages_in_order(self) -> list[Stage]:
        return list(self.stages.select_related("post"))


class StageQuerySet(TenantQuerySet["Stage"]):
    def current(self) -> StageQuerySet:
        """The stages of the versions by which submissions run today, with their posts."""
        return self.filter(route__is_current=True).select_related("post")


class StageTerms(TenantOwned):
    """How a stage asks: in which meaning, how many must sign, within which time."""

    TERMS: Final = ("name_zh", "name_en", "meaning", "mode", "minimum", "due_days")

    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    meaning = models.CharField(max_length=13, choices=Meaning)
    mode = models.CharField(max_length=8, choices=Mode)
    minimum = models.PositiveSmallIntegerField(default=1)  # for "at least"
    due_days = models.PositiveSmallIntegerField(default=3)  # working days

    class Meta(TenantOwned.Meta):
        abstract = True

    @property
    def only_views(self) -> bool:
        """Tell whether its people look and confirm so, sign nothing and hold nothing up."""
        return self.meaning == Meaning.SEEN

    @property
    def name(self) -> str:
        """Return the name in the reader's language."""
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en

    def terms(self) -> dict[str, Any]:
        """Return them for what is made of it: steps keep them, whatever becomes of the route."""
        return {name: getattr(self, name) for name in self.TERMS}


class Stage(StageTerms):
    """One stage of a route, and who signs in it."""

    route = TenantForeignKey(Route, on_delete=models.PROTECT, related_name="stages")
    position = models.PositiveSmallIntegerField()
    mode = models.CharField(max_length=8, choices=Mode, default=Mode.ALL)
    post = TenantForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+")
    where = models.CharField(max_length=10, choices=Where, default=Where.ANYWHERE)
    role = models.CharField(max_length=20, choices=Role, blank=True)
    members = ArrayField(models.UUIDField(), default=list, blank=True)  # named people
    # Asked only when one of these is touched: approvals/rounds/conditions.py. {}: always.
    condition = models.JSONField(default=dict, blank=True)

    objects = StageQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("position",)
        constraints = (
            UniqueInTenant("route", "position", name="stages_are_in_order"),
            models.CheckConstraint(
                condition=Q(post__isnull=False) | ~Q(role="") | ~Q(members=[]),
                name="a_stage_names_who_signs",
            ),
        )
