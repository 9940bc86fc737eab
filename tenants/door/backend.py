"""Whose session it is: Django's backend, with its question of every request written once."""

from uuid import UUID

from django.contrib.auth.backends import ModelBackend
from django.db.models import QuerySet

from tenants.models import User
from tenants.scope import written_once


class AccountBackend(ModelBackend):
    """Who signs in with e-mail and password, and who a session belongs to."""

    def get_user(self, user_id: UUID) -> User | None:
        """Return the account of a running session, if it may still be used."""
        return next(filter(self.user_can_authenticate, _account(user_id)), None)


@written_once
def _account(user: UUID) -> QuerySet[User]:
    return User.objects.filter(pk=user)
