"""Forms of the people who decide and acknowledge; the key tells a double click from two acts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tenants.scope import new_id


class ReasonForm(forms.Form):
    """Why something is returned, rejected or recalled."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    comment = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))


class RecallForm(forms.Form):
    """Why a submission is taken back; free before the first signature."""

    reason = forms.CharField(
        label=_("Reason"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class SignForm(forms.Form):
    """A signature: the password, entered for this signature alone."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    comment = forms.CharField(
        label=_("Comment"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    password = forms.CharField(
        label=_("Your password, to confirm who signs"),
        strip=False,
        help_text=_("Pasting and password managers work. Locked for 15 minutes after 5 errors."),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class AcknowledgeForm(forms.Form):
    """One statement, ticked by the person and never for them."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    understood = forms.BooleanField(label=_("I have read this revision and will work to it."))
