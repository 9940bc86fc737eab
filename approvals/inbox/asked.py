"""What a person asks of the inbox: filters, and where a long list goes on; in the address."""

import datetime as dt
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from approvals.inbox.kinds import KINDS
from approvals.inbox.lines import Task
from approvals.inbox.wanted import MOST_ROWS, Wanted

DUE: Final = {"overdue": _("Overdue"), "week": _("This week")}
SUNDAY: Final = 7
DAY: Final = dt.timedelta(days=1)


class AskedForm(forms.Form):
    """The address of an inbox; what makes no sense in it is as if it were not there."""

    kind = forms.ChoiceField(choices=lambda: [(k.name, k.label) for k in KINDS], required=False)
    zone = forms.SlugField(required=False)
    due = forms.ChoiceField(choices=list(DUE.items()), required=False)
    q = forms.CharField(max_length=100, required=False)
    after_day = forms.DateField(required=False)
    after = forms.UUIDField(required=False)
    before = forms.DateTimeField(required=False)


@dataclass(frozen=True)
class Asked:
    """Kind, zone, day and words of the lines wanted, and where the list goes on."""

    kind: str = ""
    zone: str = ""
    due: str = ""
    q: str = ""
    after_day: dt.date | None = None
    after: UUID | None = None
    before: dt.datetime | None = None

    @classmethod
    def of(cls, query: QueryDict) -> "Asked":
        form = AskedForm(query)
        form.is_valid()
        return cls(**{name: value for name, value in form.cleaned_data.items() if value})

    @property
    def is_filtered(self) -> bool:
        return bool(self.kind or self.zone or self.due or self.q)

    @property
    def goes_on(self) -> bool:
        """Tell whether a list is shown from its middle."""
        return bool(self.after or self.before)

    def wanted(self, today: dt.date) -> Wanted:
        """Return what is asked of each kind in a place where it is this day; one more than shown,
        so that one knows whether there is more."""
        first = today if self.due == "week" else None
        last = {"overdue": today - DAY, "week": end_of_week(today)}.get(self.due)
        after = (self.after_day, self.after) if self.after else None
        return Wanted(first, last, self.q, after, most=MOST_ROWS + 1)


def following(task: Task) -> dict[str, str | None]:
    """Return what an address says to go on after this task."""
    return {"after_day": task.due_on.isoformat() if task.due_on else None, "after": str(task.id)}


def end_of_week(day: dt.date) -> dt.date:
    return day + DAY * (SUNDAY - day.isoweekday())
