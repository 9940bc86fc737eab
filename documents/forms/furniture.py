"""Forms of what documents are kept in: types, numbers, folders, languages."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from documents.models import Document, DocumentType
from tenants.changing import ChangeForm
from tenants.models import Tenant

CODE = RegexValidator(r"^[A-Z0-9]{1,10}\Z", _("Use 1 to 10 capital letters or digits."))
OF_TYPE = (
    *("code", "name_zh", "name_en", "level", "review_months", "folder"),
    *("same_signer", "expires_by_itself", "grace_days"),
)
HELP = {
    "code": _("It stands for {level} in numbers and is fixed with the first document."),
    "review_months": _("1 to 120. Documents in force keep the review date they have."),
    "folder": _("Where new documents of this type stand."),
    "same_signer": _("Levels 3 and 4 only."),
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
