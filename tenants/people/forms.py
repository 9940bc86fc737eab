"""Forms about people."""

from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordMixin
from django.utils.translation import gettext_lazy as _

from tenants.actions.people import Person
from tenants.changing import ChangeForm
from tenants.models import Member, Tenant
from tenants.people.granting import grantable

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def role_choices(tenant: Tenant) -> list[tuple[str, Any]]:
    """Return the roles this tenant gives."""
    return [(role.value, role.label) for role in grantable(tenant)]


FACTS = ("name", "staff_number", "mobile", "valid_from", "valid_until")


class PersonForm(ChangeForm):
    """What is known of a person."""

    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("The invitation goes there. Without one a code is handed over on paper."),
    )

    class Meta:
        model = Member
        fields = FACTS
        labels = {"valid_from": _("First day"), "valid_until": _("Last day")}
        widgets = {"valid_from": DAY, "valid_until": DAY}
        help_texts = {"valid_until": _("Leave empty for people who stay.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].required = not self.instance._state.adding

    def person(self) -> Person:
        """Return what was said, for the action."""
        return Person(**{name: fact for name, fact in self.cleaned_data.items() if name != "seen"})

    def _names(self) -> list[str]:
        """Watch the roles as well, which stand beside; the address belongs to the account."""
        return [*FACTS, "roles"]

    def _post_clean(self) -> None:
        """Leave the row alone: the action writes it and asks what must hold."""


class RolesForm(forms.Form):
    """What a person may do here."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The role of an administrator waits until somebody else confirms it."),
    )

    def __init__(self, *args: Any, tenant: Tenant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = role_choices(tenant)  # type: ignore[attr-defined]


class SheetForm(forms.Form):
    """A sheet of people."""

    file = forms.FileField(
        label=_("Excel sheet"),
        help_text=_("One person in a row, 10,000 rows and 5 MB at most."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )


class CodeForm(SetPasswordMixin, forms.Form):  # type: ignore[type-arg]
    """A code on paper, and the password that follows it."""

    zone = forms.CharField(
        label=_("Code of your zone"), max_length=12, help_text=_("For example KMHT.")
    )
    staff_number = forms.CharField(label=_("Staff number"), max_length=30)
    code = forms.CharField(
        label=_("Code on your paper"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )
    new_password1, new_password2 = SetPasswordMixin.create_password_fields(
        label1=_("New password"), label2=_("New password again")
    )

    def clean(self) -> dict[str, Any]:
        """Compare the passwords; whether one is good enough is asked when it is known whose."""
        self.validate_passwords("new_password1", "new_password2")
        return self.cleaned_data

    def refuse(self) -> None:
        """Say one sentence for everything that can be wrong."""
        self.add_error(
            None,
            _(
                "Zone, staff number and code do not fit together, or the code was used or is over."
                " After five errors in a row wait 15 minutes. The administrator of your zone"
                " prints you a new code."
            ),
        )
