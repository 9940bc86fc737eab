"""Temporary deviations from a document: what runs, what was, and a form for a new one."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from documents import access
from documents.actions.deviations import close_deviation, extend_deviation, record_deviation
from documents.forms.deviations import CloseForm, DeviationForm, ExtendForm
from documents.models import Document
from tenants.errors import Refused
from tenants.http import MemberRequest, member_view

MOST_SHOWN = 50


@require_http_methods(["GET", "POST"])
@member_view("documents.read")
def show_deviations(request: MemberRequest, code: str, number: str) -> HttpResponse:
    """Show the deviations of a document; POST records one, extends it or closes it."""
    document = access.get_document(request.member, number)
    may_end = access.may_check(request.member, document)
    act = request.POST.get("act", "")
    if request.method == "POST" and not may_end:
        raise PermissionDenied
    new = DeviationForm(
        request.POST if act == "record" else None, initial={"valid_from": timezone.localdate()}
    )
    form = new if act == "record" else _form_of(act, request, document)
    if form is not None and form.is_valid():
        try:
            _do(act, form, document, request)
            return redirect("documents:deviations", code, number)
        except Refused as refusal:
            form.add_error(None, refusal)
    context = {
        "document": document,
        "may_end": may_end,
        "form": new,
        "ending": form if act != "record" else None,
        "deviations": document.deviations.named()[:MOST_SHOWN],
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "documents/deviations.html", context, status=status)


def _form_of(act: str, request: MemberRequest, document: Document) -> forms.Form | None:
    among = document.deviations.all()
    if act == "extend":
        return ExtendForm(request.POST, among=among)
    return CloseForm(request.POST, among=among) if act == "close" else None


def _do(act: str, form: forms.Form, document: Document, request: MemberRequest) -> None:
    said, by = form.cleaned_data, request.member
    if act == "record":
        record_deviation(document, **said, by=by)
    elif act == "extend":
        extend_deviation(said["deviation"], said["until"], approved_by=said["approved_by"], by=by)
    else:
        close_deviation(said["deviation"], by=by)
