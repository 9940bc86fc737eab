"""How documents hang together: what replaces what, and what a text cites."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from documents.models.document import Document
from documents.models.revision import Revision
from tenants.models import TenantOwned, TenantQuerySet
from tenants.scope import MayDelete, TenantForeignKey, UniqueInTenant


class Succession(TenantOwned):
    """A document took the place of another; several may take that of one, and one of several."""

    old = TenantForeignKey(Document, on_delete=models.PROTECT, related_name="successors")
    new = TenantForeignKey(Document, on_delete=models.PROTECT, related_name="predecessors")

    objects = TenantQuerySet["Succession"].as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            UniqueInTenant("old", "new", name="one_document_replaces_another_once"),
            models.CheckConstraint(condition=~Q(old=F("new")), name="no_document_replaces_itself"),
        )


class CitationQuerySet(TenantQuerySet["Citation"]):
    def in_force(self) -> CitationQuerySet:
        """Citations in texts that hold now."""
        return self.filter(
            revision__state=Revision.State.EFFECTIVE,
            revision__document__state=Document.State.ACTIVE,
        )


class Citation(TenantOwned):
    """A text names another document, by number or by title; found when the text was frozen."""

    revision = TenantForeignKey(Revision, on_delete=models.PROTECT, related_name="citations")
    position = models.PositiveIntegerField()  # of the first block that names it
    key = models.CharField(max_length=220)  # what it is looked up by: documents.text.references
    text = models.CharField(max_length=200)  # as it is written there
    document = TenantForeignKey(  # the one meant; none: nothing here is called so yet
        Document, on_delete=models.PROTECT, null=True, related_name="cited_by"
    )

    objects = CitationQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("position", "id")
        constraints = (
            UniqueInTenant("revision", "text", name="a_citation_is_kept_once"),
            MayDelete(name="citations_are_found_anew"),
        )
        indexes = (
            models.Index(
                fields=["tenant", "key"],
                condition=Q(document=None),
                name="citation_without_document",
            ),
        )
