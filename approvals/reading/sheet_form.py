"""The form by which a signed sheet comes in: the file, its day, and who signed it."""

from typing import Any

from django import forms
from django.db.models import F
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from approvals.actions.signed_sheets import TAKEN
from approvals.reading.readers import names
from documents.forms.uploading import UploadForm
from documents.models import Revision
from tenants.models import Member
from tenants.scope import new_id


class PeopleOnSheet(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Names to tick, with the staff number; nobody is ticked beforehand and there is no "all"."""

    def label_from_instance(self, obj: Member) -> str:
        """Say beside the name whether this person could acknowledge by themselves."""
        words = f"{obj.name} {obj.staff_number}".strip()
        return (
            words
            if obj.joined_at is None
            else gettext("%(name)s (has an account)") % {"name": words}
        )


class SheetForm(UploadForm):
    """A signed sheet."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    signed_on = forms.DateField(
        label=_("Day on the sheet"), widget=forms.DateInput(attrs={"type": "date"})
    )
    people = PeopleOnSheet(
        None,
        label=_("Who signed it"),
        widget=forms.CheckboxSelectMultiple,
    )
    with_account = forms.BooleanField(
        label=_("Those with an account have signed this sheet with their own hand, too"),
        required=False,
    )

    def __init__(self, data: Any = None, files: Any = None, *, revision: Revision) -> None:
        super().__init__(data, files, among=TAKEN)
        # Sent twice, they have acknowledged by now; shown are those who have not.
        asked = names(revision, show="open" if data is None else "")
        without_first = asked.order_by(F("joined_at").desc(nulls_first=True), "name", "id")
        self.fields["people"].queryset = without_first  # type: ignore[attr-defined]
