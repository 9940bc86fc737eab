"""What an auditor looks into: a sample of the folders and documents, or everything."""

from __future__ import annotations

from django.db import models

from documents.models.document import Document
from documents.models.folder import Folder
from tenants.models import Member, TenantOwned, TenantQuerySet
from tenants.scope import MayDelete, TenantForeignKey, UniqueInTenant


class AuditSample(TenantOwned):
    """An auditor may look into this folder or document; who has no such row, into all of them.

    A sample narrows and never opens: what is restricted still needs a grant.
    """

    member = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="audit_sample")
    folder = TenantForeignKey(Folder, on_delete=models.PROTECT, null=True, related_name="+")
    document = TenantForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")

    objects = TenantQuerySet["AuditSample"].as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            UniqueInTenant("member", "folder", name="folder_once_in_a_sample"),
            UniqueInTenant("member", "document", name="document_once_in_a_sample"),
            models.CheckConstraint(
                condition=models.Q(folder=None) ^ models.Q(document=None),
                name="a_sample_names_a_folder_or_a_document",
            ),
            MayDelete(name="samples_change"),
        )
