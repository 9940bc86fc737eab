"""Forms of management reviews: planning one, what it looks at, and what becomes of it."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.forms.uploading import UploadForm
from oversight.actions.management_reviews import MINUTES
from oversight.certification.forms import DayField, NamesField
from oversight.improvement.inputs import INPUTS
from oversight.models import ManagementReview, ReviewAction
from tenants.models import Member, MemberQuerySet, Unit
from tenants.scope import new_id

FACTS: Final = ("title", "planned_on", "owner")
DECIDED: Final = ("kind", "words", "owner", "unit", "due_on")


class _People(forms.Form):
    """Who takes part: one's own people, and others by name."""

    people = forms.ModelMultipleChoiceField(
        Member.objects.none(), label=_("Participants"), required=False
    )
    names = NamesField(label=_("Participants from outside"))

    def offer(self, review: ManagementReview | None) -> None:
        """Let active people be chosen; those named in the plan are chosen already."""
        field = self.fields["people"]
        field.queryset = Member.objects.active()  # type: ignore[attr-defined]
        if review is not None:
            there = list(review.participants.all())
            self.initial["people"] = [each.member_id for each in there if each.member_id]
            others = [each.name for each in there if each.member_id is None]
            self.initial["names"] = "\n".join(others)

    def chosen(self) -> list[Member | str]:
        said = self.cleaned_data
        return [*said["people"], *said["names"]]


class PlanForm(_People, forms.ModelForm):  # type: ignore[type-arg]
    """When the system is reviewed next, and who prepares that."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)

    class Meta:
        model = ManagementReview
        fields = FACTS
        field_classes: Final = {"planned_on": DayField}
        help_texts: Final = {"owner": _("Prepares it, and is reminded.")}

    field_order = (*FACTS, "people", "names")

    def __init__(
        self, data: Any = None, *, by: Member, review: ManagementReview | None = None
    ) -> None:
        super().__init__(data, instance=review, initial={"owner": by.pk} if not review else None)
        self.fields["owner"].queryset = Member.objects.active()  # type: ignore[attr-defined]
        self.offer(review)

    def _post_clean(self) -> None:
        """Leave the review itself as it is: the action changes it."""

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FACTS}


class WriteForm(forms.Form):
    """What people say of each input, and what follows from all of it."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data: Any = None, *, review: ManagementReview) -> None:
        words = dict(review.inputs.values_list("name", "words"))
        given = words | {"conclusion": review.conclusion, "version": review.version}
        super().__init__(data, initial=given)
        for each in INPUTS:
            self.fields[each.name] = _long(f"{each.letter} {each.label}")
        self.fields["conclusion"] = _long(
            _("Conclusion"), help_text=_("Is the system suitable, adequate and effective?")
        )

    def words(self) -> dict[str, str]:
        return {each.name: self.cleaned_data[each.name] for each in INPUTS}


def _long(label: Any, **more: Any) -> forms.CharField:
    box = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, required=False, max_length=4000, widget=box, **more)


class HoldForm(_People):
    """The day on which it was held, and who took part."""

    on = DayField(label=_("Day of the review"))
    field_order = ("on", "people", "names")

    def __init__(self, data: Any = None, *, review: ManagementReview, today: dt.date) -> None:
        super().__init__(data, initial={"on": min(review.planned_on, today)}, auto_id="hold_%s")
        self.offer(review)


class MinutesForm(UploadForm):
    """The minutes as they were written."""

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, among=MINUTES)
        self.auto_id = "minutes_%s"
        self.fields["file"].label = _("Minutes")


class CancelForm(forms.Form):
    """Why a review is not held."""

    why = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="cancel_%s")


def who_may_act() -> MemberQuerySet:
    """Return who can carry out a decision."""
    return Member.objects.active().able("management_reviews.act")


class DecisionForm(forms.ModelForm):  # type: ignore[type-arg]
    """Something that was decided: what, who, by when."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)

    class Meta:
        model = ReviewAction
        fields = DECIDED
        widgets: Final = {"words": forms.Textarea(attrs={"rows": 3})}
        field_classes: Final = {"due_on": DayField}
        help_texts: Final = {"unit": _("Its head is told when a day was missed.")}

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="decide_%s")
        self.fields["owner"].queryset = who_may_act()  # type: ignore[attr-defined]
        self.fields["unit"].queryset = Unit.objects.active()  # type: ignore[attr-defined]

    def _post_clean(self) -> None:
        """Leave the rules to the action."""

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in DECIDED}


class DoneForm(forms.Form):
    """What was done."""

    words = forms.CharField(
        label=_("How it was done"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="done_%s")


class HandOnForm(forms.Form):
    """Whose a decision is from now on, and by when."""

    owner = forms.ModelChoiceField(Member.objects.none(), label=_("Owner"), empty_label=None)
    due_on = DayField(label=_("Due on"))
    why = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data: Any = None, *, action: ReviewAction) -> None:
        given = {"owner": action.owner_id, "due_on": action.due_on}
        super().__init__(data, initial=given, auto_id="hand_on_%s")
        self.fields["owner"].queryset = who_may_act()  # type: ignore[attr-defined]
