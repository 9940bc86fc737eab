"""Sessions in the database, each with its person, so that they can be listed and ended.

SESSION_ENGINE names this module. A session ends when nobody has used it for SESSION_IDLE, and
after SESSION_LONGEST in any case. That it was used is written every few minutes, not every time.
"""

import datetime as dt
from typing import Any, Final
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.db.models import QuerySet
from django.utils import timezone

from tenants.models import Session, User
from tenants.scope import written_once

NOTE_EVERY: Final = dt.timedelta(minutes=3)


class SessionStore(db.SessionStore):
    """Django's store over our table, with two ends instead of one."""

    started_at: dt.datetime | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        for row in _running(self.session_key or "", timezone.now()):
            self.started_at = row.started_at
            _note_use(row)
            data: dict[str, Any] = self.decode(row.session_data)
            return data
        self._session_key = None
        return {}

    def create(self) -> None:
        """Begin a session with a new key: who signs in begins to be counted anew."""
        self.started_at = timezone.now()
        super().create()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        now = timezone.now()
        started_at = self.started_at or now
        return Session(
            session_key=self._get_or_create_session_key(),  # type: ignore[attr-defined]
            session_data=self.encode(data),
            expire_date=Session.end_of(started_at, now),
            user_id=data.get(SESSION_KEY),
            address=data.get("address", ""),
            device=data.get("device", ""),
            started_at=started_at,
            seen_at=now,
        )


@written_once
def _running(key: str, now: dt.datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)


def _note_use(row: Session) -> None:
    now = timezone.now()
    if now - row.seen_at >= NOTE_EVERY:
        Session.objects.filter(pk=row.pk).update(
            seen_at=now, expire_date=Session.end_of(row.started_at, now)
        )


def sessions_of(user: User) -> QuerySet[Session]:
    """Return the sessions in which this person is signed in, the last used first."""
    return user.sessions.filter(expire_date__gt=timezone.now()).order_by("-seen_at")


def end_session(user: User, session_id: UUID) -> None:
    """End one of the person's sessions."""
    user.sessions.filter(id=session_id).delete()


def end_sessions(user: User, *, but: str | None = None) -> None:
    """End every session of the person, except the one with this key."""
    user.sessions.exclude(session_key=but or "").delete()
