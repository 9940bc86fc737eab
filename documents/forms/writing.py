"""The form of a draft: its sections, and what is said of the change."""

from collections.abc import Mapping
from typing import Any, Final, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.models import Revision
from documents.text.sections import Section, Sections, cut, join, of_template

TYPED: Final = (
    *("title", "change_class", "summary", "reason", "impact"),
    *("effective_on", "markdown"),
)


class SectionsWidget(forms.Textarea):
    """Puts the text together from the fields of its sections, or takes it in one piece."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        if f"{name}_body" not in data or not hasattr(data, "getlist"):
            return super().value_from_datadict(data, files, name)
        level = data.get(f"{name}_level", "")
        parts = zip(data.getlist(f"{name}_heading"), data.getlist(f"{name}_body"), strict=False)
        sections = (Section(heading, body) for heading, body in parts)
        return join(min(max(int(level), 1), 6) if level.isdecimal() else 1, sections)


class DraftForm(forms.ModelForm):  # type: ignore[type-arg]
    """The text of a draft and what is said of the change."""

    saves = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Revision
        fields = TYPED
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 3}),
            "reason": forms.Textarea(attrs={"rows": 2}),
            "impact": forms.Textarea(attrs={"rows": 2}),
            "markdown": SectionsWidget,
            "effective_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "effective_on": _("Leave empty to take effect at once, on approval."),
            "change_class": _("It decides who approves and whether staff acknowledge again."),
        }

    def sections(self) -> Sections:
        """Return the text as it is to be written: by its headings, or by the type's template."""
        found = cut(self["markdown"].value() or "")
        if not found.parts:
            document = self.instance.document
            names = document.document_type.sections_in(document.language)
            found = Sections(1, of_template(names))
        return Sections(found.level, (*found.parts, Section("", "")))

    def facts(self) -> dict[str, Any]:
        """Return what is to be saved; no text when a file is the text and none was sent."""
        return dict(self.cleaned_data) | ({} if self._has_text() else {"markdown": None})

    def typed(self) -> dict[str, str]:
        """Return what was typed, whether it could be saved as it is or not."""
        names = [name for name in TYPED if name != "markdown" or self._has_text()]
        return {name: str(self[name].value() or "") for name in names}

    def _has_text(self) -> bool:
        return "markdown" in self.data or "markdown_body" in self.data

    def saves_seen(self) -> int:
        """Return how often the draft had been saved when this form was shown."""
        value = str((self.data if self.is_bound else self.initial).get("saves", ""))
        return int(value) if value.isdecimal() and len(value) < 10 else 0

    def having_seen(self, saves: int) -> None:
        """Let the next save go through: its writer has been shown what was saved meanwhile."""
        if self.is_bound:
            data = cast("Any", self.data).copy()
            data["saves"] = str(saves)
            self.data = data
        else:
            self.initial["saves"] = saves


def as_typed(revision: Revision, facts: Mapping[str, str], saves: int) -> DraftForm:
    """Return the form as somebody left it without saving."""
    return DraftForm(instance=revision, initial={**facts, "saves": saves})
