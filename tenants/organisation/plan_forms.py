"""Forms of a reorganisation: its name, its steps, its day."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.models import Reorganisation, ReorganisationStep, Unit
from tenants.organisation.forms import DateField, UnitField


class PlanForm(forms.Form):
    """What a reorganisation is called."""

    name = forms.CharField(label=_("What it is called"), max_length=100)


class StepForm(forms.Form):
    """One step of a reorganisation; which fields it needs depends on the act."""

    act = forms.ChoiceField(label=_("Step"), choices=ReorganisationStep.Act.choices)
    unit = UnitField(label=_("Unit"))
    to = UnitField(
        label=_("To, under or into"),
        required=False,
        empty_label=_("None: at the top"),
        help_text=_("Needed to merge and to move people."),
    )
    name_zh = forms.CharField(
        label=_("Chinese name"), max_length=100, required=False, help_text=_("To rename only.")
    )
    name_en = forms.CharField(
        label=_("English name"), max_length=100, required=False, help_text=_("To rename only.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("unit", "to"):
            self.fields[name].queryset = Unit.objects.active()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or {}
        acts = ReorganisationStep.Act
        needed: dict[str, tuple[str, ...]] = {
            acts.RENAME: ("name_zh", "name_en"),
            acts.PEOPLE: ("to",),
            acts.MERGE: ("to",),
        }
        for name in needed.get(facts.get("act", ""), ()):
            if not facts.get(name):
                self.add_error(name, _("This step needs it."))
        if facts.get("to") is not None and facts["to"] == facts.get("unit"):
            self.add_error("to", _("Choose another unit."))
        return facts


class DropForm(forms.Form):
    """Which step goes."""

    step = forms.ModelChoiceField(ReorganisationStep.objects.none(), widget=forms.HiddenInput)

    def __init__(self, *args: Any, plan: Reorganisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = ReorganisationStep.objects.filter(plan=plan).select_related("unit", "to")
        self.fields["step"].queryset = steps  # type: ignore[attr-defined]


class DayForm(forms.Form):
    """When a reorganisation is performed."""

    on_day = DateField(
        label=_("Day"),
        initial=timezone.localdate,
        help_text=_("Today: at once. A later day: in its first minutes, by itself."),
    )
