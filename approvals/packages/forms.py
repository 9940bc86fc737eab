"""Forms of a change package: what it is for, what is part of it, why it is given up."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.forms import DATE
from approvals.models import Package
from approvals.packages.drafts import drafts_for
from documents.models import Revision
from tenants.models import Member
from tenants.people.roles import ABILITIES
from tenants.scope import new_id


class DraftsChoiceField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Drafts, each by its number and title."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Revision) -> str:
        return f"{obj.document.number} {obj.label} {obj.title}"


class PackageForm(forms.Form):
    """What a package is for and when it takes effect."""

    title = forms.CharField(label=_("Title"), max_length=200)
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))
    effective_on = forms.DateField(
        label=_("Effective date"),
        required=False,
        widget=DATE,
        help_text=_("Of all its documents. Empty: at once, on approval."),
    )


class NewPackageForm(PackageForm):
    """A package to begin, with the drafts it begins with."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    drafts = DraftsChoiceField(Revision.objects.none(), label=_("Drafts"), required=False)

    def __init__(self, *args: Any, by: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["drafts"].queryset = drafts_for(by)  # type: ignore[attr-defined]


class ChangePackageForm(PackageForm):
    """A package that is being put together; somebody else may lead it from now on."""

    lead = forms.ModelChoiceField(Member.objects.none(), label=_("Lead"))

    def __init__(self, *args: Any, package: Package, **kwargs: Any) -> None:
        facts = {name: getattr(package, name) for name in ("title", "reason", "effective_on")}
        kwargs["initial"] = facts | {"lead": package.lead_id}
        super().__init__(*args, **kwargs)
        write = sorted(ABILITIES["documents.draft"])
        people = Member.objects.active().filter(roles__overlap=write).order_by("name")
        self.fields["lead"].queryset = people  # type: ignore[attr-defined]


class DraftsForm(forms.Form):
    """Drafts to put into a package."""

    drafts = DraftsChoiceField(Revision.objects.none(), label=_("Drafts"))

    def __init__(self, *args: Any, by: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["drafts"].queryset = drafts_for(by)  # type: ignore[attr-defined]


class ItemForm(forms.Form):
    """What is done with a draft of a package."""

    act = forms.ChoiceField(choices=[("up", ""), ("remove", "")])
    n = forms.IntegerField()
    number = forms.CharField()


class ChoosePackageForm(forms.Form):
    """Into which package a draft goes."""

    package = forms.ModelChoiceField(
        Package.objects.none(), label=_("Change package"), to_field_name="number", empty_label=None
    )

    def __init__(self, *args: Any, packages: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["package"].queryset = packages  # type: ignore[attr-defined]


class WhyForm(forms.Form):
    """Why a package is cancelled."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}))
