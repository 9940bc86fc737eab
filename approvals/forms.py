"""Forms of the people who decide and acknowledge; the key tells a double click from two acts."""

from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.models import Member
from tenants.people.roles import ABILITIES
from tenants.scope import new_id

DATE: Final = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class StepForm(forms.Form):
    """Which step is meant, where a person has several in one round."""

    step = forms.UUIDField(required=False)

    def wanted(self) -> UUID | None:
        """Return the step asked for; None when none is, or it is no step."""
        step: UUID | None = self.cleaned_data.get("step") if self.is_valid() else None
        return step


class ReasonForm(forms.Form):
    """Why something is returned, rejected or recalled."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    comment = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))


class RecallForm(forms.Form):
    """Why a submission is taken back; free before the first signature."""

    reason = forms.CharField(
        label=_("Reason"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class SignForm(forms.Form):
    """A signature: the password, entered for this signature alone."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    comment = forms.CharField(
        label=_("Comment"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    password = forms.CharField(
        label=_("Your password, to confirm who signs"),
        strip=False,
        help_text=_("Pasting and password managers work. Locked for 15 minutes after 5 errors."),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class SeenForm(forms.Form):
    """Where only a look is asked for: a word about it, or none."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    comment = forms.CharField(
        label=_("Comment"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class AcknowledgeForm(forms.Form):
    """One statement, ticked by the person and never for them."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    understood = forms.BooleanField(label=_("I have read this revision and will work to it."))


class DelegationForm(forms.Form):
    """Who stands in for whom, from when until when, and why."""

    delegator = forms.ModelChoiceField(Member.objects.none(), label=_("Stands in for"))
    deputy = forms.ModelChoiceField(Member.objects.none(), label=_("Deputy"))
    first = forms.DateField(label=_("First day"), widget=DATE)
    last = forms.DateField(label=_("Last day"), widget=DATE)
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("For example: leave, a course, illness.")
    )
    is_absent = forms.BooleanField(
        label=_("Absent in that time"),
        required=False,
        help_text=_("What is to be read waits: no reminders, and the days are added to its time."),
    )

    def __init__(self, *args: Any, by: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        decide = sorted(ABILITIES["approvals.decide"])
        people = Member.objects.active().filter(roles__overlap=decide, user__is_active=True)
        self.fields["deputy"].queryset = people  # type: ignore[attr-defined]
        self.fields["delegator"].queryset = people  # type: ignore[attr-defined]
        self.initial.setdefault("delegator", by.pk)
        self.initial.setdefault("first", timezone.localdate())
        if not by.can("documents.control"):  # for themselves only, so there is nothing to ask
            self.fields["delegator"] = forms.ModelChoiceField(
                people.filter(pk=by.pk), widget=forms.HiddenInput
            )
            self.fields["deputy"].queryset = people.exclude(pk=by.pk)  # type: ignore[attr-defined]
