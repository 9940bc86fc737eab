"""Forms that bring a colleague into a round; whoever is meant is typed, and found."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.colleagues.finding import find, find_all
from approvals.models import Step
from tenants.models import Member

LIST: Final = "colleagues"  # the id of the list that browsers complete names from
MOST_DUE_DAYS: Final = 60


class PersonField(forms.CharField):
    """One colleague, by name or staff number."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Person"),
            max_length=120,
            help_text=_("Name or staff number."),
            widget=forms.TextInput(attrs={"list": LIST, "autocomplete": "off"}),
        )

    def clean(self, value: Any) -> Member:
        """Return who is meant."""
        return find(super().clean(value))


class PeopleField(forms.CharField):
    """Colleagues, one after another."""

    def clean(self, value: Any) -> list[Member]:
        """Return who is meant, each once."""
        return find_all(super().clean(value))


def _reason(rows: int = 2) -> forms.CharField:
    return forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": rows}))


class AddSignerForm(forms.Form):
    """Who signs as well, before or after, why, and in how many working days."""

    person = PersonField()
    place = forms.ChoiceField(
        label=_("Signs"), choices=Step.Place, initial=Step.Place.BEFORE, widget=forms.RadioSelect
    )
    why = _reason()
    due_days = forms.IntegerField(
        label=_("Working days for it"), min_value=1, max_value=MOST_DUE_DAYS, initial=3
    )


class HandOnForm(forms.Form):
    """Who decides instead, and why."""

    person = PersonField()
    why = _reason()


class InformForm(forms.Form):
    """Who else is to know of a round; nothing waits for them."""

    people = PeopleField(
        label=_("Also inform"),
        max_length=500,
        help_text=_("Names or staff numbers, with commas between. The round does not wait."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class SubmitForm(InformForm):
    """What who submits may say besides."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].required = False
