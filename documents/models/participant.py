"""Who takes part in a revision: how a plain reader may open a draft put before them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.models.revision import Revision
from tenants.models import Member, TenantOwned, TenantQuerySet
from tenants.scope import TenantForeignKey, UniqueInTenant


class Participant(TenantOwned):
    """A member takes part in a revision, in one capacity."""

    class Capacity(models.TextChoices):
        AUTHOR = "author", _("Prepared by")
        DECIDES = "decides", _("Reviews or approves")

    revision = TenantForeignKey(Revision, on_delete=models.PROTECT, related_name="participants")
    member = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="participations")
    capacity = models.CharField(max_length=8, choices=Capacity)

    objects = TenantQuerySet["Participant"].as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            UniqueInTenant("revision", "member", "capacity", name="takes_part_once_per_capacity"),
        )
