"""How it stands with one person and one revision on a day, and why."""

import datetime as dt
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from documents.audience import readers_of, reason
from documents.models import Distribution, Revision
from tenants.models import Member

REQUIRED: Final = ("required", "paused")


class Standing(NamedTuple):
    """Since when and until when somebody has to read, or why not."""

    state: str  # required | paused | carried over | exempt | not required
    why: str
    since: dt.date | None = None
    due_on: dt.date | None = None
    until: dt.date | None = None
    note: str = ""

    @property
    def reason(self) -> str:
        """Say why, in the reader's language."""
        if self.why == "not yet":
            return _("It had not been put before anybody by then.")
        return reason(self.why, self.until, self.note)


def standing_of(revision: Revision, person: Member, day: dt.date) -> Standing:
    """Return how it stands, or stood, with this person and this revision on a day."""
    for found in readers_of(revision, day, of=person):
        return Standing(found.state, found.why, found.since, found.due_on, found.until, found.note)
    put = Distribution.objects.filter(revision=revision, published_on__lte=day)
    return Standing("not required", "never" if put.exists() else "not yet")
