"""Organisational units and posts."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tenants.models.base import Ending, EndingQuerySet, TenantOwned
from tenants.scope import TenantForeignKey, UniqueInTenant


def name_in_language() -> str:
    """Return which field holds names in the reader's language."""
    return "name_zh" if (get_language() or "").startswith("zh") else "name_en"


class Named(TenantOwned):
    """Something with a short code and a name in both languages."""

    code = models.CharField(_("code"), max_length=20)
    name_zh = models.CharField(_("Chinese name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=100)

    class Meta(TenantOwned.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Return the name in the reader's language."""
        name: str = getattr(self, name_in_language())
        return name


class Unit(Named, Ending):
    """A department or office of the tenant. Its code never changes: numbers are made of it."""

    parent = TenantForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    merged_into = TenantForeignKey(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    objects = EndingQuerySet["Unit"].as_manager()

    class Meta(Named.Meta):
        ordering = ("code",)
        constraints = (UniqueInTenant("code", name="unit_code_is_unique"),)


class Post(Named, Ending):
    """A post that people hold in units, for example head of unit."""

    is_head = models.BooleanField(_("leads a unit"), default=False)

    objects = EndingQuerySet["Post"].as_manager()

    class Meta(Named.Meta):
        ordering = ("code",)
        constraints = (UniqueInTenant("code", name="post_code_is_unique"),)
