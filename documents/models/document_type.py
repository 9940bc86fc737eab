"""Document types (levels of the system) and the counters their numbers come from."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.models.folder import Folder
from tenants.models import TenantOwned, TenantQuerySet
from tenants.models.unit import Named
from tenants.scope import TenantForeignKey, UniqueInTenant


class DocumentTypeQuerySet(TenantQuerySet["DocumentType"]):
    def in_use(self) -> DocumentTypeQuerySet:
        """Types of which new documents may be registered."""
        return self.filter(retired=False)


class DocumentType(Named):
    """A level of the management system, for example QP procedures."""

    class Level(models.IntegerChoices):
        MANUAL = 1, _("Quality manual")
        PROCEDURE = 2, _("Procedure")
        INSTRUCTION = 3, _("Work instruction")
        FORM = 4, _("Form or record")
        EXTERNAL = 5, _("External document")

    class Signing(models.TextChoices):
        """What somebody confirms a signature with, on documents of this type."""

        ANY = "any", _("One of: password, code of an app, passkey, identity provider")
        TWO_FACTORS = "two_factors", _("Two factors: password and code, passkey, provider")

    level = models.PositiveSmallIntegerField(_("level"), choices=Level)
    number_pattern = models.CharField(_("number pattern"), max_length=100)
    review_months = models.PositiveSmallIntegerField(
        _("review interval in months"), validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    same_signer = models.BooleanField(
        _("one person may prepare, review and approve"), default=False
    )
    expires_by_itself = models.BooleanField(_("expired documents go out of force"), default=False)
    signing = models.CharField(
        _("signatures are confirmed with"), max_length=11, choices=Signing, default=Signing.ANY
    )
    grace_days = models.PositiveSmallIntegerField(
        _("days of grace"), default=0, validators=[MaxValueValidator(365)]
    )
    folder = TenantForeignKey(
        Folder, on_delete=models.PROTECT, related_name="types", verbose_name=_("folder")
    )
    # What a new text begins with: the headings of its sections, one a line, without numbers.
    sections_zh = models.TextField(_("sections in Chinese"), max_length=1000, blank=True)
    sections_en = models.TextField(_("sections in English"), max_length=1000, blank=True)
    retired = models.BooleanField(_("retired"), default=False)  # no new documents

    objects = DocumentTypeQuerySet.as_manager()

    class Meta(Named.Meta):
        ordering = ("level", "code")
        constraints = (UniqueInTenant("code", name="document_type_code_is_unique"),)

    def sections_in(self, language: str) -> str:
        """Return the template's headings in this language, else in the other."""
        chinese, english = self.sections_zh, self.sections_en
        return chinese or english if language.startswith("zh") else english or chinese


class NumberCounter(TenantOwned):
    """The last number given out within a scope, for example "KMHT-QP-". Locked while in use."""

    document_type = TenantForeignKey(DocumentType, on_delete=models.PROTECT, related_name="+")
    scope = models.CharField(max_length=100)
    last = models.PositiveIntegerField(default=0)

    objects = TenantQuerySet["NumberCounter"].as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (UniqueInTenant("document_type", "scope", name="one_counter_per_scope"),)


class ReservedRangeQuerySet(TenantQuerySet["ReservedRange"]):
    def standing(self) -> ReservedRangeQuerySet:
        """Ranges that have not been given free."""
        return self.filter(released_at=None)


class ReservedRange(TenantOwned):
    """Numbers of a scope that are kept back: counting passes over them."""

    document_type = TenantForeignKey(DocumentType, on_delete=models.PROTECT, related_name="+")
    scope = models.CharField(max_length=100)
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    reason = models.CharField(max_length=200)
    released_at = models.DateTimeField(null=True)

    objects = ReservedRangeQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            models.CheckConstraint(
                condition=models.Q(first__lte=models.F("last")),
                name="a_range_begins_before_it_ends",
            ),
        )
        indexes = (
            models.Index(
                fields=["tenant", "document_type", "scope"],
                condition=models.Q(released_at=None),
                name="reserved_in_scope",
            ),
        )
