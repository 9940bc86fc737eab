"""What lies on the desk of who writes: whether a draft is free, and what is typed and not saved."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from documents.models import Autosave, EditLock, Revision
from tenants.errors import Refused
from tenants.models import Member


class Held(Refused):
    """Somebody else writes on the draft."""


def lock_of_another(revision: Revision, member: Member) -> EditLock | None:
    """Return the lock that keeps this member from writing, if there is one."""
    locks = EditLock.objects.held().filter(revision=revision).exclude(holder=member)
    lock: EditLock | None = locks.select_related("holder").first()
    return lock


def check_free(revision: Revision, member: Member) -> None:
    """Raise Held when somebody else writes on the draft."""
    if lock := lock_of_another(revision, member):
        raise Held(
            _("%(name)s is writing on this draft. Take over first, or wait until they are done."),
            params={"name": lock.holder.name},
        )


def typed_by(member: Member, revision: Revision) -> Autosave | None:
    """Return what this member typed on the draft and did not save."""
    return Autosave.objects.one_or_none(revision=revision, member=member)


def check_saved(revision: Revision, member: Member) -> None:
    """Refuse when this member has typed something that is not in the draft yet."""
    if kept := typed_by(member, revision):
        at = timezone.localtime(kept.at).strftime("%H:%M")
        raise Refused(
            _("What you typed at %(time)s is kept but not saved. Save the draft, or drop it."),
            params={"time": at},
        )
