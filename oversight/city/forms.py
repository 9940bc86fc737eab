"""Forms of the city: a follow-up and what is said about it, a threshold."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from oversight.city.indicators import Bounds
from oversight.models import IndicatorName
from tenants.models import Tenant
from tenants.scope import new_id


def day() -> forms.DateInput:
    """Return an input for a day, as browsers take it."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class WordsField(forms.CharField):
    """What somebody says on the record."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=2000, widget=forms.Textarea(attrs={"rows": 4}), **more)


class FollowUpForm(forms.Form):
    """Whom the city asks about what, and until when."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    zone = forms.ModelChoiceField(
        Tenant.objects.none(), label=_("Organ or zone"), to_field_name="code"
    )
    indicator = forms.ChoiceField(label=_("Indicator"), choices=IndicatorName.choices)
    words = WordsField(label=_("What is to be done, and what the reply should say"))
    due_on = forms.DateField(label=_("Reply by"), widget=day())

    def __init__(self, data: Any = None, *, today: dt.date, initial: Any = None) -> None:
        begun = {"due_on": today + dt.timedelta(days=14), **(initial or {})}
        super().__init__(data, initial=begun)
        zones = Tenant.objects.exclude(kind=Tenant.Kind.CITY).filter(
            live_at__isnull=False, suspended_at=None
        )
        field = self.fields["zone"]
        field.queryset = zones.order_by("code")  # type: ignore[attr-defined]
        field.label_from_instance = lambda zone: zone.name  # type: ignore[attr-defined]


class ReplyForm(forms.Form):
    """What the tenant says."""

    words = WordsField(label=_("Reply: what was found, what is done by when"))


class CloseForm(forms.Form):
    """What came of it."""

    words = WordsField(label=_("What came of it"))


class SendBackForm(forms.Form):
    """What is missing, and until when."""

    words = WordsField(label=_("What is missing"))
    due_on = forms.DateField(label=_("Reply by"), widget=day())


class ThresholdForm(forms.Form):
    """Other bounds for an indicator, from a day on."""

    indicator = forms.ChoiceField(label=_("Indicator"), choices=IndicatorName.choices)
    good = forms.DecimalField(label=_("Good up to"), max_digits=6, decimal_places=1)
    watch = forms.DecimalField(label=_("Watch from"), max_digits=6, decimal_places=1)
    alert = forms.DecimalField(label=_("Alert from"), max_digits=6, decimal_places=1)
    holds_from = forms.DateField(label=_("Holds from"), widget=day())
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def bounds(self) -> Bounds:
        return Bounds(*(self.cleaned_data[name] for name in Bounds._fields))
