"""Plan reviews: many of them in one act, or one of them on another day or by another person."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.models import Review
from approvals.reviews.planning import Asked, Plan, plan_for
from documents import ending
from documents.models import Document
from tenants import audit
from tenants.errors import IllegalMove, Refused
from tenants.models import Member


@transaction.atomic
def plan_reviews(asked: Asked, *, by: Member, seen: str) -> Plan:
    """Plan what was shown, all of it or nothing; the owners review.

    Raises IllegalMove when it is no longer what was shown, and Refused when some would be planned
    later than they are due and that is not confirmed.
    """
    if not by.can("documents.control"):
        raise Refused(_("Only a document controller does this."))
    if asked.first < timezone.localdate():
        raise Refused(_("The first day is past."))
    _hold(plan_for(asked, by))
    plan = plan_for(asked, by)
    if plan.seen != seen:
        raise IllegalMove(_("This has changed meanwhile. Look at it again."))
    if not plan.slots:
        raise Refused(_("There is nothing to plan."))
    if plan.late and not asked.beyond:
        raise Refused(
            _("%(n)d would be planned later than they are due. Confirm that, or begin earlier."),
            params={"n": plan.late},
        )
    _write(plan, by)
    facts = {"first": asked.first.isoformat(), "last": asked.last.isoformat()}
    audit.record("reviews.planned", by, by=by, documents=len(plan.slots), late=plan.late, **facts)
    return plan


def _hold(plan: Plan) -> None:
    """Lock the documents, so that of two plans at once the second sees the first."""
    pks = [slot.document.pk for slot in plan.slots]
    held = Document.objects.locked().filter(pk__in=pks).order_by("pk")
    list(held.values_list("pk", flat=True))


def _write(plan: Plan, by: Member) -> None:
    open_ones = {each.document_id: each for each in _open_of([s.document for s in plan.slots])}
    new = []
    for document, day, _late in plan.slots:
        review = open_ones.get(document.pk)
        if review is None:
            new.append(_planned(document, day, document.owner, by))
        elif review.state == Review.State.PLANNED:
            review.planned_on, review.planned_by = day, by
            review.save(update_fields=["planned_on", "planned_by"])
    Review.objects.bulk_create(new)


@transaction.atomic
def plan_review(
    document: Document,
    *,
    by: Member,
    day: dt.date,
    reviewer: Member,
    beyond: bool = False,
) -> Review:
    """Plan one review, or put it on another day or with another person."""
    document = ending.hold(document)
    if not (by.can("documents.control") or by.pk == document.owner_id):
        raise Refused(_("Only its owner or a document controller says so."))
    if document.in_force is None or not document.is_in_force() or document.is_external():
        raise Refused(_("%(number)s is not in force."), params={"number": document.number})
    if document.act:
        raise Refused(_("Something else about this document is being decided. Wait for that."))
    if not (reviewer.is_active() and reviewer.can("approvals.decide")):
        raise Refused(_("%(name)s cannot review here."), params={"name": reviewer.name})
    if day < timezone.localdate():
        raise Refused(_("The day is past. Choose a later one."))
    if document.review_due is not None and day > document.review_due and not beyond:
        raise Refused(
            _("It is due on %(day)s. Choose an earlier day, or confirm the later one."),
            params={"day": document.review_due.isoformat()},
        )
    review = next(iter(_open_of([document])), None)
    review = review or _planned(document, day, reviewer, by)
    review.planned_on, review.reviewer, review.planned_by = day, reviewer, by
    review.save()
    audit.record("review.planned", document, by=by, day=day, reviewer=reviewer.name)
    return review


def _open_of(documents: list[Document]) -> list[Review]:
    held = Review.objects.locked().filter(revision__in=[each.in_force_id for each in documents])
    states = (Review.State.PLANNED, Review.State.DECIDING)
    return list(held.filter(state__in=states).order_by("pk"))


def _planned(document: Document, day: dt.date, reviewer: Member, by: Member) -> Review:
    return Review(
        document=document,
        revision=document.in_force,
        planned_on=day,
        reviewer=reviewer,
        planned_by=by,
        due_on=document.review_due,
    )
