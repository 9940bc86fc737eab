"""Who writes on a draft now, and what they have typed and not saved yet."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import models
from django.utils import timezone

from documents.models.revision import Revision
from tenants.models import Member, TenantOwned, TenantQuerySet
from tenants.scope import MayDelete, TenantForeignKey, UniqueInTenant

PATIENCE: Final = dt.timedelta(minutes=15)  # after the last sign of life a lock holds nobody up


class EditLockQuerySet(TenantQuerySet["EditLock"]):
    def held(self) -> EditLockQuerySet:
        """Locks whose holder was heard of lately."""
        return self.filter(seen_at__gt=timezone.now() - PATIENCE)


class EditLock(TenantOwned):
    """A member writes on a draft; others wait, or take over and are recorded to have."""

    revision = TenantForeignKey(Revision, on_delete=models.PROTECT, related_name="locks")
    holder = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    objects = EditLockQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            UniqueInTenant("revision", name="one_writes_at_a_time"),
            MayDelete(name="locks_are_let_go"),
        )


class Autosave(TenantOwned):
    """What a member typed on a draft and has not saved: theirs alone, kept until they save.

    The draft itself changes by saving only, and that is what the audit trail tells.
    """

    revision = TenantForeignKey(Revision, on_delete=models.PROTECT, related_name="autosaves")
    member = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    facts = models.JSONField()  # name of a field → what was typed
    saves = models.PositiveIntegerField()  # how often the draft was saved when they began
    at = models.DateTimeField(default=timezone.now)

    objects = TenantQuerySet["Autosave"].as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            UniqueInTenant("revision", "member", name="typed_once_on_a_draft"),
            MayDelete(name="kept_until_it_is_saved"),
        )
