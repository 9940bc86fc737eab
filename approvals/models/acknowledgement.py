"""Acknowledgements: a person has read exactly this revision."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import BooleanField, F, Func, UUIDField, Value
from django.utils.translation import gettext_lazy as _

from approvals.models.signed_sheet import SignedSheet
from documents.models import Revision
from tenants.models import Member, TenantOwned, TenantQuerySet
from tenants.scope import AppendOnly, TenantForeignKey, UniqueInTenant


class _HoldsFor(Func):
    """Write: revision_id IN (SELECT id FROM enough_for(tenant, revision))."""

    template = "%(expressions)s)"
    arg_joiner = " IN (SELECT id FROM "
    output_field = BooleanField()

    def __init__(self, tenant: UUID, revision: UUID) -> None:
        of, texts = (
            Value(tenant, output_field=UUIDField()),
            Func(Value(revision, output_field=UUIDField()), template="ARRAY[%(expressions)s]"),
        )
        super().__init__(F("revision_id"), Func(of, texts, function="enough_for"))


class AcknowledgementQuerySet(TenantQuerySet["Acknowledgement"]):
    def holding_for(self, revision: Revision) -> AcknowledgementQuerySet:
        """Acknowledgements of the revision, and those that carry over to it.

        Of one that changes little it is enough to have acknowledged a text that was in force since
        the last one that everybody had to read anew (approvals/migrations/0042_enough_for_many.py).
        """
        return self.filter(_HoldsFor(revision.tenant_id, revision.pk))


class Acknowledgement(TenantOwned):
    """Person × revision × time; given once and for ever."""

    class How(models.TextChoices):
        READ = "read", _("Read and understood")
        SIGNATURE = "signature", _("By signature")
        PROXY = "proxy", _("On paper")

    revision = TenantForeignKey(Revision, on_delete=models.PROTECT, related_name="acknowledgements")
    member = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="acknowledgements")
    how = models.CharField(max_length=9, choices=How, default=How.READ)
    at = models.DateTimeField()
    statement = models.CharField(max_length=400, blank=True)  # what the person stated, word by word
    # On paper: the sheet that has the person's signature.
    sheet = TenantForeignKey(SignedSheet, on_delete=models.PROTECT, null=True, related_name="given")
    key = models.UUIDField(null=True)  # of the request: same key, same answer

    objects = AcknowledgementQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            UniqueInTenant("revision", "member", name="acknowledged_once_per_person_and_revision"),
            UniqueInTenant("key", name="acknowledgement_key_is_unique"),
            models.CheckConstraint(
                condition=models.Q(how="proxy", sheet__isnull=False)
                | models.Q(~models.Q(how="proxy"), sheet=None),
                name="on_paper_means_there_is_a_sheet",
            ),
            AppendOnly(name="acknowledgements_are_append_only"),
        )
