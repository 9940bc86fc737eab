"""People by the sheet: template, list, upload, what it would change, confirm."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tenants import access
from tenants.actions.people_imports import (
    ask_again,
    choose_columns,
    confirm_import,
    upload_people,
)
from tenants.errors import Refused
from tenants.files.sheet_reading import MOST_BYTES
from tenants.http import MemberRequest, member_view
from tenants.models import PeopleImport
from tenants.people import listing
from tenants.people.forms import SheetForm
from tenants.people.sheets import handing_out
from tenants.people.sheets.columns import LABELS
from tenants.sheets import XLSX

SHOWN_AGAIN: Final = "2"  # seconds, while the queue is at work
LATEST: Final = 5


@require_safe
@member_view("people.read")
def export(request: MemberRequest, code: str) -> HttpResponse:
    """Hand out the list as it is filtered."""
    people = listing.filtered(request.GET, request.tenant.today())
    content = handing_out.people_sheet(listing.with_posts(people.order_by("name", "pk")))
    return _sheet(content, f"{request.tenant.code}-people.xlsx")


@require_safe
@member_view("people.manage")
def template(request: MemberRequest, code: str) -> HttpResponse:
    """Hand out an empty sheet with the right heads."""
    return _sheet(handing_out.template_sheet(), f"{request.tenant.code}-people-template.xlsx")


def _sheet(content: bytes, name: str) -> HttpResponse:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=XLSX, headers=disposition)


@require_http_methods(["GET", "POST"])
@member_view("people.manage")
def upload(request: MemberRequest, code: str) -> HttpResponse:
    """Take a sheet."""
    form = SheetForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            job = upload_people(file.read(MOST_BYTES + 1), file.name, by=request.member)
            return redirect("tenants:people_import", code, job.pk)
        except Refused as refusal:
            form.add_error("file", refusal)
    latest = PeopleImport.objects.select_related("uploaded_by").defer("content")[:LATEST]
    context = {"form": form, "latest": latest}
    status = 422 if form.errors else 200
    return render(request, "tenants/people_upload.html", context, status=status)


@require_http_methods(["GET", "POST"])
@member_view("people.manage")
def show_import(request: MemberRequest, code: str, upload: UUID) -> HttpResponse:
    """Show how far a sheet is and what it would change; correct its columns, confirm it."""
    job = access.get_people_import(upload)
    if request.method == "POST":
        try:
            ACTS.get(request.POST.get("act", ""), _choose)(request, job)
        except Refused as refusal:
            messages.error(request, refusal.messages[0])
        return redirect("tenants:people_import", code, job.pk)
    context = {
        "job": job,
        "fields": [(fact, label, job.columns.get(fact)) for fact, label in LABELS.items()],
        "more_errors": job.error_count - len(job.errors),
        "more_lines": sum(job.counts.get(k, 0) for k in ("added", "changed")) - len(job.lines),
    }
    response = render(request, "tenants/people_import.html", context)
    if job.is_at_work():
        response["Refresh"] = SHOWN_AGAIN
    return response


def _choose(request: MemberRequest, job: PeopleImport) -> None:
    known = {str(column): column for column, _head in job.heads}
    typed = {fact: request.POST.get(fact, "") for fact in LABELS}
    columns = {fact: known.get(column, -1) for fact, column in typed.items() if column}
    choose_columns(job, columns, by=request.member)


def _confirm(request: MemberRequest, job: PeopleImport) -> None:
    confirm_import(job, by=request.member)


def _again(request: MemberRequest, job: PeopleImport) -> None:
    ask_again(job, by=request.member)
    messages.success(request, _("Asked for once more."))


ACTS: Final[dict[str, Callable[[MemberRequest, PeopleImport], None]]] = {
    "columns": _choose,
    "confirm": _confirm,
    "again": _again,
}
