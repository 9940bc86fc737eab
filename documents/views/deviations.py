"""Temporary deviations from a document: what runs, what was, and a form for a new one."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from documents import access
from documents.actions.deviations import close_deviation, extend_deviation, record_deviation
from documents.forms.deviations import DeviationForm, EndForm
from documents.models import Document
from tenants.errors import Refused
from tenants.http import MemberRequest, member_view

MOST_SHOWN = 50


@require_http_methods(["GET", "POST"])
@member_view("documents.draft")
def show_deviations(request: MemberRequest, code: str, number: str) -> HttpResponse:
    """Show the deviations of a document; POST records one, extends it or closes it."""
    document = access.get_document(request.member, number)
    if not access.may_check(request.member, document):
        raise PermissionDenied
    act = request.POST.get("act", "")
    form = DeviationForm(request.POST if act == "record" else None, by=request.member)
    refusal = None
    try:
        if act == "record" and form.is_valid():
            record_deviation(form.save(commit=False), document, by=request.member)
            return redirect("documents:deviations", code, number)
        if act in ("extend", "close") and _has_ended(request, document, act):
            return redirect("documents:deviations", code, number)
    except Refused as refused:
        refusal = refused
        if act == "record":
            form.add_error(None, refused)
    context = {
        "document": document,
        "form": form,
        "refusal": refusal if act != "record" else None,
        "deviations": document.deviations.named()[:MOST_SHOWN],
    }
    status = 422 if form.errors or refusal else 200
    return render(request, "documents/deviations.html", context, status=status)


def _has_ended(request: MemberRequest, document: Document, act: str) -> bool:
    """Extend or close the deviation that was named; return whether there was one."""
    form = EndForm(request.POST)
    form.fields["deviation"].queryset = document.deviations.all()  # type: ignore[attr-defined]
    if not form.is_valid():
        return False
    deviation, until = form.cleaned_data["deviation"], form.cleaned_data["until"]
    if act == "close":
        close_deviation(deviation, by=request.member)
    elif until:
        extend_deviation(deviation, until, by=request.member)
    return True
