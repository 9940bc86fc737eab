"""Folders: where documents stand, and whom they are open to by default."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.models import TenantQuerySet
from tenants.models.unit import Named
from tenants.scope import UniqueInTenant


class Folder(Named):
    """A shelf of documents. A restricted one is open to those it is granted to only."""

    restricted = models.BooleanField(_("restricted"), default=False)

    objects = TenantQuerySet["Folder"].as_manager()

    class Meta(Named.Meta):
        ordering = ("code",)
        constraints = (UniqueInTenant("code", name="folder_code_is_unique"),)
        permissions = (("read_folder", "May read the documents of a restricted folder"),)
