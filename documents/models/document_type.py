"""Document types (levels of the system) and the counters their numbers come from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.models.folder import Folder
from tenants.models import TenantOwned, TenantQuerySet
from tenants.models.unit import Named
from tenants.scope import TenantForeignKey, UniqueInTenant


class DocumentType(Named):
    """A level of the management system, for example QP procedures."""

    class Level(models.IntegerChoices):
        MANUAL = 1, _("Quality manual")
        PROCEDURE = 2, _("Procedure")
        INSTRUCTION = 3, _("Work instruction")
        FORM = 4, _("Form or record")
        EXTERNAL = 5, _("External document")

    level = models.PositiveSmallIntegerField(_("level"), choices=Level)
    number_pattern = models.CharField(_("number pattern"), max_length=100)
    review_months = models.PositiveSmallIntegerField(_("review interval in months"))
    same_signer = models.BooleanField(
        _("one person may prepare, review and approve"), default=False
    )
    folder = TenantForeignKey(Folder, on_delete=models.PROTECT, related_name="types")

    objects = TenantQuerySet["DocumentType"].as_manager()

    class Meta(Named.Meta):
        ordering = ("level", "code")
        constraints = (UniqueInTenant("code", name="document_type_code_is_unique"),)


class NumberCounter(TenantOwned):
    """The last number given out within a scope, for example "KMHT-QP-". Locked while in use."""

    document_type = TenantForeignKey(DocumentType, on_delete=models.PROTECT, related_name="+")
    scope = models.CharField(max_length=100)
    last = models.PositiveIntegerField(default=0)

    objects = TenantQuerySet["NumberCounter"].as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (UniqueInTenant("document_type", "scope", name="one_counter_per_scope"),)
