"""Forms that take a file: in one piece, or one that has arrived in pieces before."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.files import kinds
from documents.files.intake import MOST_BYTES
from documents.files.kinds import Kind


class UploadForm(forms.Form):
    """A file in place of the text typed in; without a script it comes with the form itself."""

    upload = forms.UUIDField(required=False, widget=forms.HiddenInput)
    file = forms.FileField(label=_("File"))

    def __init__(
        self, data: Any = None, files: Any = None, *, among: Collection[Kind] | None = None
    ) -> None:
        super().__init__(data, files)
        self.taken = kinds.readable() if among is None else among
        field = self.fields["file"]
        field.required = not (data or {}).get("upload")
        field.widget = forms.FileInput(attrs={"accept": ",".join(kinds.suffixes_of(self.taken))})
        field.help_text = _("%(kinds)s. %(n)d MB at most.") % {
            "kinds": " ".join(kind.suffixes[0] for kind in self.taken),
            "n": MOST_BYTES >> 20,
        }


class BeginForm(forms.Form):
    """What is told of a file before its first piece."""

    name = forms.CharField(max_length=1000, strip=False)
    size = forms.IntegerField(min_value=0, max_value=2**40)
    stamp = forms.CharField(max_length=40, required=False)
    place = forms.CharField(max_length=300)


class PieceForm(forms.Form):
    """Where a piece belongs."""

    offset = forms.IntegerField(min_value=0, max_value=2**40)
