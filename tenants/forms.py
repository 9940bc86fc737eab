"""Forms of an account."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tenants.models import User


class SignInForm(AuthenticationForm):
    """E-mail and password; one sentence for every failure, so that nothing is told of accounts."""

    error_messages = {
        "invalid_login": _(
            "This e-mail and password do not fit. After five failures in a row an account is"
            " locked for 15 minutes."
        ),
        "inactive": _("This account is closed."),
    }

    def clean(self) -> dict[str, Any]:
        email = self.cleaned_data.get("username", "")
        if User.objects.is_locked(email):
            raise self.get_invalid_login_error()
        try:
            return super().clean()
        except ValidationError:
            User.objects.note_failure(email)
            raise
