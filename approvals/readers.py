"""Who has acknowledged a revision and who has not, by name and as numbers."""

import datetime as dt
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from approvals.models import Acknowledgement, Round, Signature
from documents.audience import owed_by, required_readers
from documents.models import Distribution, Document, Readership, Revision
from documents.models.revision import RevisionQuerySet
from tenants.models import Appointment, Member, Unit
from tenants.models.group import valid_on


class Share(NamedTuple):
    """How far a unit is."""

    code: str
    name: str
    required: int
    done: int


def still_owed_by(member: Member, on: dt.date | None = None) -> RevisionQuerySet:
    """Return the revisions this member has yet to acknowledge."""
    given = Acknowledgement.objects.filter(member=member, revision=OuterRef("pk"))
    owed = owed_by(member, on).filter(~Exists(given))
    return owed.filter(document__state=Document.State.ACTIVE)


def first_due_dates(revisions: RevisionQuerySet, limit: int) -> dict[UUID, dt.date]:
    """Return by when to acknowledge the revisions that are due first."""
    put_before = Distribution.objects.filter(revision__in=revisions.values("pk"))
    first = put_before.values_list("revision").annotate(due=Min("due_on")).order_by("due")
    return dict(first[:limit])


def due_for(member: Member, revision: Revision) -> dt.date | None:
    """Return the day by which this member has to acknowledge the revision, if at all."""
    return first_due_dates(still_owed_by(member).filter(pk=revision.pk), 1).get(revision.pk)


def last_acknowledged(member: Member, revision: Revision) -> Revision | None:
    """Return the newest earlier revision of the document that this member acknowledged."""
    earlier = revision.document.revisions.filter(n__lt=revision.n, acknowledgements__member=member)
    newest: Revision | None = earlier.order_by("-n").first()
    return newest


def names(revision: Revision, *, unit: str = "", show: str = "") -> QuerySet[Member]:
    """Return the readers with `at` and `how`; of one unit, only those done or still open."""
    given = Acknowledgement.objects.filter(revision=revision, member=OuterRef("pk"))
    readers = required_readers(revision).annotate(
        at=Subquery(given.values("at")[:1]), how=Subquery(given.values("how")[:1])
    )
    if unit:
        readers = readers.filter(pk__in=_appointed(unit__code=unit).values("member"))
    if show:
        readers = readers.filter(at__isnull=show != "done")
    return readers.order_by("name", "id")


def by_unit(revision: Revision) -> list[Share]:
    """Return how far each unit is, those furthest behind first."""
    given = Acknowledgement.objects.filter(revision=revision).values("member")
    readers = _appointed(member__in=required_readers(revision).values("pk"))
    counted = readers.values("unit").annotate(
        required=Count("member", distinct=True),
        done=Count("member", distinct=True, filter=Q(member__in=given)),
    )
    units = Unit.objects.in_bulk()
    shares = [
        Share(units[row["unit"]].code, units[row["unit"]].name, row["required"], row["done"])
        for row in counted
    ]
    return sorted(shares, key=lambda share: (share.done - share.required, share.code))


def _appointed(**lookup: object) -> QuerySet[Appointment]:
    return Appointment.objects.filter(valid_on(timezone.localdate()), **lookup)


def has_acknowledged(revision: Revision) -> Exists:
    """Say of a member that they have acknowledged the revision."""
    return Exists(Acknowledgement.objects.filter(revision=revision, member=OuterRef("pk")))


def refresh_readership(revision: Revision) -> None:
    """Count anew who must acknowledge and who has."""
    counts = required_readers(revision).aggregate(
        required=Count("pk"), done=Count("pk", filter=has_acknowledged(revision))
    )
    Readership.objects.update_or_create(revision=revision, defaults=counts)


def acknowledge_by_signature(revision: Revision) -> None:
    """Count the author and those who signed as readers: they stand behind the text."""
    signatures = Signature.objects.filter(round__revision=revision, round__state=Round.State.PASSED)
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
