"""Forms of certificates: registering one, what happened to one, and declarations."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.forms.uploading import UploadForm
from documents.models import StandardEdition
from oversight.actions.certificates import SCANS, Happening
from oversight.certification.rules import rules_on
from oversight.models import Certificate, CertificateEvent
from tenants.models import Member, Unit
from tenants.scope import new_id

MOST_YEARS: Final = 30  # that a day which somebody types may be past
LONGEST_NAME: Final = 100
Kind = CertificateEvent.Kind
LONG: Final = ("scope_zh", "scope_en", "sites")
KEPT: Final = (
    "standard",
    "body",
    "accreditation",
    "scope_zh",
    "scope_en",
    "sites",
    "owner",
    "unit",
)


class DayField(forms.DateField):
    """A day, as browsers ask for one; not of a year that was typed wrongly."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def clean(self, value: Any) -> dt.date | None:
        """Refuse the year 26 for 2026: reminders and periods are counted from it."""
        day: dt.date | None = super().clean(value)
        if day is not None and day.year < timezone.localdate().year - MOST_YEARS:
            words = _("Check the year: this day is more than %(n)d years ago.")
            raise ValidationError(words, params={"n": MOST_YEARS})
        return day


class NamesField(forms.CharField):
    """People from outside, one a line."""

    widget = forms.Textarea(attrs={"rows": 2})

    def __init__(self, *, label: Any) -> None:
        help_text = _("One a line.")
        super().__init__(label=label, max_length=1000, required=False, help_text=help_text)

    def clean(self, value: Any) -> list[str]:
        """Return the names; each is one that a report can have."""
        lines = [line.strip() for line in super().clean(value).splitlines()]
        if any(len(line) > LONGEST_NAME for line in lines):
            words = _("Write one name a line, of at most %(n)d characters.")
            raise ValidationError(words, params={"n": LONGEST_NAME})
        return [line for line in lines if line]


class FactsForm(forms.ModelForm):  # type: ignore[type-arg]
    """What is printed on a certificate, and who answers for it here."""

    standard = forms.ModelChoiceField(
        StandardEdition.objects.all(),
        to_field_name="code",
        empty_label=None,
        label=_("Standard"),
        help_text=_("The edition that the certificate names."),
    )

    class Meta:
        model = Certificate
        fields = (
            *("standard", "number", "body", "accreditation", "issued_on", "valid_until"),
            *("scope_zh", "scope_en", "sites", "owner", "unit"),
        )
        widgets: Final = {name: forms.Textarea(attrs={"rows": 2}) for name in LONG}
        field_classes: Final = dict.fromkeys(("issued_on", "valid_until"), DayField)
        help_texts: Final = {
            "owner": _("Is reminded of audits and of the end."),
            "unit": _("Its head is told when a day was missed."),
            "sites": _("One a line."),
        }

    def __init__(self, data: Any = None, *, by: Member, renews: Certificate | None = None) -> None:
        initial: dict[str, Any] = {"standard": StandardEdition.objects.current(), "owner": by.pk}
        if renews is not None:
            initial = {name: getattr(renews, name) for name in KEPT}
        super().__init__(data, initial=initial)
        self.fields["owner"].queryset = Member.objects.active()  # type: ignore[attr-defined]
        self.fields["unit"].queryset = Unit.objects.active()  # type: ignore[attr-defined]

    def clean_standard(self) -> str:
        edition: StandardEdition = self.cleaned_data["standard"]
        return edition.code

    def _post_clean(self) -> None:
        """Leave the rules to the action: it knows a form that is sent again, and says why not."""


class ScanForm(UploadForm):
    """The certificate as it was issued, as PDF or picture; it may follow later."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)

    def __init__(self, data: Any = None, files: Any = None, *, is_required: bool = False) -> None:
        super().__init__(data, files, among=SCANS)
        self.fields["file"].label = _("Scan of the certificate")
        self.fields["file"].required &= is_required

    def has_file(self) -> bool:
        return bool(self.cleaned_data["file"] or self.cleaned_data["upload"])


class HappeningForm(forms.Form):
    """Something that happened to a certificate on a day, and why."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    on = DayField(label=_("Day"))
    until = DayField(label=_("Suspended until"))
    why = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    by_own_fault = forms.BooleanField(
        label=_("By our own fault"),
        required=False,
        help_text=_("Within a year nobody may apply for another certificate then."),
    )

    def __init__(self, data: Any = None, *, kind: Kind, today: dt.date) -> None:
        self.kind = kind
        until = rules_on(today).longest_suspension(today)
        super().__init__(data, initial={"on": today, "until": until}, auto_id=f"{kind.value}_%s")
        if kind != Kind.SUSPENDED:
            del self.fields["until"]
        if kind not in (Kind.SUSPENDED, Kind.WITHDRAWN):
            del self.fields["by_own_fault"]

    def happening(self) -> Happening:
        facts = {name: value for name, value in self.cleaned_data.items() if name != "key"}
        return Happening(kind=self.kind, **facts)


class OwnerForm(forms.Form):
    """Who answers for a certificate from now on."""

    owner = forms.ModelChoiceField(Member.objects.none(), label=_("Owner"))

    def __init__(self, data: Any = None, *, certificate: Certificate) -> None:
        super().__init__(data, initial={"owner": certificate.owner_id})
        self.fields["owner"].queryset = Member.objects.active()  # type: ignore[attr-defined]


class DeclarationForm(forms.Form):
    """One condition, declared to hold or not to."""

    condition = forms.CharField(widget=forms.HiddenInput, max_length=40)
    holds = forms.TypedChoiceField(
        label=_("Does it hold?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce="yes".__eq__,
    )
    note = forms.CharField(label=_("What that rests on"), max_length=500)

    def __init__(self, data: Any = None, *, condition: str = "") -> None:
        super().__init__(
            data, initial={"condition": condition}, auto_id=f"{condition or 'declared'}_%s"
        )


# The word in the address → what it records.
ACTS: Final = {
    "suspend": Kind.SUSPENDED,
    "lift": Kind.LIFTED,
    "withdraw": Kind.WITHDRAWN,
    "surrender": Kind.SURRENDERED,
    "let-go": Kind.EXPIRED,
}
