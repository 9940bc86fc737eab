"""Forms of temporary deviations."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.models import Deviation
from tenants.models import Member

DAY = {"type": "date"}


class DeviationForm(forms.ModelForm):  # type: ignore[type-arg]
    """What is done otherwise than a document says, why, how long, and who approved it."""

    class Meta:
        model = Deviation
        fields = ("what", "reason", "valid_from", "valid_until", "approved_by")
        widgets = {
            "what": forms.Textarea(attrs={"rows": 2}),
            "valid_from": forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
            "valid_until": forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, by: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Member.objects.active().exclude(pk=by.pk)
        self.fields["approved_by"].queryset = others  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """Which deviation is extended or closed; until when."""

    deviation = forms.ModelChoiceField(Deviation.objects.none())
    until = forms.DateField(label=_("Last day"), required=False)
