"""Forms of a conversation: what is said, and to whom."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tenants.models import Member
from tenants.scope import new_id


class AnswerForm(forms.Form):
    """An answer; the key tells a double click from two answers."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    body = forms.CharField(
        label=_("Answer"), max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )


class MessageForm(forms.Form):
    """A comment to everybody, or a question to one."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    body = forms.CharField(
        label=_("Comment or question"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    to = forms.ModelChoiceField(
        Member.objects.none(),
        label=_("Ask"),
        required=False,
        empty_label=_("Nobody: a comment to all"),
        help_text=_("Who is asked finds the question in the inbox; you are told of the answer."),
    )

    def __init__(self, *args: Any, people: Collection[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = Member.objects.filter(  # type: ignore[attr-defined]
            pk__in=[member.pk for member in people]
        )
