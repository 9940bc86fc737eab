"""Stored files, known by their SHA-256, and what is rendered from a revision."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.models import TenantOwned, TenantQuerySet
from tenants.scope import AppendOnly, TenantForeignKey, UniqueInTenant


class StoredFile(TenantOwned):
    """Bytes that never change, at tenants/<tenant>/<aa>/<sha256>. Names belong to their users."""

    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=120)
    stored_at = models.DateTimeField(auto_now_add=True)

    objects = TenantQuerySet["StoredFile"].as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            UniqueInTenant("sha256", name="same_bytes_are_stored_once"),
            AppendOnly(name="files_are_append_only"),
        )

    @property
    def path(self) -> str:
        """Return the place below FILES_ROOT; the tenant's id keeps equal bytes apart."""
        return f"tenants/{self.tenant_id}/{self.sha256[:2]}/{self.sha256}"


class Rendition(TenantOwned):
    """A PDF made from a revision: the body that is signed, or the controlled copy."""

    class Kind(models.TextChoices):
        BODY = "body", _("Body")
        CONTROLLED = "controlled", _("Controlled PDF")

    revision = TenantForeignKey(
        "documents.Revision", on_delete=models.PROTECT, related_name="renditions"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    file = TenantForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    # The pages are the author's own, not set here from the text.
    as_it_looks = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now=True)

    objects = TenantQuerySet["Rendition"].as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (UniqueInTenant("revision", "kind", name="one_rendition_per_kind"),)
