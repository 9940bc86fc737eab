"""A sheet on which people without an account signed that they read a revision."""

from django.db import models
from django.utils import timezone

from documents.models import Revision, StoredFile
from tenants.models import Member, TenantOwned, TenantQuerySet
from tenants.scope import AppendOnly, TenantForeignKey, UniqueInTenant


class SignedSheet(TenantOwned):
    """What a document controller uploaded; the acknowledgements given by it point here."""

    revision = TenantForeignKey(Revision, on_delete=models.PROTECT, related_name="signed_sheets")
    file = TenantForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    signed_on = models.DateField()  # the day on the sheet
    by = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    key = models.UUIDField(null=True)  # of the request that brought it: same key, same sheet

    objects = TenantQuerySet["SignedSheet"].as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            UniqueInTenant("key", name="signed_sheet_key_is_unique"),
            AppendOnly(name="signed_sheets_are_append_only"),
        )
