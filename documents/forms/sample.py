"""The form of an auditor's sample."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from documents.actions.samples import Sample
from documents.models import Document, Folder
from tenants.models import Member

EVERYTHING = "everything"
SAMPLE = "sample"


class FoldersChoiceField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Folders to choose from, by code and name."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.code} {obj.name}"


class SampleForm(forms.Form):
    """Everything, or folders and documents one by one."""

    scope = forms.ChoiceField(
        label=_("The auditor sees"),
        choices=((EVERYTHING, _("everything")), (SAMPLE, _("only what is chosen below"))),
        widget=forms.RadioSelect,
    )
    folders = FoldersChoiceField(Folder.objects.none(), label=_("Folders"), required=False)
    documents = forms.CharField(
        label=_("Documents"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_("One number a line. What is restricted needs a grant as well."),
    )

    def __init__(self, *args: Any, by: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["folders"].queryset = Folder.objects.all()  # type: ignore[attr-defined]

    def clean_documents(self) -> list[Document]:
        """Return the documents of these numbers, those who choose may know of."""
        numbers = list(dict.fromkeys(self.cleaned_data["documents"].split()))
        found = {
            document.number: document
            for document in Document.objects.visible_to(self.by).filter(number__in=numbers)
        }
        if missing := [number for number in numbers if number not in found]:
            raise ValidationError(
                _("There is no document %(numbers)s."), params={"numbers": ", ".join(missing)}
            )
        return list(found.values())

    def sample(self) -> Sample | None:
        """Return what was chosen, for the action; None: everything."""
        if self.cleaned_data["scope"] == EVERYTHING:
            return None
        return Sample(self.cleaned_data["folders"], self.cleaned_data["documents"])
