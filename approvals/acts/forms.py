"""Forms of the controller who withdraws, restores or retires a document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.models import Document
from documents.retirement import ChildPlan, Fate, RetirementPlan

BETWEEN: Final = re.compile(r"[\s,;，；、]+")


class ActForm(forms.Form):
    """Why; it is signed and shown to everybody who works by the document."""

    reason = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class RetireForm(ActForm):
    """From when, what takes its place, and what becomes of each document that belongs to it."""

    effective_on = forms.DateField(
        label=_("Last day of force is the day before"),
        required=False,
        help_text=_("Leave empty to retire it at once, on approval."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    replaced_by = forms.CharField(
        label=_("Replaced by"),
        required=False,
        max_length=500,
        help_text=_("Numbers of documents, with commas between them. Empty: by nothing."),
    )

    def __init__(self, *args: Any, children: Sequence[Document], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.children = children
        for n, child in enumerate(children):
            label = str(child)
            self.fields[f"fate_{n}"] = forms.ChoiceField(
                label=label, choices=[("", _("Choose what becomes of it")), *Fate.choices]
            )
            self.fields[f"to_{n}"] = forms.CharField(
                label=_("Number of the other document"), required=False, max_length=60
            )
            self.fields[f"why_{n}"] = forms.CharField(
                label=_("Why it is kept"), required=False, max_length=300
            )

    def plan(self) -> RetirementPlan:
        """Return what was decided of the document's successors and children."""
        said = self.cleaned_data
        successors = [word for word in BETWEEN.split(said["replaced_by"]) if word]
        children = [
            ChildPlan(
                number=child.number,
                fate=said[f"fate_{n}"],
                to=said[f"to_{n}"].strip() if said[f"fate_{n}"] == Fate.MOVE else "",
                reason=said[f"why_{n}"].strip() if said[f"fate_{n}"] == Fate.KEEP else "",
            )
            for n, child in enumerate(self.children)
        ]
        return RetirementPlan(successors, children)
