"""The audit trail of a tenant: append-only, each entry chained to the one before."""

from django.db import models

from tenants.models.base import TenantOwned
from tenants.scope import AppendOnly, TenantForeignKey, TenantQuerySet, UniqueInTenant


class AuditHead(TenantOwned):
    """The newest link of a tenant's chain. Locked last, so that waiting is short."""

    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.BinaryField(default=bytes)

    objects = TenantQuerySet["AuditHead"].as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            models.UniqueConstraint(fields=["tenant"], name="one_audit_head_per_tenant"),
        )


class AuditEntry(TenantOwned):
    """One act: who did what to which subject, as canonical bytes under a SHA-256 chain."""

    sequence = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    by = TenantForeignKey(
        "tenants.Member", on_delete=models.PROTECT, null=True, related_name="+"
    )  # None: the clock
    event = models.CharField(max_length=60)
    subject = models.CharField(max_length=80)  # "document:<uuid>"; a string outlives the model
    body = models.BinaryField()  # canonical JSON of the whole entry: this is what is hashed
    previous = models.BinaryField()
    hash = models.BinaryField()

    objects = TenantQuerySet["AuditEntry"].as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("sequence",)
        constraints = (
            UniqueInTenant("sequence", name="audit_sequence_has_no_twins"),
            AppendOnly(name="audit_is_append_only"),
        )
        indexes = (
            models.Index(fields=["tenant", "subject", "sequence"], name="audit_subject"),
            models.Index(fields=["tenant", "event", "sequence"], name="audit_event"),
        )
