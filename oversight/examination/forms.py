"""Forms of the city: a round's rules, its criteria, who examines whom, points and reasons."""

import datetime as dt
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from oversight.actions.examinations import RULES
from oversight.examination import indicators
from oversight.models import Criterion, Examination
from tenants.errors import Refused

BLANK_ROWS: Final = 3
MOST_ROWS: Final = 20


class RulesForm(forms.ModelForm):  # type: ignore[type-arg]
    """What holds in a round; `facts` goes to the action."""

    class Meta:
        model = Examination
        fields = RULES
        widgets = {
            "due_at": forms.DateTimeInput(
                attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
            ),
            "year": forms.NumberInput(attrs={"inputmode": "numeric"}),
        }
        help_texts = {
            "name": gettext_lazy("As every tenant reads it, for example 2026 年上半年考核."),
            "due_at": gettext_lazy("In the city's time. What is counted is frozen then."),
            "late_takes": gettext_lazy("Taken off the total for each day that has begun."),
        }

    def clean_due_at(self) -> dt.datetime:
        """Refuse a year like that of no round: the database has instants that nobody can read."""
        due_at: dt.datetime = self.cleaned_data["due_at"]
        if not 2000 <= due_at.year <= 2100:
            raise ValidationError(_("Choose a year from 2000 to 2100."))
        return due_at

    @property
    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in RULES}


class CriterionForm(forms.Form):
    """One criterion; a row without a title is none."""

    title = forms.CharField(
        label=gettext_lazy("What is looked at"), max_length=100, required=False, strip=True
    )
    weight = forms.IntegerField(
        label=gettext_lazy("Weight"), min_value=1, max_value=100, required=False
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Criterion.Kind)
    indicator = forms.ChoiceField(label=gettext_lazy("Indicator"), required=False)
    thresholds = forms.CharField(
        label=gettext_lazy("Thresholds"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Best first: “95=100, 90=80” is 100% of the weight from 95 on."),
    )
    asks = forms.CharField(
        label=gettext_lazy("Evidence asked for"), max_length=300, required=False, strip=True
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        none = ("", _("none, it is judged"))
        self.fields["indicator"].choices = [none, *indicators.choices()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """See that what is counted says how, and that every criterion has a weight."""
        said = super().clean() or {}
        if not said.get("title"):
            return said
        if not said.get("weight") and "weight" not in self.errors:
            self.add_error("weight", _("Give it a weight from 1 to 100."))
        if said.get("kind") == Criterion.Kind.AUTOMATIC:
            self._read_thresholds(said)
        else:
            said["indicator"], said["thresholds"] = "", []
        return said

    def _read_thresholds(self, said: dict[str, Any]) -> None:
        name, said["asks"] = said.get("indicator", ""), ""
        if not name:
            self.add_error("indicator", _("Choose the indicator that is counted."))
            return
        try:
            said["thresholds"] = indicators.parse_thresholds(
                said.get("thresholds", ""), higher_is_better=indicators.is_higher_better(name)
            )
        except Refused as refused:
            self.add_error("thresholds", refused)


class _Rows(forms.BaseFormSet):  # type: ignore[type-arg]
    def clean(self) -> None:
        """Refuse weights above 100; what is short of it may still be saved as a draft."""
        if any(self.errors):
            return
        if (weight := sum(row["weight"] for row in filled_in(self))) > 100:
            raise ValidationError(
                _("The weights come to %(sum)d, more than 100.") % {"sum": weight}
            )


def filled_in(formset: "forms.BaseFormSet[CriterionForm]") -> list[dict[str, Any]]:
    """Return the criteria that are filled in, for the action."""
    return [form.cleaned_data for form in formset.forms if form.cleaned_data.get("title")]


CriterionFormSet = forms.formset_factory(
    CriterionForm, formset=_Rows, extra=BLANK_ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS + 5
)


def rows_of(round: Examination) -> list[dict[str, Any]]:
    """Return the criteria as the form shows them."""
    return [
        {
            "title": each.title,
            "weight": each.weight,
            "kind": each.kind,
            "indicator": each.indicator,
            "thresholds": indicators.written(each.thresholds),
            "asks": each.asks,
        }
        for each in round.criteria.all()
    ]
