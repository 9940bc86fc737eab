"""Review a document: what happened since, the verdict by signature, the record of each."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from approvals import access
from approvals.actions.reviews import Said, give_verdict
from approvals.confirming import refusals_on
from approvals.models import Review, Verdict
from approvals.reviews.evidence import Evidence
from approvals.reviews.forms import MoveForm, VerdictForm
from approvals.reviews.shown import ShownReview, given_of
from approvals.rounds.reviewing import bound_to, has_children, in_decision
from approvals.rounds.verification import verify
from approvals.rounds.wording import meaning_of
from approvals.telling import Telling
from documents.models import Document, Revision
from tenants.door.held import way_back, written
from tenants.http import MemberRequest, member_view

MOST_SHOWN = 20


@way_back("approvals:review_again")
@require_http_methods(["GET", "POST"])
@member_view("documents.read")
def review_document(request: MemberRequest, code: str, number: str) -> HttpResponse:
    """Show what happened since the last review and all verdicts; POST gives one.

    `?corrects=` names a verdict that was given in error.
    """
    document = access.get_document_to_review(request.member, number)
    shown = ShownReview.on(document, request.member)
    may_review = shown is not None and shown.may_review
    wrong = _wrong(request, document)
    planned = shown.planned if shown else None
    form = _form(request, document, wrong or planned)
    if form.is_bound and not may_review and not _is_repeated(form, document):
        raise Http404
    if form.is_valid() and (review := _given(request, document, form, wrong)):
        return _answer(request, review)
    sees = may_review or access.may_see_evidence(request.member, document)
    may_plan = access.may_plan(request.member, document)
    is_live = document.is_in_force()
    context = {
        "document": document,
        "shown": shown,
        "form": form if may_review else None,
        "wrong": wrong,
        "move": MoveForm(document=document, review=planned) if may_plan else None,
        "evidence": Evidence.of(document, request.member, wrong) if sees and is_live else None,
        "given": given_of(document)[:MOST_SHOWN],
        "readable": _readable(request, document),
        "telling": _telling(request, document),
    }
    return render(request, "approvals/review.html", context, status=422 if form.errors else 200)


def _form(request: MemberRequest, document: Document, review: Review | None) -> VerdictForm:
    """Return the form for a verdict, with what was written before, if it was not sent."""
    data = request.POST if request.method == "POST" else None
    form = VerdictForm(data, today=request.tenant.today(), review=review)
    form.initial.update(written(request))
    if document.in_force is not None:
        form.ask(request, bound_to(document.in_force), document.document_type.signing)
    return form


def _readable(request: MemberRequest, document: Document) -> set[int]:
    """Return which revisions this member may open: a draft that followed is not everybody's."""
    return set(Revision.objects.of_visible(document, request.member).values_list("n", flat=True))


def _telling(request: MemberRequest, document: Document) -> Telling | None:
    """Return who was told of the text in force and of its review."""
    return Telling.beside(document.in_force, request.member) if document.in_force else None


def _wrong(request: MemberRequest, document: Document) -> Review | None:
    """Return the verdict that is to be corrected, if one is."""
    try:
        wanted = UUID(request.GET.get("corrects", ""))
    except ValueError:
        return None
    return Review.objects.standing().one_or_none(pk=wanted, document=document)


def _is_repeated(form: VerdictForm, document: Document) -> bool:
    """Tell whether this very request has given its verdict before."""
    key = form.cleaned_data.get("key") if form.is_valid() else None
    return key is not None and Review.objects.filter(key=key, document=document).exists()


def _given(
    request: MemberRequest, document: Document, form: VerdictForm, wrong: Review | None
) -> Review | None:
    said = form.cleaned_data
    verdict = Said(Verdict(said["verdict"]), said["comment"], said["act_by"], corrects=wrong)
    proof, key = form.proof(request), said["key"]
    with refusals_on(form, request.member):
        return give_verdict(document, verdict, by=request.member, proof=proof, key=key)
    return None


def _answer(request: MemberRequest, review: Review) -> HttpResponse:
    """Say what follows from the verdict, and lead to it."""
    document, place = review.document, [request.tenant.slug, review.document.number]
    if review.state == Review.State.PLANNED:
        messages.error(request, _("Your verdict has come back meanwhile. Look at it again."))
        return redirect("approvals:review", *place)
    if review.state == Review.State.DECIDING:
        messages.success(request, _("Signed. Those who confirm reviews have been told."))
        return redirect("approvals:review", *place)
    if review.verdict == Verdict.RETIRE and has_children(document):
        if request.member.can("documents.control"):
            messages.success(request, _("Signed. Say what becomes of what belongs to it."))
            return redirect("approvals:retire", *place)
        messages.success(request, _("Signed. The document controllers ask for its retirement."))
    elif review.verdict == Verdict.RETIRE and (running := in_decision(document)):
        said = _("Signed. Controllers ask for its retirement once %(label)s is decided.")
        messages.success(request, said % {"label": running.label})
    elif review.verdict == Verdict.RETIRE:
        messages.success(request, _("Signed. Those who approve the document decide."))
    elif review.draft is not None:
        said = _("Signed. %(label)s is linked to this review.")
        messages.success(request, said % {"label": review.draft.label})
    else:
        said = _("Signed. The next review is due on %(day)s.")
        messages.success(request, said % {"day": review.next_due})
    return redirect("approvals:review", *place)


@require_safe
@member_view("documents.read")
def show_review(request: MemberRequest, code: str, number: str, review: UUID) -> HttpResponse:
    """Show a verdict with what it was based on, its signatures, and whether they verify."""
    found = access.get_review(request.member, number, review)
    document, round = found.document, found.round
    round.revision = found.revision
    last = Review.objects.standing().filter(document=document).first()
    sees = access.may_see_evidence(request.member, document)
    context = {
        "document": document,
        "review": found,
        "reviewer": next((s.name for s in round.signatures.all() if s.step_id is None), "—"),
        "evidence": Evidence.kept(found) if sees else None,
        "signatures": [(s, meaning_of(round, s.meaning)) for s in round.signatures.all()],
        "round": round,
        "faults": verify(round),
        "late": found.days_late(found.done_at.date()) if found.done_at else 0,
        "wrong": found.corrects,
        "readable": _readable(request, document),
        "correction": found.corrections.given().first(),
        "may_correct": found == last and access.may_review(request.member, document, None),
    }
    return render(request, "approvals/review_record.html", context)
