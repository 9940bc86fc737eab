"""Who sees which management review: who prepares, audits or leads; who took part or acts on it."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from documents.models import Document
from oversight.circulation.sight import asked_of
from oversight.city.sides import leads
from oversight.improvement.periods import Progress
from oversight.models import (
    ManagementReview,
    ManagementReviewQuerySet,
    ReviewAction,
    ReviewActionQuerySet,
)
from oversight.standards.representative import appointment_of
from tenants.models import Member


def prepares_reviews(member: Member) -> bool:
    """Tell whether a member prepares reviews: a controller, or the management representative."""
    if member.can("management_reviews.control"):
        return True
    return member.can("management_reviews.prepare") and appointment_of(member) is not None


def sees_all_reviews(member: Member) -> bool:
    """Tell whether a member sees every review; asked once a request."""
    return member.can("management_reviews.follow") or member.once(_leads_or_prepares)


def _leads_or_prepares(member: Member) -> bool:
    return prepares_reviews(member) or leads(member)


def reviews_seen_by(member: Member) -> ManagementReviewQuerySet:
    """Return the reviews a member may read."""
    rows: ManagementReviewQuerySet = ManagementReview.objects.all()
    if not member.can("management_reviews.read"):
        return rows.none()
    if sees_all_reviews(member):
        return rows
    part = Q(participants__member=member) | Q(actions__owner=member) | Q(owner=member)
    part |= Q(pk__in=asked_of(member).values("subject"))
    return rows.filter(pk__in=ManagementReview.objects.filter(part).values("pk"))


def documents_shown_to(member: Member, found: Iterable[Progress]) -> set[UUID]:
    """Return which of the documents that results rest on a member may know of."""
    results = (period.result for each in found for period in each.periods)
    named = {result.document_id for result in results if result and result.document_id}
    if not named:
        return set()
    return set(
        Document.objects.visible_to(member).filter(pk__in=named).values_list("pk", flat=True)
    )


def actions_seen_by(member: Member) -> ReviewActionQuerySet:
    """Return the decisions of reviews that a member may read."""
    seen = reviews_seen_by(member).values("pk")
    rows: ReviewActionQuerySet = ReviewAction.objects.filter(review__in=seen)
    return rows.select_related("review", "owner")
