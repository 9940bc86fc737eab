"""Forms of audits: planning one, and saying what became of it."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from documents.forms.uploading import UploadForm
from oversight.actions.audits import REPORTS, Team
from oversight.certification.clock import LIVE
from oversight.certification.forms import DayField, NamesField
from oversight.certification.standing import standings
from oversight.models import Audit, Certificate
from tenants.models import Member
from tenants.scope import new_id

DAYS: Final = ("planned_from", "planned_until", "latest_on")
ABOUT: Final = ("kind", "certificate", "title", *DAYS)


class PlanForm(forms.ModelForm):  # type: ignore[type-arg]
    """What is audited when and by whom: one's own people, or others by name."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    lead = forms.ModelChoiceField(
        Member.objects.none(), label=gettext_lazy("Lead auditor"), required=False
    )
    lead_name = forms.CharField(
        label=gettext_lazy("Lead auditor from outside"), max_length=100, required=False
    )
    team = forms.ModelMultipleChoiceField(
        Member.objects.none(), label=gettext_lazy("Auditors"), required=False
    )
    team_names = NamesField(label=gettext_lazy("Auditors from outside"))

    class Meta:
        model = Audit
        fields = (*ABOUT, "owner")
        field_classes: Final = dict.fromkeys(DAYS, DayField)
        help_texts: Final = {
            "certificate": gettext_lazy(
                "Of surveillance, recertification and special audits; of no others."
            ),
            "latest_on": gettext_lazy("Empty: as the clock of the certificate says."),
            "owner": gettext_lazy("Sees to it here, whoever audits, and is reminded."),
        }

    def __init__(
        self, data: Any = None, *, by: Member, audit: Audit | None = None, initial: Any = None
    ) -> None:
        given = {"owner": by.pk, **(initial or {}), **(_team_of(audit) if audit else {})}
        super().__init__(data, instance=audit, initial=given)
        people = Member.objects.active()
        for name in ("owner", "lead", "team"):
            self.fields[name].queryset = people  # type: ignore[attr-defined]
        live = [s.certificate.pk for s in standings(by.tenant.today()) if s.clock.state in LIVE]
        kept = [audit.certificate_id] if audit is not None else []
        certificates = Certificate.objects.filter(pk__in=[*live, *kept])
        self.fields["certificate"].queryset = certificates  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Exactly one leads."""
        super().clean()
        said = self.cleaned_data
        if bool(said.get("lead")) == bool(said.get("lead_name")):
            raise ValidationError(_("Say who leads: one of our people, or somebody from outside."))
        return said

    def _post_clean(self) -> None:
        """Leave the audit itself as it is: the action changes it."""

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in (*ABOUT, "owner")}

    def chosen_team(self) -> Team:
        said = self.cleaned_data
        lead = said["lead"] or said["lead_name"]
        members = [member for member in said["team"] if member != lead]
        return Team(lead=lead, others=[*members, *said["team_names"]])


def _team_of(audit: Audit) -> dict[str, Any]:
    team = list(audit.team.all())
    lead = next((each for each in team if each.is_lead), None)
    others = [each for each in team if not each.is_lead]
    return {
        "lead": lead.member_id if lead else None,
        "lead_name": lead.name if lead and lead.member_id is None else "",
        "team": [each.member_id for each in others if each.member_id],
        "team_names": "\n".join(each.name for each in others if each.member_id is None),
    }


class HoldForm(forms.Form):
    """The last day on which it was held."""

    on = DayField(label=gettext_lazy("Last day of the audit"))

    def __init__(self, data: Any = None, *, today: dt.date) -> None:
        super().__init__(data, initial={"on": today}, auto_id="hold_%s")


class ReportForm(UploadForm):
    """The report, and the day it bears."""

    on = DayField(label=gettext_lazy("Day of the report"))

    def __init__(self, data: Any = None, files: Any = None, *, today: dt.date) -> None:
        super().__init__(data, files, among=REPORTS)
        self.auto_id = "report_%s"
        self.initial["on"] = today
        self.fields["file"].label = pgettext_lazy("audit", "Report")


class CancelForm(forms.Form):
    """Why an audit is not held."""

    why = forms.CharField(
        label=gettext_lazy("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="cancel_%s")


class CloseForm(forms.Form):
    """Nothing but the word that all is done."""


def form_for(act: str, today: dt.date, data: Any = None, files: Any = None) -> forms.Form:
    """Return the form by which something is said of an audit."""
    if act == "hold":
        return HoldForm(data, today=today)
    if act == "report":
        return ReportForm(data, files, today=today)
    return CancelForm(data) if act == "cancel" else CloseForm(data)
