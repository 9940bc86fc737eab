"""Open sessions: who is signed in where, and until when."""

import datetime as dt

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone

from tenants.scope import new_id


class Session(AbstractBaseSession):
    """A browser's session. Its key is a secret of that browser; pages name it by its id."""

    id = models.UUIDField(default=new_id, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="sessions"
    )  # None: nobody has signed in yet
    address = models.CharField(max_length=45, blank=True)
    device = models.CharField(max_length=60, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    @classmethod
    def get_session_store_class(cls) -> type:
        from tenants.door.sessions import SessionStore

        return SessionStore

    @staticmethod
    def end_of(started_at: dt.datetime, seen_at: dt.datetime) -> dt.datetime:
        """Return when a session ends that nobody uses any more, or that has lasted too long."""
        return min(seen_at + settings.SESSION_IDLE, started_at + settings.SESSION_LONGEST)
