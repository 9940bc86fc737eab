"""What a tenant began with: which blueprint, in which version, and each item as it was taken."""

from __future__ import annotations

from django.db import models

from tenants.models import TenantOwned, TenantQuerySet


class Adoption(TenantOwned):
    """The source of a tenant's furniture, with a fingerprint of each item it has taken from it."""

    source = models.CharField(max_length=40)  # a blueprint's code, "zone:KMHT", or "empty"
    version = models.PositiveIntegerField(default=0)
    taken = models.JSONField(default=dict)  # item → fingerprint of what was taken
    kept = models.JSONField(default=dict)  # item → fingerprint of what was offered and declined
    adopted_at = models.DateTimeField(auto_now_add=True)

    objects = TenantQuerySet["Adoption"].as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (models.UniqueConstraint(fields=["tenant"], name="one_adoption_per_tenant"),)

    def __str__(self) -> str:
        return f"{self.source} {self.version}"
