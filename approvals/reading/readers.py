"""Who has acknowledged a revision and who has not, by name and as numbers."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from approvals.models import Acknowledgement, Delegation, Round, Signature
from documents.audience import required_readers
from documents.models import Readership, Revision
from tenants.models import Appointment, Member, Unit
from tenants.models.group import valid_on
from tenants.notices.ledger import Owed
from tenants.scope import current_tenant_id

type Part = tuple[UUID | None, UUID | None]  # whose ids come after the one, up to the other

NOBODY_LEFT_OUT: Final[Part] = (None, None)
# Members in the order in which their rows lie in the ledger.
STILL_TO_READ: Final = """
    SELECT r.member_id, 'revision:' || text.id, r.due_on
    FROM unnest(%(texts)s::uuid[]) AS text (id)
    CROSS JOIN LATERAL readers_of(%(tenant)s, text.id, %(on)s, %(after)s, %(upto)s) r
    WHERE r.state = 'required' AND NOT EXISTS (
        SELECT FROM approvals_acknowledgement a
        WHERE a.tenant_id = %(tenant)s AND a.revision_id = text.id AND a.member_id = r.member_id)
    ORDER BY r.member_id, text.id
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


def still_to_read(revisions: Sequence[UUID], on: dt.date, people: Part) -> list[Owed]:
    """Return who has yet to acknowledge which of them, of a part of the people, and by when.

    Who is away is left out as long as they are.
    """
    after, upto = people
    facts: dict[str, Any] = {
        "tenant": current_tenant_id(),
        "texts": list(revisions),
        "on": on,
        "after": after,
        "upto": upto,
    }
    with connection.cursor() as cursor:
        cursor.execute(STILL_TO_READ, facts)
        return [Owed._make(row) for row in cursor.fetchall()]


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
