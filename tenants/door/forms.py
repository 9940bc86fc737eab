"""Forms at the door and of an account."""

from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.door.attempts import LOCKED_FOR
from tenants.door.proofs import is_password_of
from tenants.models import User


class SignInForm(forms.Form):
    """One form for all; one sentence for every failure, so that nothing is told of accounts."""

    username = forms.CharField(
        label=_("E-mail or staff number"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    zone = forms.CharField(
        label=_("Code of your zone"),
        required=False,
        max_length=12,
        help_text=_("Only with a staff number, for example KMHT."),
        widget=forms.TextInput(attrs={"autocomplete": "organization", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    code = forms.CharField(
        label=_("Code of your second factor"),
        required=False,
        max_length=20,
        help_text=_("If you have one: with it you come in although your account is locked."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:  # asked for after a failure only
            self.fields["code"].widget = forms.HiddenInput()

    def refuse(self) -> None:
        """Name the latest end a lock can have: the same words whether there is one or not."""
        end = timezone.localtime(timezone.now() + LOCKED_FOR)
        sentence = _(
            "This does not fit together. After five failures in a row an account is locked for 15"
            " minutes at this address; if yours is, it opens by %(time)s."
        )
        self.add_error(
            None, forms.ValidationError(sentence, code="refused", params={"time": f"{end:%H:%M}"})
        )


class CodeForm(forms.Form):
    """A code of the app, or one from paper."""

    code = forms.CharField(
        label=_("One-time code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}
        ),
    )

    def refuse(self) -> None:
        """Say that the code does not fit; why, nobody needs to know."""
        self.add_error(
            "code",
            _(
                "This code does not fit, or was used already. After five errors in a row wait 15"
                " minutes."
            ),
        )


class PasskeyForm(forms.Form):
    """What the browser answered, as JSON."""

    answer = forms.CharField(max_length=20_000, widget=forms.HiddenInput)


class ForgottenForm(forms.Form):
    """Where to send a link for a new password."""

    email = forms.EmailField(
        label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


class PasswordAgain(forms.Form):
    """A person says again who they are, before something of weight."""

    old_password = forms.CharField(
        label=_("Your present password"),
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, user: User, *args: Any, address: str, **kwargs: Any) -> None:
        self.user, self.address = user, address
        super().__init__(*args, **kwargs)

    def clean_old_password(self) -> str:
        password: str = self.cleaned_data["old_password"]
        if not is_password_of(self.user, password, self.address):
            raise forms.ValidationError(
                _(
                    "This is not your password. After five errors in a row it is asked for again"
                    " after 15 minutes only."
                )
            )
        return password


class AppForm(PasswordAgain):
    """The first code of an app proves that it has the key."""

    code = forms.CharField(
        label=_("Code that the app shows"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    field_order = ("code", "old_password")


class NewPasskeyForm(PasswordAgain):
    """A passkey that the browser has made, and what its owner calls it."""

    name = forms.CharField(label=_("Name of the passkey"), max_length=50)
    answer = forms.CharField(max_length=20_000, required=False, widget=forms.HiddenInput)
    field_order = ("name", "old_password")


class ChangePasswordForm(PasswordAgain, SetPasswordForm):  # type: ignore[type-arg]
    """The present password, and the new one twice."""

    field_order = ("old_password", "new_password1", "new_password2")

    def __init__(self, user: User, *args: Any, address: str, **kwargs: Any) -> None:
        self.address = address
        SetPasswordForm.__init__(self, user, *args, **kwargs)


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    """How and when the product speaks to a person."""

    class Meta:
        model = User
        fields = ("language", "digest_hour")


class SessionForm(forms.Form):
    """Which session ends; without one, all others."""

    session = forms.UUIDField(required=False)
