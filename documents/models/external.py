"""External documents: who issues them, whether they are current, whom that concerns."""

from __future__ import annotations

import datetime as dt

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.models.document import Document
from tenants.models import Member, TenantOwned, TenantQuerySet
from tenants.scope import AppendOnly, TenantForeignKey, UniqueInTenant


class ExternalSource(TenantOwned):
    """What an external document is called where it comes from.

    When its currency is checked next is the review date of the document.
    """

    document = TenantForeignKey(Document, on_delete=models.PROTECT, related_name="sources")
    issuer = models.CharField(_("issuing body"), max_length=200)
    number = models.CharField(_("external number"), max_length=100, blank=True)
    key = models.CharField(max_length=120, blank=True, editable=False)  # text.references
    edition = models.CharField(_("edition or date"), max_length=60, blank=True)
    address = models.CharField(_("source"), max_length=300, blank=True)
    check_months = models.PositiveSmallIntegerField(
        _("months between currency checks"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
    )

    objects = TenantQuerySet["ExternalSource"].as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (UniqueInTenant("document", name="one_source_per_external_document"),)
        indexes = (models.Index(fields=["tenant", "key"], name="external_number"),)

    def months(self) -> int:
        """Return after how many months its currency is checked again."""
        months: int = self.check_months or self.document.document_type.review_months
        return months


class CurrencyCheck(TenantOwned):
    """Somebody looked whether an external document is still the current one."""

    class Result(models.TextChoices):
        CURRENT = "current", _("Current")
        SUPERSEDED = "superseded", _("Superseded by another edition")
        WITHDRAWN = "withdrawn", _("Withdrawn by its issuer")

    document = TenantForeignKey(Document, on_delete=models.PROTECT, related_name="checks")
    by = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    on = models.DateField(_("looked on"))
    looked_at = models.CharField(_("source looked at"), max_length=300)
    result = models.CharField(_("result"), max_length=10, choices=Result)
    note = models.CharField(_("note"), max_length=500, blank=True)
    next_due = models.DateField(_("next check"))
    at = models.DateTimeField(auto_now_add=True)
    key = models.UUIDField(null=True, editable=False)  # of the request that recorded it

    objects = TenantQuerySet["CurrencyCheck"].as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("-at",)
        constraints = (
            UniqueInTenant("key", name="check_key_is_unique"),
            AppendOnly(name="checks_are_append_only"),
        )


class ReviewTaskQuerySet(TenantQuerySet["ReviewTask"]):
    def open(self) -> ReviewTaskQuerySet:
        return self.filter(settled_at=None, document__state=Document.State.ACTIVE)

    def due(self, on: dt.date) -> ReviewTaskQuerySet:
        return self.open().filter(due_on__lte=on)


class ReviewTask(TenantOwned):
    """A document has to be looked at, since an external one that it cites no longer is current."""

    document = TenantForeignKey(Document, on_delete=models.PROTECT, related_name="review_tasks")
    because = TenantForeignKey(CurrencyCheck, on_delete=models.PROTECT, related_name="tasks")
    due_on = models.DateField()
    settled_at = models.DateTimeField(null=True)
    settled_by = TenantForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    verdict = models.CharField(max_length=500, blank=True)

    objects = ReviewTaskQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (UniqueInTenant("document", "because", name="one_task_per_check"),)
