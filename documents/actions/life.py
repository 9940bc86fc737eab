"""Take documents out of force, put them back, end them. That it is approved is asked elsewhere."""

import datetime as dt

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.ending import end, hold, tell_of_cancelling
from documents.models import Distribution, Document, PaperCopy, Revision, Succession
from documents.models.audience import ENDING
from documents.register import search
from documents.retirement import ChildPlan, Fate, RetirementPlan
from tenants import audit
from tenants.errors import Refused
from tenants.models import Member, Tenant
from tenants.scope import current_tenant_id


@transaction.atomic
def take_out(document: Document, *, by: Member | None, reason: str) -> None:
    """Take a document out of force: nobody has to read it, and no search finds its text."""
    document = Document.objects.locked().get(pk=document.pk)
    if not document.is_in_force():
        raise Refused(_("%(number)s is not in force."), params={"number": document.number})
    end(document, Document.State.WITHDRAWN)
    audit.record("document.withdrawn", document, by=by, number=document.number, reason=reason)


@transaction.atomic
def bring_back(document: Document, *, by: Member | None, reason: str) -> None:
    """Put a withdrawn document in force again; who had yet to read it has time anew."""
    document = Document.objects.locked().get(pk=document.pk)
    if document.state != Document.State.WITHDRAWN:
        raise Refused(_("%(number)s is not withdrawn."), params={"number": document.number})
    document.state = Document.State.ACTIVE
    document.save(update_fields=["state"])
    search.put_in_force(document, document.in_force)
    _open_again(document)
    PaperCopy.objects.holding_again(document)
    audit.record("document.restored", document, by=by, number=document.number, reason=reason)


@transaction.atomic
def retire(document: Document, plan: RetirementPlan, *, by: Member | None, reason: str) -> None:
    """End a document for good: its drafts are cancelled, its children go where the plan says."""
    document = hold(document)
    if document.state == Document.State.RETIRED:
        raise Refused(_("%(number)s is retired already."), params={"number": document.number})
    for child in plan.children:
        _carry_out(child, document, by=by, reason=reason)
    if document.children.all().live().exists():
        raise Refused(
            _("Other documents belong to %(number)s. Say what becomes of each."),
            params={"number": document.number},
        )
    _retire_one(document, by=by, reason=reason)
    new = Document.objects.filter(number__in=plan.successors)
    Succession.objects.bulk_create(
        [Succession(old=document, new=each) for each in new], ignore_conflicts=True
    )


def _carry_out(child: ChildPlan, parent: Document, *, by: Member | None, reason: str) -> None:
    document = Document.objects.locked().get(number=child.number)
    if document.parent_id != parent.pk or document.state == Document.State.RETIRED:
        return  # decided otherwise meanwhile
    if child.fate == Fate.RETIRE:
        _check_undecided(document)
        _retire_one(document, by=by, reason=reason)
        return
    is_moved = child.fate == Fate.MOVE
    document.parent = Document.objects.lasting().one_or_none(number=child.to) if is_moved else None
    document.save(update_fields=["parent"])
    audit.record(
        "document.changed",
        document,
        by=by,
        parent=[parent.number, child.to],
        reason=child.reason or reason,
    )


def _check_undecided(document: Document) -> None:
    """Refuse to end a document while people decide on it: it was free when that was planned."""
    in_review = document.revisions.filter(state=Revision.State.IN_REVIEW)
    if document.act or in_review.exists():
        raise Refused(
            _("%(number)s goes along and is being decided on. Wait for that, or recall it."),
            params={"number": document.number},
        )


def _retire_one(document: Document, *, by: Member | None, reason: str) -> None:
    for revision in document.revisions.open().exclude(state=Revision.State.IN_REVIEW):
        revision.move(Revision.State.CANCELLED)
        tell_of_cancelling(revision, by=by, reason=reason)
        audit.record("revision.cancelled", revision, by=by, reason=reason)
    document.act, document.retires_on = "", None
    end(document, Document.State.RETIRED)
    audit.record("document.retired", document, by=by, number=document.number, reason=reason)


def _open_again(document: Document) -> None:
    """Put it before the same people again, with time anew; on the same day it just goes on."""
    today = timezone.localdate()
    put = Distribution.objects.filter(revision=document.in_force_id)
    closed = put.filter(closed_on=put.aggregate(last=Max("closed_on"))["last"])
    there = closed.filter(
        *(Q(**{place: None}) | Q(**{f"{place}__ended_on": None}) for place in ENDING)
    )
    if there.filter(closed_on=today).update(closed_on=None):
        return
    days = Tenant.objects.get(pk=current_tenant_id()).acknowledge_within_days
    due_on = today + dt.timedelta(days=days)
    Distribution.objects.bulk_create(
        [one.again(today, max(one.due_on, due_on)) for one in there], ignore_conflicts=True
    )
