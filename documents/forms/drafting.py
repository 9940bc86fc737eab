"""Forms of the people who draft and register documents."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from documents.models import DocumentType
from tenants.models import Member, Tenant, Unit
from tenants.people.roles import ABILITIES
from tenants.scope import new_id


class NewDocumentForm(forms.Form):
    """What a document starts with; its number comes from the type's pattern."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    document_type = forms.ModelChoiceField(DocumentType.objects.none(), label=_("Type"))
    number = forms.CharField(
        label=_("Number"),
        max_length=60,
        required=False,
        help_text=_("Empty: the next one of the type. A reserved number is entered here."),
    )
    title = forms.CharField(label=_("Title"), max_length=200)
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Owning unit"))
    owner = forms.ModelChoiceField(Member.objects.none(), label=_("Owner"))
    language = forms.ChoiceField(label=_("Language"), required=False)  # else the usual one
    clauses = forms.CharField(
        label=_("ISO 9001 clauses"),
        max_length=100,
        required=False,
        help_text=_("Example: 7.5, 8.1"),
    )
    restricted = forms.BooleanField(
        label=_("Restricted"),
        required=False,
        help_text=_("Only the owner, controllers and those it is granted to see it."),
    )
    everybody = forms.BooleanField(
        label=_("Everybody acknowledges it"),
        required=False,
        help_text=_("Otherwise choose units below, or nobody."),
    )
    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(),
        label=_("Units that acknowledge it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, by: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose_language(by.tenant)
        drafts = sorted(ABILITIES["documents.draft"])
        owners = Member.objects.active().filter(roles__overlap=drafts)
        if not by.can("documents.control"):
            owners = owners.filter(pk=by.pk)
            del self.fields["number"]
        for name, rows in (
            ("document_type", DocumentType.objects.in_use()),
            ("unit", Unit.objects.active()),
            ("owner", owners),
            ("units", Unit.objects.active()),
        ):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        self.initial.setdefault("owner", by.pk)

    def _choose_language(self, tenant: Tenant) -> None:
        """Offer the languages documents may have; nothing to choose where it is one."""
        names = [each for each in settings.LANGUAGES if each[0] in tenant.document_languages]
        if len(names) < 2:
            del self.fields["language"]
            return
        self.fields["language"].choices = names  # type: ignore[attr-defined]
        self.initial.setdefault("language", tenant.document_language)


class CancelForm(forms.Form):
    """Why a revision is given up."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}))
