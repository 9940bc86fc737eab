"""The form for a new organ or zone."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from oversight import blueprint
from oversight.actions.provisioning import ZonePlan
from tenants.models import Tenant

KINDS = [(kind.value, kind.label) for kind in (Tenant.Kind.ZONE, Tenant.Kind.ORGAN)]


def _blueprints() -> list[tuple[str, str]]:
    plans = [blueprint.load(code) for code in blueprint.names()]
    is_chinese = (get_language() or "").startswith("zh")
    return [(plan.code, plan.name_zh if is_chinese else plan.name_en) for plan in plans]


class ZoneForm(forms.Form):
    """What only a person can say; rules on it are the action's."""

    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=100)
    name_en = forms.CharField(label=_("English name"), max_length=200)
    code = forms.CharField(
        label=_("Code"),
        max_length=12,
        help_text=_(
            "2 to 12 capital letters or digits. It begins every document number and never changes."
        ),
    )
    blueprint = forms.ChoiceField(label=_("Blueprint"), choices=_blueprints)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=[(name, name) for name in sorted(available_timezones())],
        initial="Asia/Shanghai",
    )
    admin_name = forms.CharField(label=_("Name of the first administrator"), max_length=50)
    admin_email = forms.EmailField(
        label=_("E-mail of the first administrator"),
        help_text=_("An invitation to set a password goes there."),
    )

    def clean_code(self) -> str:
        """Take the code however it was typed."""
        code: str = self.cleaned_data["code"]
        return code.upper()

    def plan(self) -> ZonePlan:
        """Return what was said, for the action."""
        facts: dict[str, Any] = dict(self.cleaned_data)
        return ZonePlan(**facts | {"blueprint": blueprint.load(facts["blueprint"])})


class NamesForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a zone is called."""

    class Meta:
        model = Tenant
        fields = ("name_zh", "name_en")


class ReasonForm(forms.Form):
    """Why a zone is suspended, or may work again."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
