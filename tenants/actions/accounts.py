"""What people do with their own account: `by` is whose it is."""

from typing import Any
from uuid import UUID

from django.db import transaction

from tenants import audit
from tenants.door import sessions
from tenants.models import User
from tenants.scope import new_id
from tenants.tasks import after_saving, mail_to_account


@transaction.atomic
def change_password(password: str, *, by: User, keep: str | None = None) -> None:
    """Set a new password, end all sessions but the one with the key `keep`, and tell by mail."""
    by.set_password(password)
    by.save(update_fields=["password"])
    sessions.end_sessions(by, but=keep)
    after_saving(mail_to_account, str(by.pk), "password_changed")
    audit.record_for_city("account.password_changed", by, email=by.email)


@transaction.atomic
def change_profile(facts: dict[str, Any], *, by: User) -> None:
    """Change how and when the product speaks to this person."""
    changed = audit.changes(by, facts)
    if changed:
        User.objects.filter(pk=by.pk).update(**facts)
        audit.record_for_city("account.changed", by, email=by.email, changes=changed)


@transaction.atomic
def end_session(session_id: UUID, *, by: User) -> None:
    """End one session of this person."""
    sessions.end_session(by, session_id)
    audit.record_for_city("account.session_ended", by, email=by.email)


@transaction.atomic
def end_other_sessions(*, by: User, keep: str | None) -> None:
    """End all sessions of this person but the one with this key."""
    sessions.end_sessions(by, but=keep)
    audit.record_for_city("account.sessions_ended", by, email=by.email)


@transaction.atomic
def open_calendar(*, by: User) -> None:
    """Give the person a new address of their calendar; the one before it is dead."""
    User.objects.filter(pk=by.pk).update(calendar_key=new_id())
    audit.record_for_city("account.calendar_opened", by, email=by.email)


@transaction.atomic
def close_calendar(*, by: User) -> None:
    """Take the address of their calendar away; calendars that read it get nothing any more."""
    if User.objects.filter(pk=by.pk).exclude(calendar_key=None).update(calendar_key=None):
        audit.record_for_city("account.calendar_closed", by, email=by.email)
