"""Links for a forgotten password: each works once, for an hour."""

from typing import Final

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import base36_to_int, urlsafe_base64_encode

from tenants.door import attempts
from tenants.door.letters import site, write_to
from tenants.models import User

MOST_LETTERS: Final = 3  # to one mailbox, before it is left in peace for a while


class ResetTokens(PasswordResetTokenGenerator):
    """Django's tokens, void as soon as the password changes or somebody signs in; for an hour."""

    key_salt = "tenants.door.resets"

    def check_token(self, user: User | None, token: str | None) -> bool:
        if not super().check_token(user, token):
            return False
        made = base36_to_int(str(token).split("-")[0])
        age = self._num_seconds(self._now()) - made
        return bool(age <= settings.RESET_SECONDS)


tokens = ResetTokens()


def reset_link(user: User) -> str:
    """Return the address where this person chooses a new password."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return site(reverse("tenants:reset", args=[uid, tokens.make_token(user)]))


def send_link(email: str) -> None:
    """Mail a link to the account with this address, if there is one."""
    user = User.objects.filter(email=User.objects.normalize_email(email), is_active=True).first()
    if user is None or attempts.count(f"reset {user.pk}", "", most=MOST_LETTERS) < 0:
        return
    minutes = settings.RESET_SECONDS // 60
    write_to(user, "reset", link=reset_link(user), minutes=minutes)
