"""Pictures that stand in a text its author types in, under the names by which it shows them."""

from django.db import models

from documents.models.file import StoredFile
from documents.models.revision import Revision
from tenants.models import TenantOwned, TenantQuerySet
from tenants.scope import TenantForeignKey, UniqueInTenant


class Picture(TenantOwned):
    """A picture of a draft: `![alt](name)` shows it.

    Blocks name pictures by their hash, so that what was frozen shows the same for good; a Word
    file brings its own, which need no name and no row here.
    """

    revision = TenantForeignKey(Revision, on_delete=models.PROTECT, related_name="pictures")
    name = models.CharField(max_length=120)
    file = TenantForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    objects = TenantQuerySet["Picture"].as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("name",)
        constraints = (
            UniqueInTenant("revision", "name", name="a_name_shows_one_picture_in_a_revision"),
        )

    def __str__(self) -> str:
        return self.name
