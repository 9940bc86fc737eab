"""Forms of who reviews a text, and of who plans reviews."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.confirming import ConfirmForm
from approvals.models import Review, Verdict
from tenants.scope import new_id

DATE: Final = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
DAYS_TO_ACT: Final = 60


class VerdictForm(ConfirmForm):
    """What a review came to, in a sentence; signed by whatever the person has for that."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    verdict = forms.ChoiceField(
        label=_("Verdict"), choices=Verdict.choices, widget=forms.RadioSelect
    )
    comment = forms.CharField(  # so called, it survives the way to an identity provider
        label=_("What it rests on"),
        max_length=1000,
        help_text=_("A sentence. It is signed, and stays with the document."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    act_by = forms.DateField(
        label=_("Changed or retired by"),
        required=False,
        help_text=_("Not for a text that is kept: its next review counts from today."),
        widget=DATE,
    )
    field_order = ("key", "verdict", "comment", "act_by")

    def __init__(self, *args: Any, today: dt.date, review: Review | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("act_by", today + dt.timedelta(days=DAYS_TO_ACT))
        if review is not None and review.verdict:  # one that was returned is given again
            self.initial.update({"verdict": review.verdict, "comment": review.sentence})

    def clean(self) -> dict[str, Any]:
        """Take no day for what is kept: the field stands there for the other verdicts."""
        said = super().clean()
        if said.get("verdict") == Verdict.KEEP:
            said["act_by"] = None
        elif said.get("verdict") and not said.get("act_by") and "act_by" not in self.errors:
            self.add_error("act_by", _("Say by which day it has to be changed or retired."))
        return said
