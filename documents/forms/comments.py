"""The forms of comments."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AnswerForm(forms.Form):
    """What is said to a comment."""

    body = forms.CharField(
        label=_("Comment"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )


class CommentForm(AnswerForm):
    """What is said about a passage: the clause it stands in and how it begins, as it was shown."""

    clause = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)
    quote = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200, strip=False)
