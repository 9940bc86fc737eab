"""Urges of readers 催办: who asked whom to read; once a working day for each of them."""

from django.db import models
from django.utils import timezone

from documents.models import Revision
from tenants.models import Member, TenantOwned, TenantQuerySet
from tenants.scope import AppendOnly, TenantForeignKey, UniqueInTenant


class ReadingUrge(TenantOwned):
    """Somebody who answers for it has asked a reader to acknowledge a revision."""

    revision = TenantForeignKey(Revision, on_delete=models.PROTECT, related_name="urges")
    member = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    by = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()  # the working day it counts for
    at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField()  # by when the reader had to, as it was then

    objects = TenantQuerySet["ReadingUrge"].as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            UniqueInTenant("revision", "member", "on", name="a_reader_is_urged_once_a_day"),
            AppendOnly(name="urges_of_readers_are_append_only"),
        )
