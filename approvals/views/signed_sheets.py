"""Take a sheet on which people without an account signed, and hand it out again."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from approvals import access
from approvals.actions.signed_sheets import acknowledge_by_sheet
from approvals.models import SignedSheet
from approvals.reading.sheet_form import SheetForm
from documents.models import Revision
from documents.uploading import take_upload
from documents.views.handing_out import handed_out
from documents.views.uploads import arrived
from tenants.errors import Refused
from tenants.http import MemberRequest, member_view


@require_http_methods(["GET", "POST"])
@member_view("documents.control")
def take_sheet(request: MemberRequest, code: str, number: str, n: int) -> HttpResponse:
    """Show what sheets there are and the form for another; POST takes one."""
    _dossier, revision = access.get_revision_to_acknowledge(request.member, number, n)
    is_sent = request.method == "POST"
    form = SheetForm(*((request.POST, request.FILES) if is_sent else ()), revision=revision)
    if is_sent and form.is_valid() and _taken(request, revision, form):
        messages.success(request, _("Recorded for those who were ticked."))
        return redirect("approvals:signed_sheets", code, number, n)
    sheets = revision.signed_sheets.select_related("by").prefetch_related("given__member")
    context = {"revision": revision, "form": form, "sheets": sheets.order_by("-at")}
    status = 422 if form.errors else 200
    return render(request, "approvals/signed_sheets.html", context, status=status)


def _taken(request: MemberRequest, revision: Revision, form: SheetForm) -> bool:
    said = form.cleaned_data
    facts = {name: said[name] for name in ("people", "signed_on", "with_account", "key")}
    facts["people"] = list(facts["people"])
    try:
        upload = arrived(request, form)
        take_upload(
            upload,
            lambda file: acknowledge_by_sheet(
                revision, file, upload.name, by=request.member, **facts
            ),
            by=request.member,
        )
    except Refused as refused:
        form.add_error(None, refused)
    return not form.errors


@require_safe
@member_view("approvals.read_acknowledgements")
def download_sheet(
    request: MemberRequest, code: str, number: str, n: int, signed_sheet: UUID
) -> FileResponse:
    """Hand out a signed sheet as it was uploaded."""
    _dossier, revision = access.get_revision_to_acknowledge(request.member, number, n)
    sheets = SignedSheet.objects.select_related("file")
    sheet = get_object_or_404(sheets, pk=signed_sheet, revision=revision)
    return handed_out(sheet.file, sheet.name)
