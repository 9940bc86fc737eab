"""Forms about paper copies: to whom they go, who signed, what became of them."""

from typing import Any, Final
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from documents.actions.paper_copies import MOST_AT_ONCE, Receiver
from documents.labels import label_of
from documents.models import PaperCopy, Revision
from tenants.models import Unit
from tenants.organisation.forms import DateField, PersonField, UnitField

DESTROYED, KEPT, RECALLED = (
    PaperCopy.State.DESTROYED,
    PaperCopy.State.KEPT,
    PaperCopy.State.RECALLED,
)
ROWS: Final = 5  # receivers on one form; who has more issues again


class ReceiverForm(forms.Form):
    """A unit, and in it a person or a place."""

    unit = UnitField(label=_("Unit"))
    person = PersonField(
        label=_("Person"), max_length=50, required=False, help_text=_("Name or staff number")
    )
    place = forms.CharField(label=pgettext_lazy("copy", "Place"), max_length=100, required=False)
    count = forms.IntegerField(
        label=pgettext_lazy("copy", "Copies"),
        min_value=1,
        max_value=MOST_AT_ONCE,
        initial=1,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.active()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        is_whole = "person" in said and "place" in said
        if is_whole and not said["person"] and not said["place"]:
            raise ValidationError(gettext("Name a person, or say where the copy is kept."))
        return said

    def receiver(self) -> Receiver:
        said = self.cleaned_data
        return Receiver(said["unit"], said["person"], said["place"], said["count"])


ReceiverFormSet = forms.formset_factory(
    ReceiverForm, extra=ROWS, max_num=ROWS, absolute_max=ROWS, validate_max=True
)


class _RevisionChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.label} {label_of(obj).word}"


class IssueForm(forms.Form):
    """Of which revision copies are issued; the same request sent twice is one."""

    revision = _RevisionChoiceField(Revision.objects.none(), label=_("Revision"), empty_label=None)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, revisions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["revision"].queryset = revisions  # type: ignore[attr-defined]


class ChosenForm(forms.Form):
    """Which copies."""

    copies = forms.ModelMultipleChoiceField(
        PaperCopy.objects.none(), error_messages={"required": _("Choose which copies.")}
    )

    def __init__(self, *args: Any, among: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["copies"].queryset = among  # type: ignore[attr-defined]


class OutcomeForm(ChosenForm):
    """What became of them."""

    outcome = forms.ChoiceField(
        label=_("What became of them"),
        choices=[(each.value, each.label) for each in (DESTROYED, KEPT, RECALLED)],
        widget=forms.Select(attrs={"class": "dc-pill"}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class SignedForm(forms.Form):
    """Who signed for a copy, and when, as it stands on the sheet."""

    name = forms.CharField(label=pgettext_lazy("copy", "Who signed"), max_length=50)
    on = DateField(label=pgettext_lazy("copy", "Signed on"))


class ReasonForm(forms.Form):
    """How a copy was lost or damaged."""

    reason = forms.CharField(label=_("How it happened"), max_length=300)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
