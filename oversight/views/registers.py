"""A register kept elsewhere comes in: template, upload, what it would add, confirm."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from oversight.access import get_register_import
from oversight.actions.registers import (
    Archive,
    Defaults,
    ask_again,
    choose_columns,
    confirm_register,
    upload_register,
)
from oversight.forms import RegisterForm
from oversight.importing.registers.columns import LABELS
from oversight.importing.registers.handing_out import template_sheet
from oversight.models import RegisterImport
from tenants.errors import Refused, sentence
from tenants.files.sheet_reading import MOST_BYTES
from tenants.http import MemberRequest, member_view
from tenants.sheets import XLSX
from tenants.views.settings import section_context

SHOWN_AGAIN: Final = "2"  # seconds, while the queue is at work
LATEST: Final = 10


@require_safe
@member_view("documents.import")
def template(request: MemberRequest, code: str) -> HttpResponse:
    """Hand out an empty sheet with the right heads."""
    disposition = f'attachment; filename="{code}-register-template.xlsx"'
    headers = {"Content-Disposition": disposition}
    return HttpResponse(template_sheet(), content_type=XLSX, headers=headers)


@require_http_methods(["GET", "POST"])
@member_view("documents.import")
def upload(request: MemberRequest, code: str) -> HttpResponse:
    """Take a sheet, and an archive of files with it."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = RegisterForm(*sent, by=request.member)
    if form.is_valid():
        try:
            job = _take(dict(form.cleaned_data), request)
            return redirect("oversight:register_import", code, job.pk)
        except Refused as refusal:
            form.add_error(None, refusal)
    latest = RegisterImport.objects.select_related("uploaded_by").defer("content")[:LATEST]
    context = section_context(request, "import") | {"form": form, "latest": latest}
    status = 422 if form.errors else 200
    return render(request, "oversight/register_upload.html", context, status=status)


def _take(facts: dict[str, Any], request: MemberRequest) -> RegisterImport:
    file, packed = facts.pop("file"), facts.pop("archive")
    archive = Archive(packed, packed.name) if packed else None
    content = file.read(MOST_BYTES + 1)
    return upload_register(content, file.name, Defaults(**facts), archive, by=request.member)


@require_http_methods(["GET", "POST"])
@member_view("documents.import")
def show_import(request: MemberRequest, code: str, register_id: UUID) -> HttpResponse:
    """Show how far a register is and what it would add; correct its columns, confirm it."""
    job = get_register_import(request.member, register_id)
    if request.method == "POST":
        try:
            ACTS.get(request.POST.get("act", ""), _choose)(request, job)
        except Refused as refusal:
            messages.error(request, sentence(refusal))
        return redirect("oversight:register_import", code, job.pk)
    context = section_context(request, "import") | {
        "job": job,
        "fields": [(fact, label, job.columns.get(fact)) for fact, label in LABELS.items()],
        "more_errors": job.error_count - len(job.errors),
        "more_lines": sum(job.counts.get(k, 0) for k in ("added", "different")) - len(job.lines),
        "more_unmatched": job.unmatched_count - len(job.unmatched),
    }
    response = render(request, "oversight/register_import.html", context)
    if job.is_at_work():
        response["Refresh"] = SHOWN_AGAIN
    return response


def _choose(request: MemberRequest, job: RegisterImport) -> None:
    known = {str(column): column for column, _head in job.heads}
    typed = {fact: request.POST.get(fact, "") for fact in LABELS}
    columns = {fact: known.get(column, -1) for fact, column in typed.items() if column}
    choose_columns(job, columns, by=request.member)


def _confirm(request: MemberRequest, job: RegisterImport) -> None:
    confirm_register(job, by=request.member)


def _again(request: MemberRequest, job: RegisterImport) -> None:
    ask_again(job, by=request.member)
    messages.success(request, _("Asked for once more."))


ACTS: Final[dict[str, Callable[[MemberRequest, RegisterImport], None]]] = {
    "columns": _choose,
    "confirm": _confirm,
    "again": _again,
}
