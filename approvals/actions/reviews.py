"""Review documents: give a verdict by signature, plan when, and open what a verdict asks for."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.access import may_review
from approvals.actions.acts import ask_to_retire
from approvals.models import Meaning, Review, Round, Verdict
from approvals.reviews.evidence import Evidence
from approvals.rounds import acts, identity, stages
from approvals.rounds.proofs import Proof
from approvals.rounds.reviewing import bound_to, must_wait, next_after_keeping
from approvals.rounds.routing import reviewers_of
from approvals.rounds.starting import begin
from documents import ending
from documents.models import Document, Revision
from documents.retirement import RetirementPlan
from tenants import audit
from tenants.errors import IllegalMove, Refused
from tenants.models import Member


@dataclass(frozen=True)
class Said:
    """A verdict as somebody gives it; what has to change, has to by `act_by`."""

    verdict: Verdict
    sentence: str
    act_by: dt.date | None = None
    corrects: Review | None = None


@transaction.atomic
def give_verdict(
    document: Document, said: Said, *, by: Member, proof: Proof, key: UUID | None = None
) -> Review:
    """Sign what the review of the text in force came to; the same key is one verdict.

    Where the document type has a route for reviews its people confirm it, else the signature
    settles it. Raises Refused when there is nothing to review, and NotConfirmed.
    """
    document = ending.hold(document)
    made = Review.objects.one_or_none(key=key) if key else None
    if made is not None:
        return made
    revision = _text_to_review(document, by)
    _check_said(document, said)
    demand = document.document_type.signing
    method = identity.confirm(by, proof, bound_to=bound_to(revision), demand=demand)
    duties = reviewers_of(revision, by=by)
    review = _written(document, revision, said, by=by, key=key)
    review.round = begin(
        revision,
        duties,
        by=by,
        manifest=_manifest(revision, review),
        purpose=Round.Purpose.REVIEW,
        signed=(Meaning.REVIEWED, method),
    )
    review.save()
    _record(review, by)
    if duties:
        document.act = Document.Act.REVIEW
        document.save(update_fields=["act"])
        review.move(Review.State.DECIDING)
    else:
        stages.close([review.round], Round.State.PASSED, by=by)
        review.refresh_from_db()
        _open_retirement(review, document, by)
    return review


def _text_to_review(document: Document, by: Member) -> Revision:
    """Return the text in force, if this person may judge it and nothing else is decided."""
    planned = Review.objects.open().filter(document=document).first()
    if not may_review(by, document, planned):
        raise Refused(_("Only its reviewer, its owner or a document controller reviews it."))
    revision: Revision | None = document.in_force
    if revision is None or not document.is_in_force():
        raise Refused(_("%(number)s is not in force."), params={"number": document.number})
    if document.act == Document.Act.REVIEW:
        raise IllegalMove(_("Somebody has given a verdict meanwhile. Look at it again."))
    if document.act or document.retires_on:
        raise Refused(_("Something else about this document is being decided. Wait for that."))
    if document.is_external():
        raise Refused(_("An external document is checked for currency instead."))
    revision.document = document
    return revision


def _check_said(document: Document, said: Said) -> None:
    if not said.sentence.strip():
        raise Refused(_("Say in a sentence what the verdict rests on: it is signed."))
    today = timezone.localdate()
    if said.verdict == Verdict.KEEP:
        if said.act_by is not None:
            raise Refused(_("A text that is kept has nothing to be done by a day."))
    elif said.act_by is None or said.act_by < today:
        raise Refused(_("Say by which day it has to be changed or retired: today or later."))
    last = Review.objects.standing().filter(document=document).first()
    if said.corrects is not None and said.corrects != last:
        raise IllegalMove(_("Only the last verdict can be corrected. Look at it again."))


def _written(
    document: Document, revision: Revision, said: Said, *, by: Member, key: UUID | None
) -> Review:
    """Write the verdict down in the review that is planned for this text, else in a new one."""
    planned = Review.objects.locked().one_or_none(revision=revision, state=Review.State.PLANNED)
    review = planned or Review(document=document, revision=revision)
    review.verdict, review.sentence = said.verdict, said.sentence.strip()
    review.evidence = Evidence.of(document, by, said.corrects).to_json()
    review.next_due = said.act_by or next_after_keeping(document, timezone.localdate())
    review.due_on, review.reviewer = document.review_due, by
    review.corrects, review.key = said.corrects, key
    return review


def _manifest(revision: Revision, review: Review) -> bytes:
    """Write down what is signed: the verdict on exactly this text, and what it rests on."""
    return acts.statement(revision, Document.Act.REVIEW, **review.as_signed())


def _record(review: Review, by: Member) -> None:
    assert review.round is not None  # noqa: S101 - just begun
    audit.record(
        "review.asked",
        review.revision,
        by=by,
        round=review.round.number,
        verdict=str(review.verdict),
        reason=review.sentence,
        manifest=review.round.manifest_sha256,
    )


def _open_retirement(review: Review, document: Document, by: Member) -> None:
    """Ask those who approve it to end the document, where no more has to be said for that."""
    if review.verdict != Verdict.RETIRE or must_wait(document):
        return
    ask_to_retire(document, RetirementPlan(), by=by, reason=review.sentence, on_review=True)
