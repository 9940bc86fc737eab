"""Read what changed since last time, then the whole, and acknowledge it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from approvals import access
from approvals.actions.acknowledgements import acknowledge
from approvals.forms import AcknowledgeForm
from approvals.inbox.lists import tasks_of
from approvals.inbox.place import Place
from approvals.inquiries.shown import inquiries_about
from approvals.reading.owed import due_for, still_owed_by
from approvals.reading.page import ReadingPage
from approvals.reading.statement import check_statement, statement_of
from documents.access import get_revision
from documents.attachments import forms_of
from documents.looks import reading_of
from tenants.access import Standing
from tenants.errors import Refused
from tenants.http import MemberRequest, member_view


@require_http_methods(["GET", "POST"])
@member_view("approvals.acknowledge")
def acknowledge_revision(request: MemberRequest, code: str, number: str, n: int) -> HttpResponse:
    """Show what changed since the version last acknowledged, then the text; POST acknowledges."""
    dossier, revision = access.get_revision_to_acknowledge(request.member, number, n)
    page = ReadingPage.of(dossier, revision, request.member)
    statement = statement_of(request.tenant, revision, len(page.changes) if page.known else 0)
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
    context = {
        "revision": revision,
        "page": page,
        "form": form,
        "statement": statement,
        "asked": [q for q in inquiries_about(revision) if q.answered_at],
        "blank_forms": forms_of(revision),
        "reading": reading_of(revision, request.GET, code=code),
        "due_on": None if page.given or page.over else due_for(request.member, revision),
    }
    return render(
        request, "approvals/acknowledge.html", context, status=422 if form.errors else 200
    )


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
