"""Read what changed since last time, then the whole, and acknowledge it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from approvals import access
from approvals.actions.acknowledgements import acknowledge
from approvals.actions.reading_answers import answer_reading_questions
from approvals.forms import AcknowledgeForm, AnswersForm
from approvals.inbox.lists import tasks_of
from approvals.inbox.place import Place
from approvals.inquiries.shown import inquiries_about
from approvals.reading.owed import due_for, still_owed_by
from approvals.reading.page import ReadingPage
from approvals.reading.statement import check_statement, statement_of
from approvals.telling import Telling
from documents.access import get_revision
from documents.attachments import forms_of
from documents.looks import reading_of
from tenants.access import Standing
from tenants.errors import Refused, sentence
from tenants.http import MemberRequest, member_view
from tenants.scope import new_id


@require_http_methods(["GET", "POST"])
@member_view("approvals.acknowledge")
def acknowledge_revision(request: MemberRequest, code: str, number: str, n: int) -> HttpResponse:
    """Show what changed since the version last acknowledged, then the text; POST acknowledges."""
    dossier, revision = access.get_revision_to_acknowledge(request.member, number, n)
    page = ReadingPage.of(dossier, revision, request.member)
    statement = _statement(request, page)
    form = AcknowledgeForm(request.POST or None)
    if form.is_valid():
        try:
            check_statement(form.cleaned_data["statement"], statement)
            key = form.cleaned_data["key"]
            acknowledge(revision, by=request.member, key=key, statement=statement)
            return redirect("approvals:acknowledged", code, number, n)
        except Refused as refused:
            form.add_error(None, refused)
            page = page.as_it_is_now()
    return _shown(request, page, form, AnswersForm())


@require_POST
@member_view("approvals.acknowledge")
def answer(request: MemberRequest, code: str, number: str, n: int) -> HttpResponse:
    """Take answers to the questions of understanding; what was wrong is shown with its passage."""
    dossier, revision = access.get_revision_to_acknowledge(request.member, number, n)
    form, refused = AnswersForm(request.POST), ""
    if not form.is_valid():
        return redirect("approvals:acknowledge", code, number, n)
    questions = revision.reading_questions.values_list("pk", flat=True)
    chosen, key = form.chosen(questions), form.cleaned_data["key"]
    try:
        if answer_reading_questions(revision, chosen, by=request.member, key=key):
            address = reverse("approvals:acknowledge", args=[code, number, n])
            return redirect(f"{address}?understood=1#agree")
    except Refused as refusal:
        refused = sentence(refusal)
    page = ReadingPage.of(dossier, revision, request.member).as_it_is_now()
    again = AnswersForm({"key": new_id()})
    if again.is_valid() and refused:
        again.add_error(None, refused)
    return _shown(request, page, AcknowledgeForm(), again)


def _statement(request: MemberRequest, page: ReadingPage) -> str:
    changes = len(page.changes) if page.known else 0
    return statement_of(request.tenant, page.revision, changes)


def _shown(
    request: MemberRequest, page: ReadingPage, form: AcknowledgeForm, answers: AnswersForm
) -> HttpResponse:
    revision, code = page.revision, request.tenant.slug
    context = {
        "revision": revision,
        "page": page,
        "form": form,
        "answers": answers,
        "statement": _statement(request, page),
        "asked": [q for q in inquiries_about(revision) if q.answered_at],
        "blank_forms": forms_of(revision),
        "reading": reading_of(revision, request.GET, code=code),
        "telling": Telling.beside(revision, request.member),
        "due_on": None if page.given or page.over else due_for(request.member, revision),
    }
    status = 422 if form.errors or answers.is_bound else 200
    return render(request, "approvals/acknowledge.html", context, status=status)


@require_safe
@member_view("approvals.acknowledge")
def show_acknowledged(request: MemberRequest, code: str, number: str, n: int) -> HttpResponse:
    """Say that it is done, and what is to be read next."""
    revision = get_revision(request.member, number, n)
    place = Place(Standing(request.tenant, request.member))
    context = {
        "revision": revision,
        "given": get_object_or_404(revision.acknowledgements, member=request.member),
        "next": next(iter(tasks_of(place, kind="acknowledge")), None),
        "left": still_owed_by(request.member).count(),
    }
    return render(request, "approvals/acknowledged.html", context)
