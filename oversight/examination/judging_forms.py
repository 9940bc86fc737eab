"""Forms of those who examine: who examines whom, points with reasons, corrections, answers."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, TypedDict

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.confirming import ConfirmForm
from oversight.models import Criterion, Kept
from tenants.models import Member

WORDS = forms.Textarea(attrs={"rows": 2})


class ExaminersForm(forms.Form):
    """At least two, and perhaps a third who decides."""

    examiners = forms.MultipleChoiceField(
        label=gettext_lazy("Examiners"), widget=forms.CheckboxSelectMultiple
    )
    third = forms.ChoiceField(label=gettext_lazy("Third, where two are far apart"), required=False)

    def __init__(self, *args: Any, people: Sequence[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(member.pk): member for member in people}
        named = [(key, member.name) for key, member in self.people.items()]
        self.fields["examiners"].choices = named  # type: ignore[attr-defined]
        self.fields["third"].choices = [("", _("nobody yet")), *named]  # type: ignore[attr-defined]

    def chosen(self) -> list[Member]:
        return [self.people[key] for key in self.cleaned_data["examiners"]]

    def third_one(self) -> Member | None:
        return self.people.get(self.cleaned_data["third"])


class JudgingForm(forms.Form):
    """Points and a reason for each judged criterion, a verdict on each promise of last time."""

    def __init__(
        self,
        *args: Any,
        criteria: Sequence[Criterion],
        promises: Sequence[str],
        given: Mapping[str, object],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update(given)
        self.criteria, self.promises = list(criteria), list(promises)
        for n, criterion in enumerate(self.criteria):
            self.fields[f"points_{n}"] = forms.DecimalField(
                label=_("Points, 0 to %(weight)d") % {"weight": criterion.weight},
                min_value=0,
                max_value=criterion.weight,
                max_digits=5,
                decimal_places=2,
                required=False,
            )
            self.fields[f"reason_{n}"] = forms.CharField(
                label=_("Reason"), max_length=500, required=False, widget=WORDS
            )
        for n, _text in enumerate(self.promises, start=1):
            self.fields[f"verdict_{n}"] = forms.ChoiceField(
                label=_("Kept?"), choices=[("", "—"), *Kept.choices], required=False
            )
            self.fields[f"why_{n}"] = forms.CharField(
                label=_("Reason"), max_length=500, required=False, widget=WORDS
            )

    def fields_of(self, n: int) -> tuple[forms.BoundField, forms.BoundField]:
        return self[f"points_{n}"], self[f"reason_{n}"]

    def fields_of_promise(self, n: int) -> tuple[forms.BoundField, forms.BoundField]:
        return self[f"verdict_{n}"], self[f"why_{n}"]

    def points(self) -> list[tuple[Criterion, Decimal, str]]:
        """Return the criteria that got points."""
        said = self.cleaned_data
        return [
            (criterion, said[f"points_{n}"], said[f"reason_{n}"])
            for n, criterion in enumerate(self.criteria)
            if said[f"points_{n}"] is not None
        ]

    def verdicts(self) -> list[tuple[int, Kept, str]]:
        said = self.cleaned_data
        return [
            (n, Kept(said[f"verdict_{n}"]), said[f"why_{n}"])
            for n, _text in enumerate(self.promises, start=1)
            if said[f"verdict_{n}"]
        ]


class Correction(TypedDict):
    """What a correction says."""

    criterion: Criterion
    points: Decimal
    reason: str


class CorrectionForm(ConfirmForm):
    """Another figure, its reason, and the leader's signature."""

    criterion = forms.ChoiceField(label=gettext_lazy("Criterion"))
    points = forms.DecimalField(
        label=gettext_lazy("Points"), min_value=0, max_value=100, max_digits=5, decimal_places=2
    )
    comment = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        help_text=gettext_lazy("Everybody reads it beside the figure."),
        widget=WORDS,
    )
    field_order = ("criterion", "points", "comment")

    def __init__(self, *args: Any, criteria: Sequence[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = {str(criterion.pk): criterion for criterion in criteria}
        named = [(key, f"{each.title} ({each.weight})") for key, each in self.criteria.items()]
        self.fields["criterion"].choices = named  # type: ignore[attr-defined]

    def said(self) -> Correction:
        """Return what was filled in, for the action."""
        said = self.cleaned_data
        criterion = self.criteria[said["criterion"]]
        return {"criterion": criterion, "points": said["points"], "reason": said["comment"]}


class AnswerForm(forms.Form):
    """The answer to an objection."""

    is_upheld = forms.TypedChoiceField(
        label=gettext_lazy("Is it upheld?"),
        choices=[("yes", gettext_lazy("Upheld")), ("no", gettext_lazy("Not upheld"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    text = forms.CharField(label=gettext_lazy("Answer"), max_length=2000, widget=WORDS)
