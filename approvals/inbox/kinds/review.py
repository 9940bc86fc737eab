"""Review a text in force: what the member owns, or is planned for, and is due."""

import datetime as dt
from collections.abc import Iterator
from typing import Final, cast

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from approvals.inbox.kinds.kind import Kind
from approvals.inbox.lines import Task
from approvals.inbox.place import Place
from approvals.inbox.wanted import Wanted
from approvals.reviews.calendar import with_plans
from documents.labels import review_deadline
from documents.models import Document, DocumentType
from tenants.models import TenantQuerySet

AHEAD: Final = dt.timedelta(days=30)  # as its count: migrations/0027_waiting_to_review.py
NOT_READ: Final = ("in_force__markdown", "in_force__manifest")


class ToReview(Kind):
    """Documents whose review falls to the member within a month, or is overdue."""

    name, label = "review", pgettext_lazy("tasks", "Reviews")
    icon = "calendar-check"

    @classmethod
    def tasks(cls, place: Place, wanted: Wanted) -> Iterator[Task]:
        if not place.member.can("approvals.decide"):
            return
        mine = _to_review(place).select_related("in_force").defer(*NOT_READ)
        for document in wanted.narrow(mine, revision="in_force", due="review_day"):
            revision, day = document.in_force, document.review_day  # type: ignore[attr-defined]
            revision.document = document
            url = reverse("approvals:review", args=[place.tenant.slug, document.number])
            yield Task(
                kind=cls.name,
                id=document.pk,
                about=place.about(revision, "documents:revision")._replace(url=url),
                act=_("Review it"),
                said=_("Periodic review"),
                due_on=day,
                due=review_deadline(day, place.today),
                icon=cls.icon,
                document=document,
            )


def _to_review(place: Place) -> TenantQuerySet[Document]:
    own = Document.objects.in_force_now().filter(act="")
    own = own.exclude(document_type__level=DocumentType.Level.EXTERNAL)
    due = with_plans(own).filter(reviewer_id=place.member.pk, review_day__lte=place.today + AHEAD)
    return cast("TenantQuerySet[Document]", due)
