"""What the page of a document shows of its reviews."""

from collections.abc import Iterator

from django.template.loader import render_to_string

from approvals.reviews.shown import ShownReview
from approvals.rounds.wording import act_of
from documents.dossier import Dossier
from documents.labels import deadline
from tenants.http import MemberRequest
from tenants.panels import Piece


def show_reviews(request: MemberRequest, *, dossier: Dossier, **_page: object) -> Iterator[Piece]:
    """Show when the text in force was reviewed last and is next, and a verdict to confirm.

    A revision in work says which review has asked for it.
    """
    review = ShownReview.on(dossier.document, request.member)
    if review is None:
        return
    context: dict[str, object] = {"review": review, "document": dossier.document}
    work = dossier.in_work
    if work is not None and review.last is not None and review.last.draft_id == work.pk:
        about = {"work": work, "asked_by": review.last}
        yield "head", render_to_string("approvals/parts/review_asks.html", context | about, request)
    if review.step and request.member.can("approvals.decide"):
        due = deadline(review.step.due_on, request.tenant.today())
        asked = {"step": review.step, "what": act_of(review.step), "due": due}
        yield "acts", render_to_string("approvals/parts/review_step.html", context | asked, request)
    yield "rail", render_to_string("approvals/parts/review_rail.html", context, request)
