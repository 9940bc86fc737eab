"""Forms of quality objectives: setting one, and entering what came of it."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.forms.uploading import UploadForm
from documents.models import Document
from oversight.actions.objectives import EVIDENCE
from oversight.certification.forms import DayField
from oversight.examination.reporting import documents_named
from oversight.improvement.facts import tidy
from oversight.improvement.periods import Period, Progress
from oversight.models import QualityObjective
from oversight.models.objective import MOST
from tenants.models import Member, Unit
from tenants.scope import new_id

SET: Final = (
    *("title", "unit", "measure", "direction", "target", "measured_in"),
    *("period", "owner", "starts_on", "ends_on"),
)


class ObjectiveForm(forms.ModelForm):  # type: ignore[type-arg]
    """What is to be reached, how that is measured, and who answers for it."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)

    class Meta:
        model = QualityObjective
        fields = SET
        field_classes: Final = dict.fromkeys(("starts_on", "ends_on"), DayField)
        help_texts: Final = {
            "unit": gettext_lazy("Empty: of the whole organ or zone."),
            "measured_in": gettext_lazy("For example %, days, cases."),
            "owner": gettext_lazy("Enters the results, and is reminded."),
            "ends_on": gettext_lazy("Empty: until somebody ends it."),
        }

    def __init__(
        self, data: Any = None, *, by: Member, objective: QualityObjective | None = None
    ) -> None:
        first = by.tenant.today().replace(month=1, day=1)
        given = None if objective else {"owner": by.pk, "starts_on": first}
        super().__init__(data, instance=objective, initial=given)
        people = Member.objects.active().able("objectives.enter")
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]
        units = self.fields["unit"]
        units.queryset = Unit.objects.active()  # type: ignore[attr-defined]
        units.empty_label = _("The whole organ or zone")  # type: ignore[attr-defined]
        if objective is not None:
            self.initial["target"] = tidy(objective.target)

    def _post_clean(self) -> None:
        """Leave the objective itself as it is: the action changes it."""

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in SET}


class ResultForm(UploadForm):
    """What came of a period, and what that rests on."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    period = forms.ChoiceField(label=gettext_lazy("Period"))
    value = forms.DecimalField(
        label=gettext_lazy("Value"),
        max_digits=12,
        decimal_places=3,
        min_value=-MOST,
        max_value=MOST,
    )
    words = forms.CharField(
        label=gettext_lazy("In words"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("What the figure rests on; of a correction, why."),
    )
    document = forms.CharField(
        label=gettext_lazy("Number of a document in force that shows it"),
        max_length=100,
        required=False,
    )
    field_order = ("key", "upload", "period", "value", "words", "document", "file")

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        progress: Progress,
        by: Member,
        period: str = "",
    ) -> None:
        super().__init__(data, files, among=EVIDENCE)
        self.by = by
        self.fields["file"].label = gettext_lazy("Evidence")
        self.fields["file"].required = False
        choices = [(choice_of(each), _said(each)) for each in reversed(progress.over)]
        self.fields["period"].choices = choices  # type: ignore[attr-defined]
        waiting = progress.to_enter
        self.initial["period"] = period or (choice_of(waiting) if waiting else "")
        if unit := progress.objective.measured_in:
            self.fields["value"].label = f"{self.fields['value'].label} ({unit})"

    def clean_document(self) -> Document | None:
        number = self.cleaned_data["document"].strip()
        return documents_named([number], self.by)[0] if number else None

    def clean_period(self) -> tuple[dt.date, int]:
        """Return the first day, and how many results of it its writer has seen."""
        first, _colon, known = self.cleaned_data["period"].partition(":")
        try:
            return dt.date.fromisoformat(first), int(known)
        except ValueError:
            raise ValidationError(_("Choose a period from the list.")) from None

    def has_file(self) -> bool:
        return bool(self.cleaned_data["file"] or self.cleaned_data["upload"])


def choice_of(period: Period) -> str:
    """Return what names a period in the form: its first day, and the results there are."""
    return f"{period.span.first}:{period.result.n if period.result else 0}"


def _said(period: Period) -> str:
    if period.result is None:
        return _("%(period)s: no result yet") % {"period": period.span.name}
    return _("%(period)s: correct %(value)s") % {
        "period": period.span.name,
        "value": tidy(period.result.value),
    }
