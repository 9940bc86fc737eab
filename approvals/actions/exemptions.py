"""Say that a person need not read a document, or any, for a while; and end that early."""

import datetime as dt
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.tasks import recount_readers
from documents.models import Document, Exemption, Revision
from tenants import audit
from tenants.errors import Refused
from tenants.models import Member
from tenants.scope.queue import after_commit

MOST_DAYS: Final = 366


@transaction.atomic
def exempt(
    member: Member,
    document: Document | None,
    *,
    why: str,
    until: dt.date,
    first: dt.date | None = None,
    by: Member,
) -> Exemption:
    """Let somebody off acknowledging one document, or all, from a day until another, both included.

    Whoever still belongs to the audience afterwards has the time of a newcomer. Saying the same
    twice is once. Raises Refused for anybody but document controllers and for days that are past.
    """
    first = first or timezone.localdate()
    _check(by, why, first, until)
    member = Member.objects.locked().get(pk=member.pk)
    there = Exemption.objects.lasting().of(member).filter(document=document)
    same = there.filter(valid_from__lte=until, valid_until__gte=first).first()
    if same is not None:
        if (same.valid_from, same.valid_until, same.reason) == (first, until, why.strip()):
            return same
        raise Refused(
            _("%(name)s is exempt in that time already, until %(day)s. End that first."),
            params={"name": member.name, "day": same.valid_until},
        )
    exemption = Exemption.objects.create(
        member=member,
        document=document,
        reason=why.strip(),
        valid_from=first,
        valid_until=until,
        granted_by=by,
    )
    _count_anew(document)
    audit.record("reading.exempted", document or member, by=by, **_facts(exemption))
    return exemption


@transaction.atomic
def end_exemption(exemption: Exemption, *, by: Member) -> None:
    """End an exemption from today; what has ended already stays as it is."""
    if not by.can("documents.control"):
        raise Refused(_("Only a document controller exempts somebody from reading."))
    exemption = Exemption.objects.locked().get(pk=exemption.pk)
    if exemption.is_over():
        return
    exemption.ended_on, exemption.ended_by = timezone.localdate(), by
    exemption.save(update_fields=["ended_on", "ended_by"])
    _count_anew(exemption.document)
    subject = exemption.document or exemption.member
    audit.record("reading.exemption_ended", subject, by=by, **_facts(exemption))


def _check(by: Member, why: str, first: dt.date, until: dt.date) -> None:
    if not by.can("documents.control"):
        raise Refused(_("Only a document controller exempts somebody from reading."))
    if not why.strip():
        raise Refused(_("Say why: the reason is kept and shown."))
    if first < timezone.localdate():
        raise Refused(_("The past stays as it was: the first day can be today at the earliest."))
    if until < first:
        raise Refused(_("The last day is before the first."))
    if (until - first).days >= MOST_DAYS:
        raise Refused(
            _("An exemption lasts %(days)d days at most. Renew it then."),
            params={"days": MOST_DAYS},
        )


def _facts(exemption: Exemption) -> dict[str, str | dt.date]:
    document = exemption.document
    return {
        "person": exemption.member.name,
        "number": document.number if document else "*",
        "first": exemption.valid_from,
        "last": exemption.valid_until,
        "reason": exemption.reason,
    }


def _count_anew(document: Document | None) -> None:
    """Count the readers of the document again; those of all documents the clock counts."""
    if document is not None:
        found = Revision.objects.filter(document=document, state=Revision.State.EFFECTIVE)
        for pk in found.values_list("pk", flat=True):
            after_commit(recount_readers, pk)
