"""Ask the owner about a passage of a text, and answer what was asked."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from approvals import access
from approvals.actions.inquiries import answer_inquiry, ask_owner
from approvals.inquiries.access import may_answer
from approvals.inquiries.forms import InquiryForm, ReplyForm
from approvals.inquiries.shown import Inquiries
from approvals.models import Inquiry
from approvals.reading.over import why_not
from documents import content
from documents.models import Revision
from tenants.errors import Refused, sentence
from tenants.http import MemberRequest, member_view


@require_http_methods(["GET", "POST"])
@member_view("documents.read")
def inquire(request: MemberRequest, code: str, number: str, n: int) -> HttpResponse:
    """Show the text with what was asked about it; POST asks, or answers (`answers`: a question)."""
    _dossier, revision = access.get_revision_to_acknowledge(request.member, number, n)
    if "answers" in request.POST:
        return _answer(request, revision)
    form = InquiryForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        try:
            made = ask_owner(revision, by=request.member, **form.cleaned_data)
            messages.success(request, _("The owner has your question. You are told of the answer."))
            return redirect(_place(request, revision, made))
        except Refused as refused:
            form.add_error(None, refused)
    shown = Inquiries.of(revision, content.blocks_of(revision), request.member)
    may_ask = request.member.can("approvals.acknowledge") and not why_not(revision)
    at = shown.at(request.GET.get("at", "")) if may_ask else None
    if form is None:
        form = InquiryForm(initial={"clause": at.clause, "quote": at.quote} if at else None)
    context = {"revision": revision, "shown": shown, "form": form, "at": at, "may_ask": may_ask}
    status = 422 if form.is_bound else 200
    return render(request, "approvals/inquiries.html", context, status=status)


def _answer(request: MemberRequest, revision: Revision) -> HttpResponse:
    try:
        wanted = UUID(request.POST["answers"])
    except ValueError:
        raise Http404 from None
    found = Inquiry.objects.filter(revision__document=revision.document_id)
    inquiry = get_object_or_404(found.select_related("revision"), pk=wanted)
    if not may_answer(request.member, revision.document):
        raise Http404
    form = ReplyForm(request.POST)
    try:
        if form.is_valid():
            answer_inquiry(inquiry, by=request.member, **form.cleaned_data)
            messages.success(request, _("Answered. Everybody who reads the text finds it here."))
        else:
            messages.error(request, _("Write what you want to say."))
    except Refused as refused:
        messages.error(request, sentence(refused))
    return redirect(_place(request, revision, inquiry))


def _place(request: MemberRequest, revision: Revision, inquiry: Inquiry) -> str:
    args = [request.tenant.slug, revision.document.number, revision.n]
    return f"{reverse('approvals:inquiries', args=args)}#inquiry-{inquiry.pk}"
