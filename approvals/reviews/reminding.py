"""What the clock reminds of: reviews, on the day they are planned for, else due."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast, Concat

from approvals.reviews.calendar import with_plans
from documents.models import Document, DocumentType
from tenants.models import Member
from tenants.notices.ledger import escalate, horizon, remind


def remind_of_reviews(today: dt.date) -> Iterator[int]:
    """Write down whom to remind of a review, in parts: its reviewer, later the controllers.

    A review that has begun is reminded of until its verdict stands.
    """
    external = Q(document_type__level=DocumentType.Level.EXTERNAL)
    due = with_plans(Document.objects.in_force_now().exclude(external))
    owed = due.filter(review_day__lte=horizon(today)).values(
        recipient=F("reviewer_id"),
        subject=Concat(Value("document:"), Cast("pk", CharField())),
        due=F("review_day"),
    )
    here = Member.objects.active(today).values("pk")
    yield from remind("review_due", owed.filter(reviewer_id__in=here), today)
    yield from escalate("review_due", owed, today)
