"""Forms of readers who ask, and of owners who answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tenants.scope import new_id


class InquiryForm(forms.Form):
    """A question about a passage: the clause it stands in and how it begins, as it was shown."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    clause = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)
    quote = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200, strip=False)
    body = forms.CharField(
        label=_("Your question"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReplyForm(forms.Form):
    """An answer, and whether the text is changed for it."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    body = forms.CharField(
        label=_("Answer"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    opens_draft = forms.BooleanField(
        label=_("Change the text for it: begin a draft, or note it in the one in work"),
        required=False,
    )
