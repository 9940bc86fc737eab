"""Forms of the people who decide and acknowledge; the key tells a double click from two acts."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals.confirming import ConfirmForm
from approvals.leaving.labels import label_of
from approvals.leaving.moving import Move
from approvals.rounds.rereading import Choice, Rereading
from tenants.http import MemberRequest
from tenants.models import Member
from tenants.people.roles import ABILITIES, Role
from tenants.scope import new_id

ANEW, KEPT = "anew", "kept"
READING: Final = (
    (ANEW, _("Everybody reads it anew")),
    (KEPT, _("What was acknowledged holds")),
)
DATE: Final = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class StepForm(forms.Form):
    """Which step is meant, where a person has several in one round."""

    step = forms.UUIDField(required=False)

    def wanted(self) -> UUID | None:
        """Return the step asked for; None when none is, or it is no step."""
        step: UUID | None = self.cleaned_data.get("step") if self.is_valid() else None
        return step


class KeyForm(forms.Form):
    """The key of a request, whatever it asks for."""

    key = forms.UUIDField()


class ReasonForm(forms.Form):
    """Why something is returned, rejected or recalled."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    comment = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))


class RecallForm(forms.Form):
    """Why a submission is taken back; free before the first signature."""

    reason = forms.CharField(
        label=_("Reason"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class SignForm(ConfirmForm):
    """A signature: a word about it or none, and who it is, confirmed for this signature alone."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    comment = forms.CharField(
        label=_("Comment"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    field_order = ("key", "comment")
    offered: Mapping[UUID, Rereading] = {}

    def offer_rereading(self, offered: Mapping[UUID, Rereading]) -> None:
        """Let who approves last say what staff read anew; as it stands is chosen."""
        self.offered = offered
        for pk, found in offered.items():
            as_it_stands = ANEW if found.anew else KEPT
            self.fields[f"reading_{pk.hex}"] = forms.ChoiceField(
                label=_("Acknowledgement"),
                choices=READING,
                required=False,
                initial=as_it_stands,
                widget=forms.RadioSelect,
            )
            self.fields[f"seen_{pk.hex}"] = forms.CharField(
                required=False, widget=forms.HiddenInput, initial=as_it_stands
            )

    def readings(self) -> Iterator[tuple[Rereading, forms.BoundField, forms.BoundField]]:
        """Yield each choice with its fields: what is chosen, and what held when it was shown."""
        for pk, found in self.offered.items():
            yield found, self[f"reading_{pk.hex}"], self[f"seen_{pk.hex}"]

    def said(self, request: MemberRequest) -> dict[str, Any]:
        """Return what signing a step needs of this form."""
        said = self.cleaned_data
        chosen = {
            pk: Choice(said[f"reading_{pk.hex}"] == ANEW, said[f"seen_{pk.hex}"] == ANEW)
            for pk in self.offered
            if said[f"reading_{pk.hex}"]
        }
        known = {name: said[name] for name in ("key", "comment")}
        return known | {"proof": self.proof(request), "reading": chosen}


class SeenForm(forms.Form):
    """Where only a look is asked for: a word about it, or none."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    comment = forms.CharField(
        label=_("Comment"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class AcknowledgeForm(forms.Form):
    """One statement, ticked by the person and never for them."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    statement = forms.CharField(widget=forms.HiddenInput, required=False)
    understood = forms.BooleanField(label=_("I have read this revision and will work to it."))


class AnswersForm(forms.Form):
    """Answers to questions of understanding: places of choices under the id of each question."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)

    def chosen(self, questions: Iterable[UUID]) -> dict[UUID, set[int]]:
        """Return what was chosen of each question that was answered; nonsense is no answer."""
        data: Any = self.data
        said = {pk: set(data.getlist(str(pk))) for pk in questions if str(pk) in data}
        return {
            pk: {int(place) for place in places if place.isdecimal() and len(place) < 3}
            for pk, places in said.items()
        }


class DelegationForm(forms.Form):
    """Who stands in for whom, from when until when, and why."""

    delegator = forms.ModelChoiceField(Member.objects.none(), label=_("Stands in for"))
    deputy = forms.ModelChoiceField(
        Member.objects.none(), label=_("Deputy"), empty_label=_("Choose somebody")
    )
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


class HandOverForm(forms.Form):
    """What of a person's goes to whom: the rows of each kind, and one successor for them."""

    def __init__(
        self, *args: Any, held: dict[str, list[tuple[str, str]]], leaver: Member, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = list(held)
        people = Member.objects.active().filter(user__is_active=True).exclude(pk=leaver.pk)
        for kind, rows in held.items():
            self.fields[kind] = forms.MultipleChoiceField(
                label=str(label_of(kind)),
                choices=rows,
                initial=[key for key, _words in rows],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
            self.fields[f"{kind}_to"] = forms.ModelChoiceField(
                people, label=_("Goes to"), required=False, empty_label=_("Stays for now")
            )

    def moves(self) -> list[Move]:
        """Return what was ticked and given to somebody."""
        said = self.cleaned_data
        return [
            Move(kind, key, said[f"{kind}_to"])
            for kind in self.kinds
            if said.get(f"{kind}_to")
            for key in said[kind]
        ]


class LeaveForm(forms.Form):
    """Who takes the work of somebody who is gone, and why they are."""

    to = forms.ModelChoiceField(
        Member.objects.none(), label=_("Document controller"), empty_label=_("Choose somebody")
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, leaver: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        controllers = Member.objects.active().with_role(Role.CONTROLLER).exclude(pk=leaver.pk)
        self.fields["to"].queryset = controllers  # type: ignore[attr-defined]


class ReturnForm(forms.Form):
    """Until when somebody who comes back belongs here again."""

    valid_until = forms.DateField(label=_("Last day"), required=False, widget=DATE)
