"""A picture for a draft."""

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.files.kinds import PICTURES, suffixes_of


class PictureForm(forms.Form):
    """One picture; what it is its bytes say."""

    picture = forms.FileField(
        label=_("Picture"),
        widget=forms.FileInput(attrs={"accept": ",".join(suffixes_of(PICTURES))}),
    )
