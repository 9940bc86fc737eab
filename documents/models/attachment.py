"""Forms and templates that belong to a document, as they are at one revision of it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.models.file import StoredFile
from documents.models.revision import Revision
from tenants.models import TenantOwned, TenantQuerySet
from tenants.scope import MayDelete, TenantForeignKey, UniqueInTenant


class AttachmentQuerySet(TenantQuerySet["Attachment"]):
    def with_files(self) -> AttachmentQuerySet:
        """Attachments with their files, in the order of their numbers."""
        return self.select_related("file").order_by("number")

    def hand_on(self, revision: Revision) -> None:
        """Give the next revision what this set holds: the same numbers, titles and files."""
        self.bulk_create(
            Attachment(
                revision=revision,
                number=held.number,
                title=held.title,
                file_id=held.file_id,
                name=held.name,
            )
            for held in self.order_by("number")
        )


class Attachment(TenantOwned):
    """A form or template under a number of its own, which it keeps from revision to revision."""

    revision = TenantForeignKey(Revision, on_delete=models.PROTECT, related_name="attachments")
    number = models.CharField(_("number"), max_length=60)
    title = models.CharField(_("title"), max_length=200)
    file = TenantForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)  # of the file, as it was uploaded

    objects = AttachmentQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("number",)
        constraints = (
            UniqueInTenant("revision", "number", name="a_form_is_attached_once"),
            MayDelete(name="forms_of_drafts_are_taken_off"),
        )
        indexes = (models.Index(fields=["tenant", "number"], name="form_by_number"),)

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
