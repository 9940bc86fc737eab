"""Forms of what is said of a document beside its text, and of external documents."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.models import CurrencyCheck, Document, ExternalSource, Folder
from tenants.changing import ChangeForm
from tenants.models import Member, Unit
from tenants.people.roles import ABILITIES
from tenants.scope import new_id


class FactsForm(ChangeForm):
    """Who answers for a document, where it stands, to what it belongs, until when it is valid."""

    parent = forms.CharField(
        label=_("Belongs to document"),
        required=False,
        max_length=60,
        help_text=_("Number of the procedure a form belongs to. Empty: it stands by itself."),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    class Meta:
        model = Document
        fields = ("owner", "unit", "folder", "clauses", "valid_until")
        labels = {"owner": _("Owner"), "unit": _("Owning unit"), "folder": _("Folder")}
        widgets = {"valid_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, by: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        document = self.instance
        drafts = sorted(ABILITIES["documents.draft"])
        owners = Member.objects.active().filter(roles__overlap=drafts, user__is_active=True)
        owners |= Member.objects.filter(pk=document.owner_id)
        units = Unit.objects.active() | Unit.objects.filter(pk=document.unit_id)
        for name, rows in (("owner", owners), ("unit", units), ("folder", Folder.objects.all())):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        self.initial["parent"] = document.parent.number if document.parent else ""

    def clean_parent(self) -> Document | None:
        """Return the document with this number, if the controller sees it."""
        number = self.cleaned_data["parent"].strip()
        if not number:
            return None
        found = Document.objects.visible_to(self.by).one_or_none(number=number)
        if found is None:
            raise forms.ValidationError(
                _("There is no document %(number)s."), params={"number": number}
            )
        document: Document = found
        return document

    def _names(self) -> list[str]:
        return [name for name in super()._names() if name != "reason"]


class SourceForm(ChangeForm):
    """Who issues an external document, under which number, and how often it is checked."""

    class Meta:
        model = ExternalSource
        fields = ("issuer", "number", "edition", "address", "check_months")
        help_texts = {
            "number": _("For example: GB/T 19001-2016, or an official document number."),
            "address": _("Where it is published: an address, a portal, a bookcase."),
            "check_months": _("Empty: as the document type says."),
        }


class CheckForm(forms.ModelForm):  # type: ignore[type-arg]
    """What somebody found who looked whether an external document is current."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)

    class Meta:
        model = CurrencyCheck
        fields = ("on", "looked_at", "result", "note")
        widgets = {
            "on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "note": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            "result": _("If it is not current, owners of documents that cite it are asked to act."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", timezone.localdate())
