"""Write questions of understanding: what readers answer before they acknowledge."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from documents import access, content
from documents.actions.reading_questions import set_reading_questions
from documents.forms.reading_questions import QuestionsForm
from documents.reading_questions import asked_in, passages_of
from tenants.errors import Refused, sentence
from tenants.http import MemberRequest, member_view


@require_http_methods(["GET", "POST"])
@member_view("documents.draft")
def write(request: MemberRequest, code: str, number: str, n: int) -> HttpResponse:
    """Show the questions of a draft, three at most; POST puts what is written in their place."""
    revision = access.get_draft(request.member, number, n)
    there, passages = asked_in(revision), passages_of(content.blocks_of(revision))
    form = QuestionsForm(
        request.POST if request.method == "POST" else None, there=there, passages=passages
    )
    refusal, is_sent = "", request.method == "POST"
    if is_sent and form.is_valid():
        try:
            set_reading_questions(revision, form.asked(), seen=form.seen, by=request.member)
            messages.success(request, _("Saved. Readers are asked once they acknowledge."))
            return redirect("documents:draft", code, number, n)
        except Refused as refused:
            refusal = sentence(refused)
    context = {
        "revision": revision,
        "document": revision.document,
        "form": form,
        "refusal": refusal,
        "has_text": bool(passages),
    }
    status = 422 if is_sent else 200
    return render(request, "documents/reading_questions.html", context, status=status)
