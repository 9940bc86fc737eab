"""Keep what is typed on a draft until it is saved; nothing of it is recorded or seen by others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.models import Autosave, Revision
from tenants.errors import Refused
from tenants.models import Member


@transaction.atomic
def keep_typed(
    revision: Revision, facts: Mapping[str, str], *, saves: int, by: Member
) -> dt.datetime:
    """Keep what this member has typed, in place of what was kept before.

    What arrives after it was saved, because it was sent while saving, is not kept again.
    """
    current = Revision.objects.locked().get(pk=revision.pk)
    if current.state != Revision.State.DRAFT:
        raise Refused(_("This revision is no longer a draft; nothing was saved."))
    if all(_plain(getattr(current, name)) == _plain(fact) for name, fact in facts.items()):
        drop_typed(revision, by=by)
        return timezone.now()
    kept, _is_new = Autosave.objects.update_or_create(
        revision=revision,
        member=by,
        defaults={"facts": dict(facts), "saves": saves, "at": timezone.now()},
    )
    at: dt.datetime = kept.at
    return at


@transaction.atomic
def drop_typed(revision: Revision, *, by: Member) -> None:
    """Forget what this member typed and did not save."""
    Autosave.objects.filter(revision=revision, member=by).delete()


def _plain(value: object) -> str:
    """Spell what is saved and what was typed alike."""
    return "" if value is None else str(value).replace("\r\n", "\n").strip()
