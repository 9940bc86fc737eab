"""What is asked for a form that is attached to a draft."""

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.files import kinds

ACCEPT = {"accept": ",".join(kinds.suffixes_of(kinds.ATTACHMENTS))}


class AttachForm(forms.Form):
    """A file with the title of the form it is."""

    title = forms.CharField(label=_("Title of the form"), max_length=200)
    file = forms.FileField(label=_("File"), widget=forms.ClearableFileInput(attrs=ACCEPT))


class ReplaceForm(forms.Form):
    """Another file for a form."""

    file = forms.FileField(label=_("File"), widget=forms.ClearableFileInput(attrs=ACCEPT))
