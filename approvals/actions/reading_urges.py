"""Ask readers for haste 催办: each once a working day for a revision, however many are asked."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.distribution.pairs import Pairs
from approvals.distribution.sight import people_led_by
from approvals.models import ReadingUrge
from documents.models import Document, Revision
from documents.models.sight import AnyOf
from tenants import audit
from tenants.calendar import working_days
from tenants.errors import Refused
from tenants.models import Member
from tenants.notices import notice_for, notify_all

type Pair = tuple[UUID, UUID]  # a revision and a member


class Urged(NamedTuple):
    """How many readers were asked, and how many had been asked this working day already."""

    asked: int
    before: int


@transaction.atomic
def urge_readers(pairs: Collection[Pair], *, by: Member) -> Urged:
    """Ask those of these readers who have not acknowledged and are not away.

    Controllers ask everybody, the owner of a document its readers, the head of a unit their own
    people; others are passed over. Raises Refused when nobody is left to ask.
    """
    revisions = _hold({revision for revision, _member in pairs})
    due = _due(pairs, revisions)
    allowed = {pair: due[pair] for pair in _allowed(due, revisions, by)}
    day = working_days().from_(timezone.localdate())
    given = ReadingUrge.objects.filter(AnyOf("revision_id", list(revisions)), on=day)
    before = allowed.keys() & set(given.values_list("revision", "member"))
    new = [
        ReadingUrge(revision_id=revision, member_id=member, by=by, on=day, due_on=due_on)
        for (revision, member), due_on in allowed.items()
        if (revision, member) not in before
    ]
    if not new:
        raise Refused(_nobody(len(before)))
    ReadingUrge.objects.bulk_create(new)
    people = Member.objects.filter(AnyOf("pk", list({urge.member_id for urge in new})))
    told = {person.pk: person for person in people}
    notify_all(
        [
            notice_for(told[urge.member_id], "reading_urged", subject=urge, due_on=urge.due_on)
            for urge in new
        ]
    )
    _record(new, revisions, told, by)
    return Urged(len(new), len(before))


def _hold(wanted: Collection[UUID]) -> dict[UUID, Revision]:
    """Lock the documents, always in one order: of two acts at once one sees the other."""
    held = Document.objects.locked().filter(revisions__in=wanted).order_by("pk")
    list(held.values_list("pk", flat=True))
    revisions = Revision.objects.filter(pk__in=wanted).select_related("document")
    return {revision.pk: revision for revision in revisions.defer("markdown", "manifest")}


def _due(pairs: Collection[Pair], revisions: Collection[UUID]) -> dict[Pair, dt.date]:
    """Return those who have yet to read, with the day by which."""
    people = Member.objects.filter(AnyOf("pk", list({member for _revision, member in pairs})))
    rows = Pairs(people, list(revisions), timezone.localdate()).ask(
        "SELECT revision_id, member_id, due_on FROM pairs WHERE state IN ('late', 'open')"
    )
    wanted = set(pairs)
    return {(r, m): due_on for r, m, due_on in rows if (r, m) in wanted}


def _allowed(
    pairs: Collection[Pair], revisions: dict[UUID, Revision], by: Member
) -> Collection[Pair]:
    if by.can("documents.control"):
        return set(pairs)
    led = set(people_led_by(by).values_list("pk", flat=True))
    writes = by.can("documents.draft")
    return {
        (revision, member)
        for revision, member in pairs
        if member in led or (writes and revisions[revision].document.owner_id == by.pk)
    }


def _nobody(before: int) -> str:
    if before:
        return _("They were urged today already. The next time is on the next working day.")
    return _("There is nobody to urge: all have acknowledged, are away, or are not your people.")


def _record(
    urges: list[ReadingUrge],
    revisions: dict[UUID, Revision],
    told: dict[UUID, Member],
    by: Member,
) -> None:
    people: dict[UUID, list[UUID]] = defaultdict(list)
    for urge in urges:
        people[urge.revision_id].append(urge.member_id)
    audit.record_all(
        "readers.urged",
        [
            (
                revisions[pk],
                {
                    "label": revisions[pk].label,
                    "people": sorted(told[member].name for member in some),
                },
            )
            for pk, some in people.items()
        ],
        by=by,
    )
