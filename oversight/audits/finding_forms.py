"""Forms of findings: raising one, and what is said about one."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from documents.forms.uploading import UploadForm
from documents.models import Clause, Document, StandardEdition
from oversight.audits.roles import may_add_evidence, may_audit, may_close, may_verify
from oversight.audits.saying import EVIDENCE
from oversight.certification.forms import DayField
from oversight.circulation.signed import route_of
from oversight.models import Audit, Finding
from tenants.models import Member, MemberQuerySet, Unit
from tenants.people.roles import Role
from tenants.scope import new_id

LONG: Final = {"rows": 4}
ANSWER_DAYS: Final = 30
FILE: Final = ("file", "upload")
type Deeds = dict[str, "SayingForm"]


def who_may_act() -> MemberQuerySet:
    """Return who can be asked to answer or to verify: who only audits changes nothing here."""
    return Member.objects.active().exclude(roles=[Role.AUDITOR])


class RaiseForm(forms.ModelForm):  # type: ignore[type-arg]
    """What was seen, against which clause, in which unit and text; who answers it by when."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    number = forms.CharField(
        label=_("Document"),
        max_length=60,
        required=False,
        help_text=_("Its number, such as QP-07. The revision that held on the day is kept."),
    )

    class Meta:
        model = Finding
        fields = ("grade", "unit", "clause", "number", "seen", "owner", "verifier", "due_on")
        widgets: Final = {"seen": forms.Textarea(attrs={"rows": 5})}
        field_classes: Final = {"due_on": DayField}
        help_texts: Final = {
            "seen": _("What, where and when, so that somebody else finds it again."),
            "owner": _("Answers it; nobody answers a good practice."),
            "verifier": _("Looks whether the answer holds: somebody else than the owner."),
        }

    def __init__(
        self, data: Any = None, *, by: Member, today: dt.date, initial: dict[str, Any]
    ) -> None:
        day = today + dt.timedelta(days=ANSWER_DAYS)
        super().__init__(data, initial={"due_on": day} | initial)
        self.by = by
        people = who_may_act()
        clauses = Clause.objects.filter(edition=StandardEdition.objects.current())
        offered = {
            **dict.fromkeys(("owner", "verifier"), people),
            "unit": Unit.objects.active(),
            "clause": clauses.order_by("position"),
        }
        for name, rows in offered.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def clean_number(self) -> Document | None:
        """Return the document of this number, if whoever raises the finding sees it."""
        number = self.cleaned_data["number"].strip()
        if not number:
            return None
        found = Document.objects.visible_to(self.by).one_or_none(number__iexact=number)
        if found is None:
            words = _("There is no document %(number)s.")
            raise forms.ValidationError(words, params={"number": number})
        document: Document = found
        return document

    def _post_clean(self) -> None:
        """Leave the finding to the action: it is the one that raises it."""

    def facts(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        said.pop("key")
        return said | {"document": said.pop("number")}


class SayingForm(UploadForm):
    """Something that is said about a finding, by who has read it to this entry."""

    read = forms.IntegerField(widget=forms.HiddenInput)
    label = _("Say")
    is_prompted = False  # it is what the reader is asked for
    takes_file: ClassVar[str] = ""  # whether a file goes with it: "", "may" or "must"

    def __init__(self, data: Any = None, files: Any = None, *, finding: Finding) -> None:
        super().__init__(data, files, among=EVIDENCE)
        self.auto_id = f"{type(self).__name__.removesuffix('Form').lower()}_%s"
        self.initial["read"] = len(finding.entries.all())
        self.finding = finding
        self.order_fields([*(each for each in self.fields if each != "file"), "file"])
        self.fields["file"].label = _("Evidence")
        if self.takes_file != "must":
            self.fields["file"].required = False
        if not self.takes_file:
            del self.fields["file"], self.fields["upload"]

    def said(self) -> dict[str, Any]:
        return {name: said for name, said in self.cleaned_data.items() if name not in FILE}

    def has_file(self) -> bool:
        return any(self.cleaned_data.get(name) for name in FILE)


def words_field(label: Any, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs=LONG)
    return forms.CharField(label=label, max_length=4000, widget=widget, help_text=help_text)


class AnswerForm(SayingForm):
    label, is_prompted, takes_file = _("Answer the finding"), True, "may"
    correction = words_field(
        pgettext_lazy("finding", "Correction"), _("What was put right at once.")
    )
    cause = words_field(_("Cause"), _("Why it came about."))
    action = words_field(_("Corrective action"), _("What keeps it from coming back, by when."))


class VerifyForm(SayingForm):
    label, is_prompted, takes_file = _("The answer holds"), True, "may"
    evidence = words_field(
        _("By what one sees it"), _("Records, places and numbers that were looked at.")
    )


class EvidenceForm(SayingForm):
    label, takes_file = _("Add a file as evidence"), "must"
    words = words_field(_("What it shows"))


class BackForm(SayingForm):
    label = _("Send the answer back")
    words = words_field(_("What is missing"))
    due_on = DayField(label=_("Answer by"))


class CloseForm(SayingForm):
    label = _("Close the finding")
    words = words_field(_("Ground"), _("For example: accepted by the certification body."))

    def __init__(self, data: Any = None, files: Any = None, *, finding: Finding) -> None:
        super().__init__(data, files, finding=finding)
        self.is_prompted = finding.state == Finding.State.VERIFIED


class SendForm(CloseForm):
    label = _("Send its closing round to be signed")


class GiveForm(SayingForm):
    label = _("Give it to others, or another day")
    owner = forms.ModelChoiceField(Member.objects.none(), label=_("Owner"))
    verifier = forms.ModelChoiceField(Member.objects.none(), label=_("Verifier"))
    due_on = DayField(label=_("Answer by"))
    words = words_field(_("Reason"))

    def __init__(self, data: Any = None, files: Any = None, *, finding: Finding) -> None:
        super().__init__(data, files, finding=finding)
        for name in ("owner", "verifier"):
            self.fields[name].queryset = who_may_act()  # type: ignore[attr-defined]
            self.initial[name] = getattr(finding, f"{name}_id")
        self.initial["due_on"] = finding.due_on


class CarryForm(SayingForm):
    label = _("Carry it over to a later audit")
    to = forms.ModelChoiceField(Audit.objects.none(), label=_("Audit"))
    words = words_field(_("Reason"))

    def __init__(self, data: Any = None, files: Any = None, *, finding: Finding) -> None:
        super().__init__(data, files, finding=finding)
        over = (Audit.State.CLOSED, Audit.State.CANCELLED)
        here = (finding.audit_id, finding.carried_to_id)
        others = Audit.objects.exclude(state__in=over).exclude(pk__in=[pk for pk in here if pk])
        self.fields["to"].queryset = others.order_by("planned_from")  # type: ignore[attr-defined]


FORMS: Final[dict[str, type[SayingForm]]] = {
    "answer": AnswerForm,
    "verify": VerifyForm,
    "back": BackForm,
    "close": CloseForm,
    "send": SendForm,
    "evidence": EvidenceForm,
    "give": GiveForm,
    "carry": CarryForm,
}


def possible(finding: Finding, member: Member) -> list[str]:
    """Return what this member can say of a finding as it stands."""
    state, states = finding.state, Finding.State
    is_waiting = state in (states.OPEN, states.ANSWERED)
    is_settled = state in (states.CLOSED, states.CLOSING)
    audits = not is_settled and may_audit(member, finding.audit)
    verifies = state in (states.ANSWERED, states.VERIFIED) and may_verify(member, finding)
    can_close = state == states.VERIFIED or (
        state == states.OPEN and not finding.is_nonconformity()
    )
    closes = can_close and may_close(member, finding)
    is_routed = closes and route_of(finding) is not None
    can = {
        "answer": state == states.OPEN and finding.owner_id == member.pk,
        "verify": verifies and state == states.ANSWERED,
        "close": closes and not is_routed,
        "send": is_routed,
        "evidence": may_add_evidence(member, finding),
        "back": verifies,
        "give": audits and is_waiting,
        "carry": audits and finding.is_nonconformity(),
    }
    return [deed for deed, may in can.items() if may]
