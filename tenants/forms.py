"""Forms of an account and of an organisation."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.changing import ChangeForm
from tenants.models import Tenant, User
from tenants.models.user import LOCKED_FOR


class SignInForm(AuthenticationForm):
    """E-mail and password; one sentence for every failure, so that nothing is told of accounts."""

    error_messages = {
        "invalid_login": _(
            "This e-mail and password do not fit. After five failures in a row an account is"
            " locked for 15 minutes; if yours is, it opens by %(time)s. If you have forgotten the"
            " password, ask the administrator of your zone."
        ),
        "inactive": _("This account is closed."),
    }

    def get_invalid_login_error(self) -> ValidationError:
        """Name the latest end a lock can have: the same words whether there is one or not."""
        end = timezone.localtime(timezone.now() + LOCKED_FOR)
        return ValidationError(
            self.error_messages["invalid_login"],
            code="invalid_login",
            params={"time": f"{end:%H:%M}"},
        )

    def clean(self) -> dict[str, Any]:
        email = self.cleaned_data.get("username", "")
        if User.objects.is_locked(email):
            raise self.get_invalid_login_error()
        try:
            return super().clean()
        except ValidationError:
            User.objects.note_failure(email)
            raise


class OrganisationForm(ChangeForm):
    """What an organisation says of itself."""

    class Meta:
        model = Tenant
        fields = ("name_zh", "name_en", "letterhead", "time_zone", "language")
        help_texts = {
            "letterhead": _("One line at the head of PDFs and prints; the name if it is empty."),
            "time_zone": _("Example: Asia/Shanghai. Days begin and documents take effect by it."),
            "language": _("Of new accounts, until their owners choose another."),
        }
