"""Read what changed since last time, then the whole, and acknowledge it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from approvals import access
from approvals.actions.acknowledgements import acknowledge
from approvals.forms import AcknowledgeForm
from approvals.inbox.lists import tasks_of
from approvals.inbox.place import Place
from approvals.reading.owed import due_for, given_by, last_acknowledged
from approvals.reading.statement import check_statement, statement_of
from documents import content, pictures
from documents.access import get_revision
from documents.attachments import forms_of
from documents.comparison import addresses_of
from documents.looks import reading_of
from documents.text.redline import compare
from documents.text.redline_rows import redline_rows
from documents.text.render import to_html
from tenants.access import Standing
from tenants.errors import Refused
from tenants.http import MemberRequest, member_view


@require_http_methods(["GET", "POST"])
@member_view("approvals.acknowledge")
def acknowledge_revision(request: MemberRequest, code: str, number: str, n: int) -> HttpResponse:
    """Show what changed since the version last acknowledged, then the text; POST acknowledges."""
    member = request.member
    dossier, revision = access.get_revision_to_acknowledge(member, number, n)
    statement = statement_of(request.tenant, revision)
    form = AcknowledgeForm(request.POST or None)
    if form.is_valid():
        try:
            check_statement(form.cleaned_data["statement"], statement)
            key = form.cleaned_data["key"]
            acknowledge(revision, by=member, key=key, statement=statement)
            return redirect("approvals:acknowledged", code, number, n)
        except Refused as refused:
            form.add_error(None, refused)
    given = given_by(member, dossier.revisions)
    known = last_acknowledged(revision, dossier.revisions, given)
    old = known or dossier.before(revision)  # imported history, which nobody acknowledged
    texts = content.blocks_of_each([revision, old] if old else [revision])
    document = revision.document
    rows = (
        redline_rows(
            compare(texts[1], texts[0], formats=not content.compares_words_only(old, revision)),
            addresses_of(code, document, old, revision),
            "changes",
        )
        if old
        else []
    )
    context = {
        "revision": revision,
        "form": form,
        "statement": statement,
        "old": old,
        "is_known": known is not None,
        "changes": rows,
        "html": to_html(texts[0], pictures.address(code, document.number, revision.n)),
        "blank_forms": forms_of(revision),
        "reading": reading_of(revision, request.GET, code=code),
        "given": given.get(revision.pk),
        "due_on": None if revision.pk in given else due_for(member, revision),
    }
    return render(request, "approvals/acknowledge.html", context)


@require_safe
@member_view("approvals.acknowledge")
def show_acknowledged(request: MemberRequest, code: str, number: str, n: int) -> HttpResponse:
    """Say that it is done, and what comes next."""
    revision = get_revision(request.member, number, n)
    standing = Standing(request.tenant, request.member)
    tasks = tasks_of(Place(standing))
    context = {
        "revision": revision,
        "given": get_object_or_404(revision.acknowledgements, member=request.member),
        "next": next(iter(tasks), None),
        "left": len(tasks),
    }
    return render(request, "approvals/acknowledged.html", context)
