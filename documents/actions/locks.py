"""Who writes on a draft: one at a time, and nobody holds up the others for good."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from documents.desk import check_free, lock_of_another
from documents.models import EditLock, Revision
from tenants import audit
from tenants.models import Member
from tenants.notices import notify


@transaction.atomic
def take_up(revision: Revision, *, by: Member) -> None:
    """Begin or go on writing; raises Held when somebody else does."""
    Revision.objects.locked().get(pk=revision.pk)
    check_free(revision, by)
    _put(revision, by)


@transaction.atomic
def take_over(revision: Revision, *, by: Member) -> None:
    """Write in the place of who holds the draft; it is recorded, and they are told."""
    Revision.objects.locked().get(pk=revision.pk)
    lock = lock_of_another(revision, by)
    _put(revision, by)
    if lock is None:
        return
    notify(lock.holder, "draft_taken_over", subject=revision, milestone=_minute(), by=by.name)
    audit.record("revision.taken_over", revision, by=by, holder=lock.holder.name)


@transaction.atomic
def let_go(revision: Revision, *, by: Member) -> None:
    """Stop writing; the next one may begin."""
    EditLock.objects.filter(revision=revision, holder=by).delete()


def _put(revision: Revision, member: Member) -> None:
    now = timezone.now()
    lock, is_new = EditLock.objects.get_or_create(revision=revision, defaults={"holder": member})
    if is_new:
        return
    since = lock.since if lock.holder_id == member.pk else now
    EditLock.objects.filter(pk=lock.pk).update(holder=member, since=since, seen_at=now)


def _minute() -> int:
    """Tell one taking over from the next: the same news twice in a minute is told once."""
    return int(timezone.now().timestamp()) // 60 % 30_000
