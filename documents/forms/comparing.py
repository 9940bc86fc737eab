"""What a tick beside a change sends."""

from django import forms
from django.core.validators import RegexValidator

_FINGERPRINT = RegexValidator(r"\A[0-9a-f]{32}\Z")


class TickForm(forms.Form):
    """The button says which change, and its name says whether the tick is set or taken back."""

    viewed = forms.CharField(required=False, validators=[_FINGERPRINT])
    unviewed = forms.CharField(required=False, validators=[_FINGERPRINT])

    # How many ticks the page showed: what it shows next is reckoned from it.
    done = forms.IntegerField(required=False)

    def clean(self) -> dict[str, object]:
        """Read both names as one answer."""
        viewed, unviewed = (self.cleaned_data.get(name) for name in ("viewed", "unviewed"))
        if not viewed and not unviewed:
            raise forms.ValidationError("")
        return self.cleaned_data | {
            "fingerprint": viewed or unviewed,
            "is_viewed": bool(viewed),
        }
