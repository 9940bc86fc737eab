"""Forms of who reviews a text, and of who plans reviews."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.confirming import ConfirmForm
from approvals.models import Review, Verdict
from approvals.reviews.planning import Asked
from documents.models import Document, DocumentType
from tenants.models import Member, Unit
from tenants.people.roles import ABILITIES
from tenants.scope import new_id

DATE: Final = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
DAYS_TO_ACT: Final = 60


class VerdictForm(ConfirmForm):
    """What a review came to, in a sentence; signed by whatever the person has for that."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    verdict = forms.ChoiceField(
        label=_("Verdict"), choices=Verdict.choices, widget=forms.RadioSelect
    )
    comment = forms.CharField(  # so called, it survives the way to an identity provider
        label=_("What it rests on"),
        max_length=1000,
        help_text=_("A sentence. It is signed, and stays with the document."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    act_by = forms.DateField(
        label=_("Changed or retired by"),
        required=False,
        help_text=_("Not for a text that is kept: its next review counts from today."),
        widget=DATE,
    )
    field_order = ("key", "verdict", "comment", "act_by")

    def __init__(self, *args: Any, today: dt.date, review: Review | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("act_by", today + dt.timedelta(days=DAYS_TO_ACT))
        if review is not None and review.verdict:  # one that was returned is given again
            self.initial.update({"verdict": review.verdict, "comment": review.sentence})

    def clean(self) -> dict[str, Any]:
        """Take no day for what is kept: the field stands there for the other verdicts."""
        said = super().clean()
        if said.get("verdict") == Verdict.KEEP:
            said["act_by"] = None
        elif said.get("verdict") and not said.get("act_by") and "act_by" not in self.errors:
            self.add_error("act_by", _("Say by which day it has to be changed or retired."))
        return said


class PlanForm(forms.Form):
    """Which documents are to be reviewed, and over which days."""

    first = forms.DateField(label=_("First day"), widget=DATE)
    last = forms.DateField(label=_("Last day"), widget=DATE)
    levels = forms.TypedMultipleChoiceField(
        label=_("Level"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    types = forms.MultipleChoiceField(
        label=_("Type"), required=False, widget=forms.CheckboxSelectMultiple
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Owning unit"), required=False, empty_label=_("Every unit")
    )
    owner = forms.ModelChoiceField(
        Member.objects.none(), label=_("Owner"), required=False, empty_label=_("Everybody")
    )
    again = forms.BooleanField(label=_("Plan anew what is planned already"), required=False)
    beyond = forms.BooleanField(
        label=_("Also on days after a review is due"),
        required=False,
        help_text=_("Until then it is amber; that is recorded with the plan."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [level for level in DocumentType.Level if level != DocumentType.Level.EXTERNAL]
        types = DocumentType.objects.filter(level__in=own, retired=False)
        choices = {
            "levels": [(level.value, level.label) for level in own],
            "types": [(each.code, f"{each.code} {each.name}") for each in types],
        }
        for name, rows in choices.items():
            self.fields[name].choices = rows  # type: ignore[attr-defined]
        owners = Document.objects.in_force_now().order_by().values("owner")
        self.fields["unit"].queryset = Unit.objects.active()  # type: ignore[attr-defined]
        self.fields["owner"].queryset = Member.objects.filter(pk__in=owners)  # type: ignore[attr-defined]

    def asked(self) -> Asked:
        said = self.cleaned_data
        return Asked(
            first=said["first"],
            last=said["last"],
            levels=said["levels"],
            types=said["types"],
            units=[said["unit"].code] if said["unit"] else [],
            owners=[said["owner"].pk] if said["owner"] else [],
            again=said["again"],
            beyond=said["beyond"],
        )


class MoveForm(forms.Form):
    """On which day one review is planned, and who gives it."""

    day = forms.DateField(label=_("Planned day"), widget=DATE)
    reviewer = forms.ModelChoiceField(Member.objects.none(), label=_("Reviewer"), empty_label=None)
    beyond = forms.BooleanField(label=_("Also after it is due"), required=False)

    def __init__(self, *args: Any, document: Document, review: Review | None, **kwargs: Any):
        super().__init__(*args, **{"auto_id": "plan_%s"} | kwargs)
        decide = sorted(ABILITIES["approvals.decide"])
        people = Member.objects.active().filter(roles__overlap=decide, user__is_active=True)
        self.fields["reviewer"].queryset = people  # type: ignore[attr-defined]
        is_planned = review is not None and review.planned_on is not None
        self.initial["day"] = review.planned_on if review and is_planned else document.review_due
        self.initial["reviewer"] = review.reviewer_id if review else document.owner_id
