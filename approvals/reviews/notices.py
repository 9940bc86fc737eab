"""What people are told about periodic reviews."""

import datetime as dt
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals.models import Round
from approvals.reviews.calendar import Rows, with_plans
from documents.models import Document, DocumentQuerySet, Revision
from tenants.models import Member, Tenant, TenantQuerySet
from tenants.notices import Kind
from tenants.notices.cadence import Cadence


def _rounds_seen_by(member: Member) -> TenantQuerySet[Round]:
    reviews = Round.objects.filter(purpose=Round.Purpose.REVIEW)
    seen = Revision.objects.visible_to(member)
    rounds: TenantQuerySet[Round] = reviews.filter(revision__in=seen.values("pk"))
    return rounds.select_related("revision__document")


def _retire_page(tenant: Tenant, round: Round) -> str:
    return reverse("approvals:retire", args=[tenant.slug, round.revision.document.number])


def _documents_seen_by(member: Member) -> DocumentQuerySet:
    seen: DocumentQuerySet = Document.objects.visible_to(member).select_related("owner")
    return seen


def _to_review(member: Member, on: dt.date) -> Rows:
    """Return the documents this member has to review, or to see reviewed."""
    due = with_plans(Document.objects.in_force_now())
    due = due.filter(review_day__lte=Cadence.of(member.tenant).horizon(on))
    return due if member.can("documents.control") else due.filter(reviewer_id=member.pk)


def _review_page(tenant: Tenant, document: Document) -> str:
    return reverse("approvals:review", args=[tenant.slug, document.number])


KINDS: Final = (
    Kind(
        "review_due",
        app="approvals",
        label=_("Periodic review"),
        icon="calendar-check",
        visible=_documents_seen_by,
        owed=_to_review,
        address=_review_page,
    ),
    Kind(
        "retirement_wanted",
        app="approvals",
        label=_("To retire"),
        icon="archive",
        visible=_rounds_seen_by,
        address=_retire_page,
    ),
)
