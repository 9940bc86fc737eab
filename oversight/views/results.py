"""The result of a round, for the city: signed by the leader, published, corrected, answered."""

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from approvals.confirming import ConfirmForm
from approvals.rounds import identity
from oversight import access
from oversight.actions.objections import answer_objection
from oversight.actions.results import correct as correct_result
from oversight.actions.results import publish as publish_result
from oversight.actions.results import sign_result
from oversight.examination.handing_out import sheet
from oversight.examination.indicators import told
from oversight.examination.judging_forms import AnswerForm, CorrectionForm
from oversight.examination.overview import overview
from oversight.examination.results import statement, to_correct
from oversight.models import Answer, Examination, Result
from oversight.models.signed_text import sha256_of
from tenants.errors import Refused, sentence
from tenants.exports import check_may_export
from tenants.http import MemberRequest, member_view
from tenants.views.exports import Made, hand_out

State = Examination.State
LEADER_SIGNS: Final = gettext_lazy(
    "I have looked at the result and sign it as the leader of the city."
)


@require_http_methods(["GET", "POST"])
@member_view("city.sign")
def sign(request: MemberRequest, examination: UUID) -> HttpResponse:
    """Show what the round comes to; POST signs exactly that."""
    round = access.get_round(request.member, examination)
    if round.state != State.SCORING:
        raise Http404
    seen = sha256_of(statement(round))
    form = ConfirmForm(request.POST or None)
    form.ask(request, identity.binding(round.pk, seen))
    read = request.POST.get("seen", "")
    if form.is_signed(
        request, lambda proof: sign_result(round, by=request.member, proof=proof, seen=read)
    ):
        messages.success(request, _("Signed. The quality office publishes the result."))
        return redirect("oversight:examination", round.pk)
    shown = overview(round, request.member)
    context = {
        "round": round,
        "overview": shown,
        "form": form,
        "seen": seen,
        "meaning": LEADER_SIGNS,
        "told": told(round.criteria.all()),
    }
    page = "oversight/examination/sign.html"
    return render(request, page, context, status=422 if form.errors else 200)


@require_POST
@member_view("city.examinations")
def publish(request: MemberRequest, examination: UUID) -> HttpResponse:
    """Let every tenant read the result."""
    round = access.get_round(request.member, examination)
    try:
        publish_result(round, by=request.member)
        messages.success(request, _("Published. Every organ and zone is told."))
    except Refused as refused:
        messages.error(request, sentence(refused))
    return redirect("oversight:examination", round.pk)


@require_http_methods(["GET", "POST"])
@member_view("city.sign")
def correct(request: MemberRequest, examination: UUID, code: str) -> HttpResponse:
    """Publish another figure beside the one that stands."""
    round, zone = access.get_round(request.member, examination), access.get_zone(code)
    standing = Result.objects.filter(round=round, tenant=zone).order_by("-n")
    result = get_object_or_404(standing[:1])
    form = CorrectionForm(request.POST or None, criteria=list(round.criteria.all()))
    form.ask(request, to_correct(result))
    if form.is_signed(
        request,
        lambda proof: correct_result(result, **form.said(), by=request.member, proof=proof),
    ):
        messages.success(request, _("Published beside the figure it corrects."))
        return redirect("oversight:examined", round.pk, code)
    context = {"round": round, "zone": zone, "result": result, "form": form}
    page = "oversight/examination/correct.html"
    return render(request, page, context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@member_view("city.examinations")
def objection(request: MemberRequest, objection: UUID) -> HttpResponse:
    """Show an objection; POST answers it, once."""
    found = access.get_objection(request.member, objection)
    answer = Answer.objects.one_or_none(objection=found)
    may_answer = answer is None and request.member.can("city.examine")
    form = AnswerForm(request.POST or None) if may_answer else None
    if request.method == "POST" and form is None:
        raise Http404
    if form is not None and form.is_valid():
        said = form.cleaned_data
        try:
            answer_objection(found, said["text"], by=request.member, is_upheld=said["is_upheld"])
            messages.success(request, _("Answered. The organ or zone is told."))
            return redirect("oversight:examination", found.round_id)
        except Refused as refused:
            form.add_error(None, refused)
    context = {"round": found.round, "objection": found, "answer": answer, "form": form}
    page = "oversight/examination/objection.html"
    return render(request, page, context, status=422 if form and form.errors else 200)


@require_POST
@member_view("city.examinations", is_reading=True)
def export(request: MemberRequest, examination: UUID) -> HttpResponse:
    """Hand out the whole result as one sheet."""
    round = access.get_round(request.member, examination)
    if round.state != State.PUBLISHED:
        raise Http404
    try:
        check_may_export(request.member)
        content, rows = sheet(round)
        return hand_out(request, Made(round.name, "xlsx", rows, "", content))
    except Refused as refused:
        messages.error(request, sentence(refused))
        return redirect("oversight:examination", round.pk)
