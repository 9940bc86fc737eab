"""Who has to read a document's next revisions, and what new staff always read."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from documents.models import Document, DocumentType
from tenants.models import Group, Member, Post, Unit
from tenants.organisation.forms import person_named

MOST_PEOPLE = 200


class _Lines(forms.CharField):
    """Things named one a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def lines(self, value: str) -> list[str]:
        return list(dict.fromkeys(filter(None, map(str.strip, value.splitlines()))))


class PeopleField(_Lines):
    """People by name or staff number, one a line."""

    def clean(self, value: Any) -> list[Member]:
        """Return the active members named; say which line names nobody."""
        lines = self.lines(super().clean(value) or "")
        if len(lines) > MOST_PEOPLE:
            raise ValidationError(_("So many people are better put into a group."))
        found, faults = [], []
        for line in lines:
            try:
                found.append(person_named(line))
            except ValidationError as error:
                faults.append(f"{line}: {' '.join(error.messages)}")
        if faults:
            raise ValidationError(faults)
        return list(dict.fromkeys(found))


class AudienceForm(forms.Form):
    """Who has to read the document's next revisions."""

    everybody = forms.BooleanField(
        label=_("Everybody acknowledges it"),
        required=False,
        help_text=_("Then nothing below counts."),
    )
    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(),
        label=_("Units that acknowledge it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("With all units below them, as they are on the day."),
    )
    posts = forms.ModelMultipleChoiceField(
        Post.objects.none(),
        label=_("Posts that acknowledge it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    groups = forms.ModelMultipleChoiceField(
        Group.objects.none(),
        label=_("Groups that acknowledge it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    people = PeopleField(
        label=_("People who acknowledge it"),
        required=False,
        help_text=_("One a line: name or staff number."),
    )

    def __init__(self, data: Any = None, *, document: Document) -> None:
        rules = list(document.audience.select_related("member"))
        initial = {
            "everybody": any(rule.scope == "everybody" for rule in rules),
            "units": [rule.unit_id for rule in rules if rule.unit_id],
            "posts": [rule.post_id for rule in rules if rule.post_id],
            "groups": [rule.group_id for rule in rules if rule.group_id],
            "people": "\n".join(
                rule.member.staff_number or rule.member.name for rule in rules if rule.member
            ),
        }
        super().__init__(data, initial=initial)
        for name, rows in (
            ("units", Unit.objects.active()),
            ("posts", Post.objects.active()),
            ("groups", Group.objects.active().order_by("name")),
        ):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
            if name != "units" and not rows.exists():
                del self.fields[name]


class AudienceNowForm(AudienceForm):
    """The same, and whether it holds for the text in force from today."""

    from_today = forms.BooleanField(
        label=_("Also for the revision in force, from today"),
        required=False,
        help_text=_("Whoever comes in has the time of a newcomer."),
    )

    def __init__(self, data: Any = None, *, document: Document, by: Member) -> None:
        super().__init__(data, document=document)
        if not (by.can("documents.control") and document.is_in_force()):
            del self.fields["from_today"]


class DocumentsField(_Lines):
    """Documents by their numbers, one a line."""

    def clean(self, value: Any) -> list[Document]:
        """Return the documents named; say which line names none."""
        lines = self.lines(super().clean(value) or "")
        found = {d.number: d for d in Document.objects.live().filter(number__in=lines)}
        missing = [line for line in lines if line not in found]
        if missing:
            numbers = ", ".join(missing)
            raise ValidationError(
                _("There is no such document: %(numbers)s.") % {"numbers": numbers}
            )
        return list(found.values())


class StandingRuleForm(forms.Form):
    """What new staff have to read."""

    name = forms.CharField(label=_("Name of the rule"), max_length=100)
    level = forms.TypedChoiceField(
        label=_("All documents of a level"), required=False, coerce=int, empty_value=None
    )
    of_own_unit = forms.BooleanField(
        label=_("Only those of their own unit"),
        required=False,
        initial=True,
        help_text=_("Who belongs to a unit below counts, too."),
    )
    documents = DocumentsField(
        label=_("Or an onboarding list"),
        required=False,
        help_text=_("Numbers of documents, one a line; leave the level empty then."),
    )
    within_days = forms.IntegerField(
        label=_("Days to acknowledge"), min_value=1, max_value=365, initial=30
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        levels = DocumentType.objects.in_use().order_by("level").values_list("level", flat=True)
        choices = [("", _("No level")), *((level, str(level)) for level in dict.fromkeys(levels))]
        self.fields["level"].choices = choices  # type: ignore[attr-defined]
