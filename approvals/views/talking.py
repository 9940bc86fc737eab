"""Say something to the people of a round, ask one of them, and answer."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from approvals import access
from approvals.actions.messages import answer, write
from approvals.talk.conversation import Conversation, form_for
from approvals.talk.forms import AnswerForm
from tenants.door.held import way_back, written
from tenants.errors import Refused
from tenants.http import MemberRequest, member_view


@way_back("approvals:talk_again")
@require_http_methods(["GET", "POST"])
@member_view("documents.read")
def talk(request: MemberRequest, code: str, number: str, n: int) -> HttpResponse:
    """Show what was said in all rounds of a revision; POST says something in the newest."""
    revision, round = access.get_conversation(request.member, number, n)
    form = None
    if request.method == "POST":
        form = form_for(round, request.member, request.POST)
        if form.is_valid():
            try:
                write(round, by=request.member, **form.cleaned_data)
                return redirect(_back(request, code, number, n))
            except Refused as refused:
                form.add_error(None, refused)
    conversation = Conversation.of(revision, request.member)
    if form is not None:
        conversation = replace(conversation, form=form)
    elif conversation.form is not None:
        conversation.form.initial.update(written(request))
    context = {"revision": revision, "talk": conversation}
    return render(request, "approvals/talk.html", context, status=422 if form else 200)


@require_POST
@member_view("documents.read")
def answer_question(
    request: MemberRequest, code: str, number: str, n: int, message: UUID
) -> HttpResponse:
    """Answer a question."""
    question = access.get_question(request.member, number, n, message)
    form = AnswerForm(request.POST, auto_id="unsent_%s")
    if form.is_valid():
        try:
            answer(question, by=request.member, **form.cleaned_data)
            return redirect(f"{_back(request, code, number, n)}#message-{question.pk}")
        except Refused as refused:
            form.add_error(None, refused)
    revision, _round = access.get_conversation(request.member, number, n)
    talked = Conversation.of(revision, request.member)
    context = {"revision": revision, "talk": talked, "unsent": form}
    return render(request, "approvals/talk.html", context, status=422)


def _back(request: MemberRequest, code: str, number: str, n: int) -> str:
    """Return the page it was written on: that of the decision, or of the conversation."""
    page = "decide" if request.POST.get("on") == "decide" else "talk"
    return reverse(f"approvals:{page}", args=[code, number, n])
