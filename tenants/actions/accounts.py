"""What people do with their own account: `by` is whose it is."""

from typing import Any
from uuid import UUID

from django.db import transaction

from tenants import audit
from tenants.door import sessions
from tenants.models import User
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
