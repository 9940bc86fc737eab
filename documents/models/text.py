"""The text of a revision as blocks, and the search rows made from it."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from documents.models.document import Document
from documents.models.revision import Revision
from documents.text.blocks import Block
from tenants.models import TenantOwned, TenantQuerySet
from tenants.scope import MayDelete, TenantForeignKey, UniqueInTenant


class TextBlock(TenantOwned):
    """A numbered block of a revision's text: what is shown, compared and searched."""

    revision = TenantForeignKey(Revision, on_delete=models.PROTECT, related_name="text_blocks")
    position = models.PositiveIntegerField()
    content = models.JSONField()  # documents.text.blocks.Block

    objects = TenantQuerySet["TextBlock"].as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("position",)
        constraints = (
            UniqueInTenant("revision", "position", name="blocks_are_in_order"),
            MayDelete(name="text_of_drafts_is_made_anew"),
        )

    def block(self) -> Block:
        return Block.from_json(self.content)


class SearchEntry(TenantOwned):
    """The words of one block, or (position -1) of a document's number and title."""

    LABEL = -1

    document = TenantForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    revision = TenantForeignKey(Revision, on_delete=models.PROTECT, related_name="+", null=True)
    position = models.IntegerField()
    words = SearchVectorField()
    in_force = models.BooleanField(default=False)

    objects = TenantQuerySet["SearchEntry"].as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (MayDelete(name="search_rows_are_derived"),)
        # One index per question. Text that no longer holds has its own, so that a search for what
        # is in force never walks over it; numbers and titles have one, since they rank first.
        indexes = (
            GinIndex(
                fields=["tenant", "words"],
                name="search_labels",
                condition=models.Q(position=-1),
            ),
            GinIndex(
                fields=["tenant", "words"],
                name="search_text_in_force",
                condition=models.Q(in_force=True, position__gte=0),
            ),
            GinIndex(
                fields=["tenant", "words"],
                name="search_earlier_text",
                condition=models.Q(in_force=False, position__gte=0),
            ),
        )
