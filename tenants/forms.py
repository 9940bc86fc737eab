"""Forms of an organisation."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tenants.changing import ChangeForm
from tenants.door.factors import REAL
from tenants.door.fetching import is_allowed
from tenants.models import Member, Provider, Tenant


class OrganisationForm(ChangeForm):
    """What an organisation says of itself."""

    invitation_days = forms.IntegerField(
        label=_("Days of an invitation"),
        help_text=_("So long a link or a code works."),
        min_value=1,
        max_value=90,
    )

    class Meta:
        model = Tenant
        fields = ("name_zh", "name_en", "letterhead", "time_zone", "language", "invitation_days")
        help_texts = {
            "letterhead": _("One line at the head of PDFs and prints; the name if it is empty."),
            "time_zone": _("Example: Asia/Shanghai. Days begin and documents take effect by it."),
            "language": _("Of new accounts, until their owners choose another."),
        }


class SecondFactorForm(ChangeForm):
    """Who needs more than a password."""

    class Meta:
        model = Tenant
        fields = ("requires_second_factor_for_administrators",)
        help_texts = {
            "requires_second_factor_for_administrators": _(
                "In the city and in every zone: who administers and has none is led to set one up."
            )
        }


class ProviderForm(ChangeForm):
    """Where people sign in instead of here."""

    new_secret = forms.CharField(
        label=_("Client secret"),
        required=False,
        max_length=500,
        strip=True,
        help_text=_("It is never shown again; leave this empty to keep the one there is."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    class Meta:
        model = Provider
        fields = ("label", "issuer", "client_id", "is_open")
        help_texts = {
            "label": _("For example: WeCom, or the name of your portal."),
            "issuer": _("As the provider writes it; its settings are read from there."),
        }

    def clean_issuer(self) -> str:
        issuer: str = self.cleaned_data["issuer"]
        if not is_allowed(issuer):
            raise forms.ValidationError(_("Only https, unless the operator has allowed this one."))
        return issuer

    def _names(self) -> list[str]:
        return [name for name in super()._names() if name != "new_secret"]


class LostFactorForm(forms.Form):
    """Whose second factor is lost, and why it is taken off."""

    member = forms.ModelChoiceField(Member.objects.all(), label=_("Person"), empty_label="—")
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        with_one = Member.objects.filter(user__factors__kind__in=REAL)
        self.fields["member"].queryset = with_one.distinct()  # type: ignore[attr-defined]


class LocalDayForm(forms.Form):
    """A day on which this organisation works otherwise than the state's calendar says."""

    day = forms.DateField(
        label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    is_worked = forms.TypedChoiceField(
        label=_("Worked"),
        choices=[("no", _("Day off")), ("yes", _("Working day"))],
        coerce=lambda value: value == "yes",
    )
    reason = forms.CharField(label=_("Reason"), max_length=100)


class DaysField(forms.CharField):
    """Numbers of days in one line, separated as people do."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        words = re.split(r"[\s,，、;；]+", (super().to_python(value) or "").strip())
        if not all(re.fullmatch(r"[0-9]{1,4}", word) for word in words):
            raise ValidationError(_("Write numbers, separated by commas: 30, 14, 7, 1, 0."))
        return sorted(map(int, words), reverse=True)


class RemindersForm(ChangeForm):
    """How long people have, what they state, when they are reminded."""

    remind_ahead = DaysField(
        label=_("Days before it is due"),
        help_text=_("At most 8 numbers from 0 to 365, among them 0, the day itself."),
    )

    class Meta:
        model = Tenant
        fields = (
            *("acknowledge_within_days", "joiners_read_within_days", "acknowledge_early"),
            "acknowledged_enough",
            *("statement_zh", "statement_en"),
            *("remind_ahead", "remind_daily_for"),
            *("escalate_after", "head_after", "city_after", "quiet_from", "quiet_until"),
            "feeds_name_documents",
        )
        help_texts = {
            "acknowledge_within_days": _("1 to 365, for revisions put in force from now on."),
            "joiners_read_within_days": _(
                "1 to 365, from the day they come into an audience; never less than the others."
            ),
            "acknowledge_early": _("Otherwise from the day on which it takes effect."),
            "acknowledged_enough": _("1 to 100: below it the clause matrix says so."),
            "statement_zh": _(
                "{label} stands for the version, {changes} for the number of changes, {date} for"
                " the day from which it holds. Empty: the words of the product."
            ),
            "remind_daily_for": _("On working days; afterwards once a week. 0 to 90."),
            "city_after": _("Only how many; no title and no name leaves the organisation."),
            "quiet_until": _("Digests wait for this hour. The same hour twice: no quiet hours."),
        }
