"""Forms of what documents are kept in: types, numbers, folders, languages."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from documents.models import Document, DocumentType, Folder
from tenants.changing import ChangeForm, print_of
from tenants.models import Group, Member, Tenant

CODE = RegexValidator(r"^[A-Z0-9]{1,10}\Z", _("Use 1 to 10 capital letters or digits."))
OF_TYPE = (
    *("code", "name_zh", "name_en", "level", "review_months", "folder"),
    *("signing", "same_signer", "expires_by_itself", "grace_days", "sections_zh", "sections_en"),
)
HELP = {
    "code": _("It stands for {level} in numbers and is fixed with the first document."),
    "review_months": _("1 to 120. Documents in force keep the review date they have."),
    "folder": _("Where new documents of this type stand."),
    "same_signer": _("Levels 3 and 4 only."),
    "sections_zh": _("What a new text begins with: one heading a line, without numbers."),
    "grace_days": _("Days after “valid until” before it goes out of force by itself."),
}


class NewTypeForm(forms.ModelForm):  # type: ignore[type-arg]
    """A document type with its first number pattern."""

    class Meta:
        model = DocumentType
        fields = (*OF_TYPE, "number_pattern")
        help_texts = HELP

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].validators.append(CODE)
        self.initial.setdefault("number_pattern", "{tenant}-{level}-{seq:02}")


class TypeForm(ChangeForm):
    """What may change of a document type; its code only while it has no documents."""

    class Meta:
        model = DocumentType
        fields = (*OF_TYPE, "retired")
        labels = {"retired": _("Retired: no new documents of this type")}
        help_texts = HELP

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].validators.append(CODE)
        if Document.objects.of_type(self.instance).exists():
            del self.fields["code"]
            self.initial["seen"] = self._print()


class VersionsForm(ChangeForm):
    """How versions are written and which languages documents have."""

    document_languages = forms.MultipleChoiceField(
        label=_("Languages of documents"),
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Tenant
        fields = ("version_scheme", "document_languages", "document_language")
        help_texts = {
            "version_scheme": _("It can change until the first document is submitted."),
            "document_language": _("One of the languages above."),
        }


class DraftingForm(ChangeForm):
    """What holds while documents are drafted and decided on."""

    class Meta:
        model = Tenant
        fields = ("resolves_comments",)
        help_texts = {
            "resolves_comments": _("Submitting and signing are refused while a comment is open."),
        }


class PatternForm(ChangeForm):
    """What numbers of a type look like."""

    class Meta:
        model = DocumentType
        fields = ("number_pattern",)


class AdvanceForm(forms.Form):
    """At which number a counter goes on."""

    scope = forms.CharField(widget=forms.HiddenInput, max_length=100)
    next_seq = forms.IntegerField(label=_("Go on at"), min_value=1, max_value=999_999)


class ReserveForm(forms.Form):
    """Which numbers are kept back, and why."""

    scope = forms.ChoiceField(label=_("Counts within"))
    first = forms.IntegerField(label=_("From"), min_value=1, max_value=999_999)
    last = forms.IntegerField(label=_("To"), min_value=1, max_value=999_999)
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, data: Any = None, *, scopes: Iterable[str]) -> None:
        super().__init__(data)
        self.fields["scope"].choices = [(name, name) for name in scopes]  # type: ignore[attr-defined]


class NewFolderForm(forms.ModelForm):  # type: ignore[type-arg]
    """A folder for documents."""

    class Meta:
        model = Folder
        fields = ("code", "name_zh", "name_en", "restricted")
        help_texts = {
            "restricted": _("Open to document controllers and those it is granted to only."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].validators.append(CODE)


class FolderForm(ChangeForm):
    """What a folder is called."""

    class Meta:
        model = Folder
        fields = ("name_zh", "name_en")


class RestrictForm(forms.Form):
    """Close or open a folder or a document, knowing what it was."""

    seen = forms.CharField(widget=forms.HiddenInput)
    restricted = forms.TypedChoiceField(
        widget=forms.HiddenInput,
        choices=[("yes", _("yes")), ("no", _("no"))],
        coerce=lambda value: value == "yes",
    )

    def __init__(self, data: Any = None, *, place: Folder | Document) -> None:
        initial = {
            "seen": print_of(place, ["restricted"]),
            "restricted": "no" if place.restricted else "yes",
        }
        super().__init__(data, initial=initial)


class GranteeForm(forms.Form):
    """A person or a group, to be granted something or no longer."""

    member = forms.ModelChoiceField(Member.objects.none(), required=False)
    group = forms.ModelChoiceField(Group.objects.none(), required=False)
    withdraw = forms.BooleanField(required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["member"].queryset = Member.objects.all()  # type: ignore[attr-defined]
        self.fields["group"].queryset = Group.objects.all()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if bool(facts.get("member")) == bool(facts.get("group")):
            raise forms.ValidationError(_("Name a person or a group."))
        return facts

    @property
    def grantee(self) -> Member | Group:
        found: Member | Group = self.cleaned_data["member"] or self.cleaned_data["group"]
        return found
