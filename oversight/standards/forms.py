"""Forms of the clause matrix: linking a document, asking for and deciding “not applicable”."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.models import Clause, ClauseLink, Document
from oversight.models import Crosswalk
from tenants.changing import ChangeForm
from tenants.models import Member


class LinkForm(forms.Form):
    """Which document is for a clause, how far, and why."""

    document = forms.CharField(
        label=_("Document"), max_length=60, help_text=_("Its number, such as QP-07.")
    )
    item = forms.RegexField(
        r"^[a-zA-Z]?\Z",
        label=_("Item"),
        required=False,
        max_length=1,
        help_text=_("A letter of the clause's list; empty: all of it."),
    )
    coverage = forms.ChoiceField(label=_("Covers it"), choices=ClauseLink.Coverage)
    why = forms.CharField(
        label=_("Why"), max_length=200, help_text=_("One sentence, for whoever audits it.")
    )

    def __init__(self, *args: Any, by: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_document(self) -> Document:
        """Return the document with this number, if the controller sees it."""
        number = self.cleaned_data["document"].strip()
        found = Document.objects.visible_to(self.by).one_or_none(number__iexact=number)
        if found is None:
            raise forms.ValidationError(
                _("There is no document %(number)s."), params={"number": number}
            )
        document: Document = found
        return document

    def clean_item(self) -> str:
        item: str = self.cleaned_data["item"]
        return item.lower()


class ChangeLinkForm(forms.Form):
    """How far a document covers a clause, and why; or that it does not."""

    act = forms.ChoiceField(choices=[("change", ""), ("unlink", "")])
    coverage = forms.ChoiceField(choices=ClauseLink.Coverage, required=False)
    why = forms.CharField(max_length=200, required=False)


class AskForm(forms.Form):
    """Why a clause does not apply here."""

    reason = forms.CharField(
        label=_("Why it does not apply"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What you do not do, and that your services conform all the same."),
    )


class DecideForm(forms.Form):
    """What the management representative, or later the controller, says of it."""

    act = forms.ChoiceField(choices=[("approve", ""), ("refuse", ""), ("end", "")])
    remark = forms.CharField(
        label=_("Remark"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed when you do not approve it."),
    )


class ClauseForm(ChangeForm):
    """What the quality office says of a clause."""

    class Meta:
        model = Clause
        fields = ("title_zh", "title_en", "may_exclude", "note_zh", "note_en")
        labels = {
            "title_zh": _("Title in Chinese"),
            "title_en": _("Title in English"),
            "may_exclude": _("May be not applicable"),
            "note_zh": _("Note in Chinese"),
            "note_en": _("Note in English"),
        }


class CrosswalkForm(ChangeForm):
    """How a clause differs from the edition before."""

    class Meta:
        model = Crosswalk
        fields = ("kind", "shows_zh", "shows_en")
