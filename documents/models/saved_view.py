"""A way to look at the register that somebody keeps for themselves."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.models import Member, TenantOwned, TenantQuerySet
from tenants.scope import MayDelete, TenantForeignKey, UniqueInTenant


class SavedView(TenantOwned):
    """An address of the register under a name; the one without a name is how it opens.

    It is a member's bookmark and controls nothing: it may be deleted, and no audit trail names it.
    """

    member = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("view name"), max_length=40, blank=True)
    query = models.CharField(max_length=1000, blank=True)

    objects = TenantQuerySet["SavedView"].as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("name",)
        constraints = (
            UniqueInTenant(
                "member",
                "name",
                name="saved_views_differ_in_name",
                violation_error_message=_("You have a view of this name already."),
            ),
            MayDelete(name="saved_views_are_bookmarks"),
        )

    def __str__(self) -> str:
        return self.name
