"""Who has to read what: derived from distributions and dated memberships, never stored per head."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from documents.models import Distribution, Revision
from documents.models.revision import RevisionQuerySet
from tenants.models import Appointment, Member, MemberQuerySet
from tenants.models.group import valid_on
from tenants.roles import ABILITIES


def required_readers(revision: Revision, on: dt.date | None = None) -> MemberQuerySet:
    """Return the members whom the revision was put before, as of a day (today by default)."""
    day = on or timezone.localdate()
    given = Distribution.objects.filter(revision=revision, published_on__lte=day)
    in_unit = Appointment.objects.filter(valid_on(day), member=OuterRef("pk")).filter(
        unit__in=given.filter(scope=Distribution.Scope.UNIT).values("unit")
    )
    everybody = Exists(given.filter(scope=Distribution.Scope.EVERYBODY))
    return Member.objects.active(day).filter(_reads(), everybody | Exists(in_unit))


def owed_by(member: Member, on: dt.date | None = None) -> RevisionQuerySet:
    """Return the revisions put before this member that are still to be acknowledged by somebody."""
    day = on or timezone.localdate()
    units = Appointment.objects.filter(valid_on(day), member=member).values("unit")
    mine = Distribution.objects.filter(
        Q(scope=Distribution.Scope.EVERYBODY) | Q(unit__in=units),
        published_on__lte=day,
        closed_on__isnull=True,
    )
    if not member.can("approvals.acknowledge"):
        return Revision.objects.none()
    return Revision.objects.filter(pk__in=mine.values("revision"))


def _reads() -> Q:
    """Say that a member's role acknowledges at all; administrators and auditors do not."""
    return Q(roles__overlap=sorted(ABILITIES["approvals.acknowledge"]))
