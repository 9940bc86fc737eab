"""What the page of a document says of its reviews: the last one, the next, and what is open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from approvals.access import may_review
from approvals.models import Review, ReviewQuerySet, Step, Verdict
from approvals.rounds.trail import Trail
from documents.labels import Deadline, review_deadline
from documents.models import Document, Revision
from tenants.models import Member

NOT_READ: Final = ("evidence", "draft__markdown", "draft__manifest")


@dataclass(frozen=True)
class ShownReview:
    """Where the reviews of a document stand."""

    document: Document
    last: Review | None
    planned: Review | None
    due: Deadline
    may_review: bool
    trail: Trail | None = None  # while others confirm it
    step: Step | None = None  # that waits for the reader

    @classmethod
    def on(cls, document: Document, reader: Member) -> ShownReview | None:
        """Return it for a document in force; the last review and the open one in a statement."""
        if not document.is_in_force() or document.is_external():
            return None
        is_open = Q(state__in=(Review.State.PLANNED, Review.State.DECIDING))
        found = Review.objects.filter(
            (is_open & Q(revision=document.in_force_id)) | Q(state=Review.State.DONE),
            document=document,
        )
        two = list(
            found.select_related("reviewer", "draft").defer(*NOT_READ)[:2]
        )  # without a day comes first
        planned = next((each for each in two if each.done_at is None), None)
        last = next((each for each in two if each.done_at is not None), None)
        day = planned.planned_on if planned and planned.planned_on else document.review_due
        trail = _trail(document, reader)
        return cls(
            document=document,
            last=last,
            planned=planned,
            due=review_deadline(day, reader.tenant.today()),
            may_review=not document.act
            and document.retires_on is None
            and may_review(reader, document, planned),
            trail=trail,
            step=trail.to_decide(reader) if trail else None,
        )

    @property
    def is_settled(self) -> bool:
        """Tell whether the text in force has its verdict, and no other is wanted soon."""
        is_given = self.last is not None and self.last.revision_id == self.document.in_force_id
        return is_given and self.planned is None and not self.due.tone


def _trail(document: Document, reader: Member) -> Trail | None:
    """Return the round by which a verdict is confirmed, while it runs."""
    revision: Revision | None = document.in_force
    if revision is None or document.act != Document.Act.REVIEW:
        return None
    return Trail.of_review(revision, reader)


def given_of(document: Document) -> ReviewQuerySet:
    """Return every verdict on the document, the newest first; corrected ones stay."""
    given = Review.objects.given().filter(document=document)
    people = ("reviewer", "revision", "draft", "round", "retirement")
    return given.select_related(*people).defer("revision__markdown", *NOT_READ, "round__manifest")


def wanted_because(document: Document) -> str:
    """Return why a review wants it retired that nobody has asked for yet; else nothing."""
    wanted = Review.objects.standing().filter(
        document=document, revision=document.in_force_id, verdict=Verdict.RETIRE, retirement=None
    )
    return wanted.values_list("sentence", flat=True).first() or ""
