"""Which documents are for which clauses of a standard."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from documents.models.document import Document
from documents.models.standard import Clause
from tenants.models import Member, TenantOwned, TenantQuerySet
from tenants.scope import MayDelete, TenantForeignKey, UniqueInTenant


class ClauseLinkQuerySet(TenantQuerySet["ClauseLink"]):
    def on_clause(self, number: str) -> ClauseLinkQuerySet:
        """Links to clauses of this number and to parts of them, in whatever edition."""
        return self.filter(Q(clause__number=number) | Q(clause__number__startswith=f"{number}."))


class ClauseLink(TenantOwned):
    """A document is for a clause, or for one item of its list, wholly or in part."""

    class Coverage(models.TextChoices):
        FULL = "full", _("in full")
        PARTIAL = "partial", _("in part")

    document = TenantForeignKey(Document, on_delete=models.PROTECT, related_name="clause_links")
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="+")
    item = models.CharField(max_length=4, blank=True)  # of the clause's list; empty: all of it
    coverage = models.CharField(max_length=7, choices=Coverage, default=Coverage.FULL)
    why = models.CharField(_("why"), max_length=200, blank=True)
    made_by = TenantForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    objects = ClauseLinkQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("clause__position", "item")
        constraints = (
            UniqueInTenant(*("document", "clause", "item"), name="a_document_names_a_clause_once"),
            # What a clause was linked to stays in the audit trail.
            MayDelete(name="clause_links_may_go"),
        )
        indexes = (models.Index(fields=["tenant", "clause"], name="links_of_a_clause"),)

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """Return the number as people write it: 7.5.3.1 a."""
        return f"{self.clause.number} {self.item}" if self.item else self.clause.number
