"""Forms of temporary deviations."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.models import Deviation
from tenants.organisation.forms import DateField, PersonField


class ApproverField(PersonField):
    """Who approved it, by name or staff number."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Who approved it"), max_length=50, help_text=_("Name or staff number")
        )


class DeviationForm(forms.Form):
    """What is done otherwise than a document says, why, how long, and who approved it."""

    what = forms.CharField(
        label=_("What is done otherwise"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    reason = forms.CharField(label=_("Reason"), max_length=300)
    valid_from = DateField(label=_("First day"))
    valid_until = DateField(label=_("Last day"))
    approved_by = ApproverField()


class CloseForm(forms.Form):
    """Which deviation is over."""

    deviation = forms.ModelChoiceField(Deviation.objects.none())

    def __init__(self, *args: Any, among: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deviation"].queryset = among  # type: ignore[attr-defined]


class ExtendForm(CloseForm):
    """Which deviation holds longer, until when, and who approved that."""

    until = DateField(label=_("Last day"))
    approved_by = ApproverField()
