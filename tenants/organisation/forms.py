"""Forms of who organises a tenant: units, and who holds which post in them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.models import Appointment, Group, GroupMember, Member, Post, Unit

CODE = RegexValidator(
    r"^[A-Z0-9][A-Z0-9-]{0,19}\Z", _("Use 1 to 20 capital letters, digits or hyphens.")
)


class UnitField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice among the units there are, by code."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Unit.objects.none(), **{"empty_label": _("Choose…")} | kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.code} {obj.name}"


def person_named(typed: str) -> Member:
    """Return the one active member of this staff number or name; raises ValidationError."""
    members = Member.objects.active()
    found = members.filter(staff_number=typed)[:2] or members.filter(name=typed)[:2]
    if len(found) != 1:
        raise ValidationError(
            _("Several people are called so: enter the staff number.")
            if found
            else _("There is nobody of this name or staff number.")
        )
    return found[0]


class PersonField(forms.CharField):
    """A member by name or staff number: a list of all would be too long for a page."""

    def clean(self, value: Any) -> Member | None:
        """Return who is named; None for nobody, where nobody need be."""
        typed = super().clean(value)
        return person_named(typed) if typed else None


class CodeField(forms.CharField):
    """A code, taken however it was typed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("Code"), max_length=20, validators=[CODE], **kwargs)

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").upper()


class DateField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class NamesForm(forms.Form):
    """The names of a unit, a post or the like, in both languages."""

    name_zh = forms.CharField(label=_("Chinese name"), max_length=100)
    name_en = forms.CharField(label=_("English name"), max_length=100)


class NewUnitForm(NamesForm):
    """A unit to add: its code is part of document numbers and never changes."""

    code = CodeField(help_text=_("It can stand in document numbers, so it never changes."))
    parent = UnitField(label=_("Under"), required=False, empty_label=_("At the top"))

    field_order = ("code", "name_zh", "name_en", "parent")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = Unit.objects.active()  # type: ignore[attr-defined]


class PlaceForm(forms.Form):
    """Where a unit stands."""

    parent = UnitField(label=_("Under"), required=False, empty_label=_("At the top"))

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"initial": {"parent": unit.parent_id}})
        others = Unit.objects.active().exclude(pk=unit.pk)
        self.fields["parent"].queryset = others  # type: ignore[attr-defined]


class MergeForm(forms.Form):
    """Into which unit another one merges."""

    into = UnitField(label=_("Into"))

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Unit.objects.active().exclude(pk=unit.pk)
        self.fields["into"].queryset = others  # type: ignore[attr-defined]


class TermForm(forms.Form):
    """Which post, from when until when, in full or as acting holder."""

    post = forms.ModelChoiceField(Post.objects.none(), label=_("Post"), empty_label=_("Choose…"))
    valid_from = DateField(label=_("From"), initial=timezone.localdate)
    valid_until = DateField(label=_("Last day"), required=False)
    is_acting = forms.BooleanField(
        label=_("Acting"), required=False, help_text=_("Shown and printed with the post.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].queryset = Post.objects.active()  # type: ignore[attr-defined]


class AppointmentForm(TermForm):
    """Who is appointed in a unit."""

    member = PersonField(label=_("Person"), max_length=50, help_text=_("Name or staff number"))


class PlacedAppointmentForm(TermForm):
    """In which unit a person is appointed."""

    unit = UnitField(label=_("Unit"))

    field_order = ("unit", "post", "valid_from", "valid_until", "is_acting")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.active()  # type: ignore[attr-defined]


class ChangeAppointmentForm(forms.Form):
    """What of an appointment changes once it stands."""

    valid_until = DateField(label=_("Last day"), required=False)
    is_acting = forms.BooleanField(label=_("Acting"), required=False)

    def __init__(self, *args: Any, appointment: Appointment, **kwargs: Any) -> None:
        initial = {"valid_until": appointment.valid_until, "is_acting": appointment.is_acting}
        super().__init__(*args, **kwargs | {"initial": initial})


class PostForm(NamesForm):
    """The names of a post, and whether it leads a unit."""

    is_head = forms.BooleanField(
        label=_("Leads a unit"),
        required=False,
        help_text=_("Units in which nobody holds such a post are shown as vacant."),
    )


class NewPostForm(PostForm):
    """A post to add."""

    code = CodeField()

    field_order = ("code", "name_zh", "name_en", "is_head")


class GroupForm(forms.Form):
    """The name of a group."""

    name = forms.CharField(label=_("Group name"), max_length=100)


class JoinForm(forms.Form):
    """Who comes into a group, and from when."""

    member = PersonField(label=_("Person"), max_length=50, help_text=_("Name or staff number"))
    valid_from = DateField(label=_("From"), initial=timezone.localdate)


class LeaveForm(forms.Form):
    """Who leaves a group, and after which day."""

    membership = forms.ModelChoiceField(GroupMember.objects.none(), widget=forms.HiddenInput)
    valid_until = DateField(label=_("Last day"), required=False)

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = GroupMember.objects.filter(group=group)
        self.fields["membership"].queryset = rows  # type: ignore[attr-defined]
