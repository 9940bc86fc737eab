"""The form for a PDF that stands for pages nobody could make."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SubstituteForm(forms.Form):
    """A PDF and why it is needed."""

    pdf = forms.FileField(
        label=_("PDF of the same pages"),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf"}),
    )
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Approvers read it; it stays in the audit trail."),
    )
