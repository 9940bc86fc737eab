"""A register kept elsewhere on its way in: a sheet, and the files that belong to its rows."""

from django.db import models

from documents.models import DocumentType, StoredFile
from tenants.models import Member, SheetImport, TenantQuerySet, Unit
from tenants.scope import TenantForeignKey


class RegisterImport(SheetImport):
    """A sheet of documents with an archive beside it, and what holds where a cell is empty."""

    archive = TenantForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    archive_name = models.CharField(max_length=200, blank=True)
    document_type = TenantForeignKey(
        DocumentType, on_delete=models.PROTECT, null=True, related_name="+"
    )
    unit = TenantForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    owner = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    unmatched = models.JSONField(default=list)  # [[name of a file, why], …], the first ones
    unmatched_count = models.PositiveIntegerField(default=0)

    objects = TenantQuerySet["RegisterImport"].as_manager()
