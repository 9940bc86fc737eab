"""The form for a new organ or zone."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from documents.models import DocumentType
from oversight.actions.provisioning import ZonePlan
from oversight.furniture import sources
from tenants.models import Member, Tenant, Unit
from tenants.people.roles import ABILITIES

KINDS = [(kind.value, kind.label) for kind in (Tenant.Kind.ZONE, Tenant.Kind.ORGAN)]


REVIEW_MONTHS = [
    (n, ngettext_lazy("%(n)d month", "%(n)d months", n) % {"n": n}) for n in (6, 12, 24, 36)
]
SHOWS_SAMPLES = {
    "hx-post": "",
    "hx-target": "#samples",
    "hx-trigger": "input changed delay:300ms",
}


class ZoneForm(forms.Form):
    """What only a person can say; rules on it are the action's."""

    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=100)
    name_en = forms.CharField(label=_("English name"), max_length=200)
    code = forms.CharField(
        label=_("Code"),
        max_length=12,
        widget=forms.TextInput(attrs=SHOWS_SAMPLES),
        help_text=_(
            "2 to 12 capital letters or digits. It begins every document number and never changes."
        ),
    )
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
        return ZonePlan(**facts)


class FurnitureForm(forms.Form):
    """What a zone begins with."""

    source = forms.ChoiceField(
        label=_("Which system do we begin with?"), choices=sources.choices, widget=forms.RadioSelect
    )
    version_scheme = forms.ChoiceField(
        label=_("Version scheme"), choices=Tenant.VersionScheme.choices
    )
    review_months = forms.TypedChoiceField(
        label=_("Review interval"),
        choices=[("", _("As the blueprint says")), *REVIEW_MONTHS],
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, data: Any = None, *, zone: Tenant) -> None:
        super().__init__(data, initial={"source": "default", "version_scheme": zone.version_scheme})

    def chosen(self) -> tuple[str, str]:
        """Return source and version scheme as far as they are chosen, else as they begin."""
        return self["source"].value(), self["version_scheme"].value()


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


class ImportForm(forms.Form):
    """An archive, and where its documents belong unless its folders say otherwise."""

    file = forms.FileField(
        label=_("ZIP file"), widget=forms.ClearableFileInput(attrs={"accept": ".zip"})
    )
    document_type = forms.ModelChoiceField(DocumentType.objects.none(), label=_("Type"))
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Owning unit"))
    owner = forms.ModelChoiceField(Member.objects.none(), label=_("Owner"))

    def __init__(self, *args: Any, by: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        drafts = sorted(ABILITIES["documents.draft"])
        for name, rows in (
            ("document_type", DocumentType.objects.in_use()),
            ("unit", Unit.objects.active()),
            ("owner", Member.objects.active().filter(roles__overlap=drafts)),
        ):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        self.initial.setdefault("owner", by.pk)


class RegisterForm(forms.Form):
    """A register kept elsewhere, its files, and what holds where a cell is empty."""

    file = forms.FileField(
        label=_("Excel sheet"),
        help_text=_("One document in a row, 10,000 rows and 5 MB at most."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )
    archive = forms.FileField(
        label=_("ZIP of the files"),
        required=False,
        help_text=_("May be left out. A file belongs to the row whose number is in its name."),
        widget=forms.FileInput(attrs={"accept": ".zip"}),
    )
    owner = forms.ModelChoiceField(Member.objects.none(), label=_("Owner where none is named"))
    document_type = forms.ModelChoiceField(
        DocumentType.objects.none(), label=_("Type where none is named"), required=False
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Owning unit where none is named"), required=False
    )

    def __init__(self, *args: Any, by: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (
            ("owner", Member.objects.active()),
            ("document_type", DocumentType.objects.in_use()),
            ("unit", Unit.objects.active()),
        ):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        self.initial.setdefault("owner", by.pk)


class CalendarForm(forms.Form):
    """A year's holidays and make-up working days, as a file."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    file = forms.FileField(
        label=_("File"),
        max_length=200,
        help_text=_("CSV in UTF-8, with its source in the first line:"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )
