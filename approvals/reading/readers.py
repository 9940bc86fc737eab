"""Who has acknowledged a revision and who has not, by name and as numbers."""

import datetime as dt
from typing import Final, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from approvals.models import Acknowledgement, Delegation, Round, Signature
from documents.audience import required_readers
from documents.models import Readership, Revision
from tenants.models import Appointment, Member, Unit
from tenants.models.group import valid_on
from tenants.scope import current_tenant_id

type Part = tuple[UUID | None, UUID | None]  # whose ids come after the one, up to the other

NOBODY_LEFT_OUT: Final[Part] = (None, None)
STILL_TO_READ: Final = """
    SELECT r.due_on, r.member_id FROM readers_of(%s, %s, %s, %s, %s) r
    WHERE r.state = 'required' AND NOT EXISTS (
        SELECT FROM approvals_acknowledgement a
        WHERE a.revision_id = %s AND a.member_id = r.member_id)
"""


class Share(NamedTuple):
    """How far a unit is."""

    code: str
    name: str
    required: int
    done: int


def names(revision: Revision, *, unit: str = "", show: str = "") -> QuerySet[Member]:
    """Return the readers; of one unit, only those done or open.

    With `at`, `how`, `label` of the revision they acknowledged, and `away_until`.
    """
    given = Acknowledgement.objects.holding_for(revision).filter(member=OuterRef("pk"))
    newest = given.order_by("-revision__n")
    readers = required_readers(revision).annotate(
        at=Subquery(newest.values("at")[:1]),
        how=Subquery(newest.values("how")[:1]),
        label=Subquery(newest.values("revision__label")[:1]),
        away_until=_away_until(timezone.localdate()),
    )
    if unit:
        readers = readers.filter(pk__in=_appointed(unit__code=unit).values("member"))
    if show:
        readers = readers.filter(at__isnull=show != "done")
    return readers.order_by("name", "id")


def _away_until(on: dt.date) -> Subquery:
    """Return the last day on which a member who is away on this day is away."""
    absences = Delegation.objects.running(on).filter(delegator=OuterRef("pk"), is_absent=True)
    return Subquery(absences.values("valid_until")[:1])


def by_unit(revision: Revision) -> list[Share]:
    """Return how far each unit is, those furthest behind first."""
    given = Acknowledgement.objects.holding_for(revision).values("member")
    readers = _appointed(member__in=required_readers(revision).values("pk"))
    named = ("unit__code", "unit__name_zh", "unit__name_en")
    counted = readers.values_list(*named).annotate(
        required=Count("member", distinct=True),
        done=Count("member", distinct=True, filter=Q(member__in=given)),
    )
    shares = [
        Share(code, Unit(name_zh=zh, name_en=en).name, required, done)
        for code, zh, en, required, done in counted
    ]
    return sorted(shares, key=lambda share: (share.done - share.required, share.code))


def _appointed(**lookup: object) -> QuerySet[Appointment]:
    return Appointment.objects.filter(valid_on(timezone.localdate()), **lookup)


def still_to_read(revision: UUID, on: dt.date, people: Part) -> dict[dt.date, list[UUID]]:
    """Return who has yet to acknowledge it, of a part of the people, by the day it is due.

    Who is away is left out as long as they are.
    """
    found: dict[dt.date, list[UUID]] = {}
    with connection.cursor() as cursor:
        cursor.execute(STILL_TO_READ, [current_tenant_id(), revision, on, *people, revision])
        for due_on, member in cursor.fetchall():
            found.setdefault(due_on, []).append(member)
    return found


def refresh_readership(revision: Revision) -> None:
    """Count anew who must acknowledge and who has."""
    required = required_readers(revision)
    # From those who have, who are few at first: asking it of each reader takes four times as long.
    given = Acknowledgement.objects.holding_for(revision)
    done = given.filter(member__in=required.values("pk")).values("member").distinct()
    counts = {"required": required.count(), "done": done.count()}
    Readership.objects.update_or_create(revision=revision, defaults=counts)


def acknowledge_by_signature(revision: Revision) -> None:
    """Count the author and those who signed as readers: they stand behind the text."""
    signatures = Signature.objects.filter(
        round__revision=revision,
        round__purpose=Round.Purpose.ISSUE,
        round__state=Round.State.PASSED,
    )
    at = {signature.signer_id: signature.signed_at for signature in signatures}
    Acknowledgement.objects.bulk_create(
        [
            Acknowledgement(
                revision=revision, member_id=member, at=signed, how=Acknowledgement.How.SIGNATURE
            )
            for member, signed in at.items()
        ],
        ignore_conflicts=True,
    )
