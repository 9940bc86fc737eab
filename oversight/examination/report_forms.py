"""Forms of a tenant: its report on itself, taking it back, an objection."""

import re
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from oversight.examination.reporting import Written
from oversight.models import Criterion, Kept, Promise, SelfReport

MOST_PROMISES: Final = 10
MOST_EVIDENCE: Final = 20


class ReportForm(forms.Form):
    """All of a report: words, measures promised, what became of the last ones, evidence."""

    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    achievements = forms.CharField(
        label=gettext_lazy("Achievements"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    shortcomings = forms.CharField(
        label=gettext_lazy("Shortcomings"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    promises = forms.CharField(
        label=gettext_lazy("Measures promised for the next half-year"),
        max_length=3500,
        required=False,
        help_text=gettext_lazy("One a line. The next report says whether each was kept."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(
        self,
        *args: Any,
        criteria: Sequence[Criterion],
        last: Sequence[Promise],
        report: SelfReport | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = [criterion for criterion in criteria if criterion.is_judged()]
        self.last = list(last)
        for n, _criterion in enumerate(self.criteria):
            self.fields[f"evidence_{n}"] = forms.CharField(
                label=_("Numbers of documents in force"),
                max_length=600,
                required=False,
                help_text=_("Divided by commas or lines, for example QP-07, QP-11."),
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[f"shared_{n}"] = forms.BooleanField(
                label=_("The other organs and zones may read these names"), required=False
            )
        for promise in self.last:
            n = promise.position
            self.fields[f"kept_{n}"] = forms.ChoiceField(
                label=_("Kept?"), choices=[("", "—"), *Kept.choices], required=False
            )
            self.fields[f"said_{n}"] = forms.CharField(
                label=_("What was done"), max_length=500, required=False
            )
        self.initial.update(self._initial(report))

    def _initial(self, report: SelfReport | None) -> dict[str, object]:
        found: dict[str, object] = {}
        for promise in self.last:
            found |= {f"kept_{promise.position}": promise.kept}
            found |= {f"said_{promise.position}": promise.said}
        if report is None:
            return found
        evidence = list(report.evidence.select_related("document"))
        for n, criterion in enumerate(self.criteria):
            own = [each for each in evidence if each.criterion_id == criterion.pk]
            found[f"evidence_{n}"] = ", ".join(each.document.number for each in own)
            found[f"shared_{n}"] = any(each.is_shared for each in own)
        return found | {
            "version": report.version,
            "achievements": report.achievements,
            "shortcomings": report.shortcomings,
            "promises": "\n".join(promise.text for promise in report.promises.all()),
        }

    def clean_promises(self) -> list[str]:
        """Take a measure a line."""
        lines = [line.strip() for line in self.cleaned_data["promises"].splitlines()]
        found = [line for line in lines if line]
        if len(found) > MOST_PROMISES or any(len(line) > 300 for line in found):
            raise ValidationError(
                _("At most %(n)d measures of at most 300 characters.") % {"n": MOST_PROMISES}
            )
        return found

    def rows(self) -> list[tuple[Criterion, forms.BoundField, forms.BoundField]]:
        """Return the judged criteria with their fields."""
        return [
            (criterion, self[f"evidence_{n}"], self[f"shared_{n}"])
            for n, criterion in enumerate(self.criteria)
        ]

    def last_rows(self) -> list[tuple[Promise, forms.BoundField, forms.BoundField]]:
        return [
            (promise, self[f"kept_{promise.position}"], self[f"said_{promise.position}"])
            for promise in self.last
        ]

    def written(self) -> Written:
        """Return what was filled in, for the action."""
        said = self.cleaned_data
        evidence: dict[UUID, list[str]] = {
            criterion.pk: numbers_in(said[f"evidence_{n}"])
            for n, criterion in enumerate(self.criteria)
        }
        return Written(
            achievements=said["achievements"],
            shortcomings=said["shortcomings"],
            promises=said["promises"],
            evidence=evidence,
            shared=frozenset(c.pk for n, c in enumerate(self.criteria) if said[f"shared_{n}"]),
            kept={
                p.position: (said[f"kept_{p.position}"], said[f"said_{p.position}"])
                for p in self.last
            },
        )


def numbers_in(text: str) -> list[str]:
    """Read numbers of documents as people write them in a row."""
    parts = [part.strip() for part in re.split(r"[,，、;；\n]", text)]
    return [part for part in parts if part][:MOST_EVIDENCE]


class ObjectionForm(forms.Form):
    """Which figure is wrong, and why."""

    text = forms.CharField(
        label=gettext_lazy("Which figure is wrong, and why"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
