"""Who has to read what: derived from distributions and dated memberships, never stored per head."""

import datetime as dt

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, Value
from django.utils import timezone

from documents.models import AudienceRule, Distribution, Document, Revision
from documents.models.audience import Scope
from tenants.models import Appointment, Member, MemberQuerySet, TenantQuerySet
from tenants.models.group import valid_on
from tenants.people.roles import ABILITIES


def required_readers(revision: Revision, on: dt.date | None = None) -> MemberQuerySet:
    """Return the members whom the revision was put before, as of a day (today by default).

    Nobody is asked to read what they may not see: a restricted document waits for those only to
    whom it is granted. What one member owes is told by `approvals/reading/owed.py`.
    """
    day = on or timezone.localdate()
    given = Distribution.objects.filter(revision=revision, published_on__lte=day)
    return _readers(revision.document, given, day)


def audience_of(document: Document, on: dt.date | None = None) -> MemberQuerySet:
    """Return the members whom the next revision of the document will be put before."""
    day = on or timezone.localdate()
    return _readers(document, AudienceRule.objects.filter(document=document), day)


def _readers[Asked: (Distribution, AudienceRule)](
    document: Document, asked: TenantQuerySet[Asked], day: dt.date
) -> MemberQuerySet:
    """Return the members who are asked and may read the document."""
    in_unit = Appointment.objects.filter(valid_on(day), member=OuterRef("pk")).filter(
        unit__in=asked.filter(scope=Scope.UNIT).values("unit")
    )
    everybody = Exists(asked.filter(scope=Scope.EVERYBODY))
    return Member.objects.active(day).filter(
        _reads(), everybody | Exists(in_unit), *_may_read(document, day)
    )


def _reads() -> Q:
    """Say that a member's role acknowledges at all; administrators and auditors do not."""
    return Q(roles__overlap=sorted(ABILITIES["approvals.acknowledge"]))


def _may_read(document: Document, day: dt.date) -> list[Func]:
    """Say that a member may read the document; of an unrestricted one nothing need be said."""
    if not (document.restricted or document.folder.restricted):
        return []
    asked = (F("tenant_id"), F("pk"), F("user_id"), Value(document.pk), Value(day))
    return [Func(*asked, function="may_read", output_field=BooleanField())]
