"""Who has to read what: derived from distributions and dated facts, never stored per head.

The truth is in the database (`readers_of`, approvals/migrations/0030_readers_of.py), and any past
day is answered as it was then. What one member owes is told by `approvals/reading/owed.py`.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import BooleanField, F, Func, TextField, UUIDField, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.models import AudienceRule, Document, Revision
from tenants.models import Member, MemberQuerySet

# Who has to read it or, of a revision that nobody reads any more, had to until then.
REQUIRED: Final = " WHERE state IN ('required', 'paused', 'carried over') OR why = 'closed'"


class _IsIn(Func):
    """Write: id IN (SELECT … FROM function(…)): one statement, no list of ids."""

    template = "%(expressions)s%(where)s)"
    output_field = BooleanField()

    def __init__(self, selected: str, returned: Func, where: str = "") -> None:
        joiner = f" IN (SELECT {selected} FROM "  # noqa: S608 (our own names)
        super().__init__(F("pk"), returned, arg_joiner=joiner, where=where)


def required_readers(revision: Revision, on: dt.date | None = None) -> MemberQuerySet:
    """Return the members whom the revision was put before, as of a day (today by default).

    Nobody is asked to read what they may not see: a restricted document waits for those only to
    whom it is granted. Who acknowledged what it replaces is one of them, also where that is
    enough. Of a revision that is closed it is those who had to read it until then.
    """
    asked = (revision.tenant_id, revision.pk, on or timezone.localdate())
    returned = Func(*map(Value, asked), function="readers_of")
    return Member.objects.filter(_IsIn("member_id", returned, REQUIRED))


def audience_of(document: Document, on: dt.date | None = None) -> MemberQuerySet:
    """Return the members whom the next revision of the document will be put before."""
    return people_of(document, AudienceRule.objects.filter(document=document), on)


def people_of(
    document: Document, rules: Iterable[AudienceRule], on: dt.date | None = None
) -> MemberQuerySet:
    """Return the members whom these rules name on a day, saved or not."""
    parts = list(rules)
    scopes = Value([str(part.scope) for part in parts], ArrayField(TextField()))
    places = Value([part.place_id for part in parts], ArrayField(UUIDField(null=True)))
    asked = (Value(document.tenant_id), Value(document.pk), scopes, places)
    day = Value(on or timezone.localdate())
    returned = Func(*asked, day, function="audience_on")
    return Member.objects.filter(_IsIn("audience_on", returned))


class Reader(NamedTuple):
    """How it is with one member and one revision on a day: `readers_of`."""

    member_id: UUID
    since: dt.date | None
    due_on: dt.date | None
    state: str  # required | paused | carried over | exempt | not required
    why: str
    until: dt.date | None
    note: str

    @property
    def reason(self) -> str:
        """Say why, in the reader's language."""
        return reason(self.why, self.until, self.note)


def reason(why: str, until: dt.date | None, note: str) -> str:
    """Say in the reader's language why somebody has to read a revision, or not."""
    facts: dict[str, Any] = {"day": until, "reason": note}
    return reasons()[why] % facts


def reasons() -> dict[str, str]:
    """Return why somebody has to read a revision, or not, in words."""
    return {
        "everybody": _("Everybody reads it."),
        "unit": _("Their unit reads it."),
        "post": _("Who holds their post reads it."),
        "group": _("Their group reads it."),
        "person": _("It was put before them by name."),
        "newcomers": _("New staff read it."),
        "away": _("Away until %(day)s: their time to read stands still."),
        "exempt": _("Exempt until %(day)s: %(reason)s"),
        "left": _("No longer a member; %(day)s was the last day."),
        "role": _("Their role no longer reads documents; %(day)s was the last day."),
        "hidden": _("May no longer read this document; %(day)s was the last day."),
        "taken out": _("The audience was changed; %(day)s was the last day."),
        "moved": _("Left the audience; %(day)s was the last day."),
        "read before": _("Acknowledged %(reason)s; that holds, since this one changes little."),
        "never": _("It was not put before them."),
        "closed": _("Replaced or no longer in force since %(day)s."),
    }


def readers_of(
    revision: Revision, on: dt.date | None = None, of: Member | None = None
) -> list[Reader]:
    """Return everybody who had or has to read the revision, as of a day (today by default).

    Of one member alone it is told without looking at the others.
    """
    asked = [
        revision.tenant_id,
        revision.pk,
        on or timezone.localdate(),
        *only(of.pk if of else None),
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM readers_of(%s, %s, %s, %s, %s)", asked)
        return [Reader._make(row) for row in cursor.fetchall()]


def only(member: UUID | None) -> tuple[UUID | None, UUID | None]:
    """Return after whom and up to whom the database looks for one member alone, or for all."""
    return (UUID(int=max(member.int - 1, 0)), member) if member else (None, None)
