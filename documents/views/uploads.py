"""Files in pieces: begun, continued where the line broke, given up; and the answers of forms."""

from __future__ import annotations

import io
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from documents import access
from documents.actions.uploads import add_piece, begin_upload, stop_upload
from documents.forms.uploading import BeginForm, PieceForm, UploadForm
from documents.models import Upload
from tenants.errors import Refused, sentence
from tenants.http import MemberRequest, member_view


@require_POST
@member_view("documents.draft")
def begin(request: MemberRequest, code: str) -> JsonResponse:
    """Begin an upload, or say how much of it is here already."""
    form = BeginForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"error": str(next(iter(form.errors.values()))[0])}, status=422)
    try:
        upload = begin_upload(by=request.member, **form.cleaned_data)
    except Refused as refusal:
        return JsonResponse({"error": sentence(refusal)}, status=422)
    return JsonResponse({"id": str(upload.pk), "received": upload.received})


@require_POST
@member_view("documents.draft")
def add(request: MemberRequest, code: str, arriving: UUID) -> JsonResponse:
    """Take a piece and say where to go on; one that belongs elsewhere changes nothing."""
    upload = access.get_upload(request.member, arriving)
    form = PieceForm(request.GET)
    if form.is_valid():
        upload = add_piece(
            upload, form.cleaned_data["offset"], io.BytesIO(request.body), by=request.member
        )
    return JsonResponse({"received": upload.received})


@require_POST
@member_view("documents.draft")
def stop(request: MemberRequest, code: str, arriving: UUID) -> HttpResponse:
    """Forget an upload; whatever of it has arrived is thrown away."""
    stop_upload(access.get_upload(request.member, arriving), by=request.member)
    return HttpResponse(status=204)


def arrived(request: MemberRequest, form: UploadForm) -> Upload:
    """Return the file of a valid form, whether it came with it or in pieces before.

    Raises Refused when it may not be begun.
    """
    if form.cleaned_data["upload"] is not None:
        return access.get_upload(request.member, form.cleaned_data["upload"])
    file = form.cleaned_data["file"]
    upload = begin_upload(by=request.member, place=request.path, name=file.name, size=file.size)
    return add_piece(upload, 0, file, by=request.member)


def answered(request: MemberRequest, to: str, error: str = "") -> HttpResponse:
    """Answer a form that took a file: the script hears where to go or why not, a browser goes."""
    if request.headers.get("Accept") == "application/json":
        return JsonResponse(
            {"error": error} if error else {"url": to}, status=422 if error else 200
        )
    if error:
        messages.error(request, error)
    return redirect(to)
