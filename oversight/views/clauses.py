"""The clause matrix of a tenant, its clauses one by one, and what does not apply."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from approvals.distribution.exporting import export
from documents.actions.clauses import change_link, link_clause, unlink_clause
from oversight import access
from oversight.actions.exclusions import ask_exclusion, decide_exclusion, end_exclusion
from oversight.standards.clause_page import clause_page, unread_documents
from oversight.standards.exporting import listed
from oversight.standards.forms import AskForm, ChangeLinkForm, DecideForm, LinkForm
from oversight.standards.matrix import Matrix, edition_asked, matrix, suffix_of
from oversight.standards.representative import appointment_of
from tenants.errors import Refused, sentence
from tenants.http import MemberRequest, member_view


@require_safe
@member_view("clauses.read")
def show(request: MemberRequest, code: str) -> HttpResponse:
    """Show what each requirement is covered by, gaps first."""
    found = _matrix(request)
    context = {
        "matrix": found,
        "coverage": found.coverage,
        "edition": found.wanted.edition,
        "filters": found.filters,
        "unread": unread_documents(request.member),
        "may_control": request.member.can("documents.control"),
        "kept": request.GET.urlencode(),
        "suffix": suffix_of(found.wanted.edition),
    }
    return render(request, "oversight/clauses.html", context)


@require_POST
@member_view("clauses.read", is_reading=True)
def export_sheet(request: MemberRequest, code: str) -> HttpResponse:
    """Hand out the matrix as an Excel sheet, as it is filtered."""
    return export(request, listed(_matrix(request), request.tenant), "xlsx")


@require_POST
@member_view("clauses.read", is_reading=True)
def export_pages(request: MemberRequest, code: str) -> HttpResponse:
    """Hand out the matrix as pages to sign, as it is filtered."""
    return export(request, listed(_matrix(request), request.tenant), "pdf")


@require_safe
@member_view("clauses.read")
def show_clause(request: MemberRequest, code: str, clause: str) -> HttpResponse:
    """Show a clause: what it asks for, which documents are for it, whether it applies."""
    return _page(request, clause)


@require_POST
@member_view("documents.control")
def link(request: MemberRequest, code: str, clause: str) -> HttpResponse:
    """Link a document to a clause."""
    row = access.get_clause(edition_asked(request.GET), clause)
    form = LinkForm(request.POST, by=request.member)
    if form.is_valid():
        try:
            link_clause(clause=row, by=request.member, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return _back(request, clause)
        except Refused as refused:
            form.add_error(None, refused)
    return _page(request, clause, form=form)


@require_POST
@member_view("documents.control")
def change(request: MemberRequest, code: str, clause: str, link: UUID) -> HttpResponse:
    """Say anew how far a document covers a clause, or that it does not."""
    row = access.get_clause(edition_asked(request.GET), clause)
    found = access.get_link(row, request.member, link)
    form = ChangeLinkForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused(_("Choose how far it covers the clause, and say why in one sentence."))
        said = form.cleaned_data
        if said["act"] == "unlink":
            unlink_clause(found, by=request.member)
        else:
            coverage = said["coverage"] or found.coverage
            change_link(found, coverage=coverage, why=said["why"], by=request.member)
        messages.success(request, _("Saved."))
    except ValidationError as refusal:
        messages.error(request, sentence(refusal))
    return _back(request, clause)


@require_POST
@member_view("documents.control")
def ask(request: MemberRequest, code: str, clause: str) -> HttpResponse:
    """Ask the management representative to find a clause not applicable."""
    row = access.get_clause(edition_asked(request.GET), clause)
    form = AskForm(request.POST)
    if form.is_valid():
        try:
            ask_exclusion(row, by=request.member, **form.cleaned_data)
            messages.success(request, _("The management representative is asked."))
            return _back(request, clause)
        except Refused as refused:
            form.add_error(None, refused)
    return _page(request, clause, asking=form)


@require_http_methods(["GET", "POST"])
@member_view("documents.read")
def exclusion(request: MemberRequest, code: str, exclusion: UUID) -> HttpResponse:
    """Show why a clause does not apply; the representative decides, the controller ends it."""
    found = access.get_exclusion(request.member, exclusion)
    form = DecideForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        act, remark = form.cleaned_data["act"], form.cleaned_data["remark"]
        try:
            if act == "end":
                end_exclusion(found, reason=remark, by=request.member)
            else:
                decide_exclusion(found, approve=act == "approve", remark=remark, by=request.member)
            messages.success(request, _("Saved."))
            return redirect("oversight:exclusion", code, found.pk)
        except ValidationError as refusal:
            form.add_error(None, refusal)
    is_open = found.state == found.State.ASKED
    context = {
        "exclusion": found,
        "form": form,
        "may_decide": is_open
        and found.asked_by_id != request.member.pk
        and appointment_of(request.member) is not None,
        "may_end": found.state in found.STANDING and request.member.can("documents.control"),
        "may_read": request.member.can("clauses.read"),
    }
    status = 422 if form.errors else 200
    return render(request, "oversight/exclusion.html", context, status=status)


def _matrix(request: MemberRequest) -> Matrix:
    return matrix(request.tenant, request.member, request.GET)


def _page(
    request: MemberRequest,
    number: str,
    *,
    form: LinkForm | None = None,
    asking: AskForm | None = None,
) -> HttpResponse:
    clause = access.get_clause(edition_asked(request.GET), number)
    context = {
        "page": clause_page(request.tenant, request.member, clause),
        "form": form or LinkForm(by=request.member),
        "asking": asking or AskForm(),
        "may_control": request.member.can("documents.control"),
        "suffix": suffix_of(clause.edition),
    }
    has_errors = bool(form and form.errors) or bool(asking and asking.errors)
    return render(request, "oversight/clause.html", context, status=422 if has_errors else 200)


def _back(request: MemberRequest, number: str) -> HttpResponse:
    page = reverse("oversight:clause", args=[request.tenant.slug, number])
    return redirect(f"{page}{suffix_of(edition_asked(request.GET))}")
