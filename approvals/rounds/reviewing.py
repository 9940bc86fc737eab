"""What the end of a periodic review means: for the review, and for the document's next date."""

import datetime as dt

from django.utils import timezone

from approvals.models import Review, Round, Verdict
from approvals.rounds import identity
from documents import content
from documents.actions.drafts import start_revision
from documents.actions.revisions import add_months
from documents.models import Document, ReviewTask, Revision
from tenants import audit
from tenants.models import Member
from tenants.notices import notify
from tenants.people.roles import Role


def next_after_keeping(document: Document, today: dt.date) -> dt.date:
    """Return when a text that was kept today is reviewed next."""
    return add_months(today, document.document_type.review_months)


def bound_to(revision: Revision) -> str:
    """Return what a proof of who reviews is bound to: the review of exactly this text."""
    return identity.binding(revision.pk, "review")


def in_decision(document: Document) -> Revision | None:
    """Return the revision that is being decided, or approved and waits for its day."""
    in_work: Revision | None = document.revisions.open().first()
    return in_work if in_work is not None and in_work.state != Revision.State.DRAFT else None


def must_wait(document: Document) -> bool:
    """Tell whether a verdict to retire it is for the controllers to carry out, when they can."""
    return has_children(document) or in_decision(document) is not None


def has_children(document: Document) -> bool:
    """Tell whether somebody has to say what becomes of others before it can be retired."""
    return document.children.all().live().exists()


def settle(round: Round, *, passed: bool, by: Member) -> None:
    """Count the verdict, or let the review be done again when those asked said no."""
    review = Review.objects.locked().get(round=round)
    review.document = round.revision.document
    if not passed:
        review.move(Review.State.PLANNED, round=None)  # the key stays: sent again, it is no verdict
        return
    review.move(Review.State.DONE, done_at=timezone.now())
    _correct(review, by=by)
    if review.document.in_force_id == review.revision_id:  # else a newer text has its own date
        review.document.review_due = review.next_due
        review.document.save(update_fields=["review_due"])
    _settle_tasks(review)
    if Verdict(review.verdict).changes_text:
        _open_draft(review)
    if review.verdict == Verdict.RETIRE and (round.route_id or must_wait(review.document)):
        _ask_controllers(review)
    audit.record(
        "review.settled",
        review.revision,
        by=by,
        verdict=review.verdict,
        next_due=review.next_due,
        round=round.number,
    )


def _correct(review: Review, *, by: Member) -> None:
    if review.corrects_id is None:
        return
    wrong = Review.objects.locked().get(pk=review.corrects_id)
    wrong.move(Review.State.CORRECTED)
    audit.record(
        "review.corrected",
        review.revision,
        by=by,
        verdict=[wrong.verdict, review.verdict],
        reason=review.sentence,
    )


def _settle_tasks(review: Review) -> None:
    """Count it as the review that a superseded external document had asked for.

    One whose text has to change stays asked for until the new one is in force.
    """
    if Verdict(review.verdict).changes_text:
        return
    facts = {
        "settled_at": review.done_at,
        "settled_by": review.reviewer,
        "verdict": review.sentence[:500],
    }
    ReviewTask.objects.filter(document=review.document_id, settled_at=None).update(**facts)


def _open_draft(review: Review) -> None:
    """Link the revision in work, else begin one from the text in force."""
    document, who = review.document, review.reviewer
    draft = document.revisions.open().first()
    if draft is None and document.in_force_id == review.revision_id:
        is_minor = review.verdict == Verdict.MINOR
        change = Revision.ChangeClass.MINOR if is_minor else Revision.ChangeClass.MAJOR
        draft = start_revision(
            document,
            by=who if who.can("documents.draft") else document.owner,
            change_class=change,
            reason=review.sentence,
            markdown=content.markdown_of(review.revision),
        )
    review.draft = draft
    review.save(update_fields=["draft"])


def _ask_controllers(review: Review) -> None:
    """Tell the controllers that a retirement is to be asked for, since more is to be said."""
    document = review.document
    for controller in Member.objects.active().with_role(Role.CONTROLLER):
        notify(
            controller,
            "retirement_wanted",
            subject=review.round,
            number=document.number,
            title=document.title,
            by=review.reviewer.name,
            comment=review.sentence,
        )
