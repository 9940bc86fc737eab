"""Show the pictures of a revision; put one into a draft."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from documents import access, content, files
from documents.actions.pictures import add_picture
from documents.forms.pictures import PictureForm
from documents.models import Picture
from tenants.errors import Refused
from tenants.http import MemberRequest, member_view


@require_safe
@member_view("documents.read")
def show_picture(
    request: MemberRequest, code: str, number: str, n: int, sha256: str
) -> FileResponse:
    """Show a picture that the text of a revision holds."""
    file = content.picture_of(access.get_revision(request.member, number, n), sha256)
    if file is None:
        raise Http404
    response = FileResponse(files.path_of(file).open("rb"))
    response.headers["Content-Type"] = file.media_type
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    # Its address is its hash, so that it can never be another one.
    response.headers["Cache-Control"] = "private, max-age=3600, immutable"
    return response


@require_POST
@member_view("documents.draft")
def upload_picture(request: MemberRequest, code: str, number: str, n: int) -> HttpResponse:
    """Take a picture into a draft; a script that asks for JSON is told how to show it."""
    revision = access.get_draft(request.member, number, n)
    form = PictureForm(request.POST, request.FILES)
    try:
        if not form.is_valid():
            raise Refused(str(form.errors["picture"][0]))
        file = form.cleaned_data["picture"]
        picture = add_picture(revision, file.read(), file.name, by=request.member)
    except Refused as refusal:
        if _wants_json(request):
            return JsonResponse({"error": refusal.messages[0]}, status=422)
        messages.error(request, refusal.messages[0])
    else:
        if _wants_json(request):
            return JsonResponse({"name": picture.name, "markdown": markdown_for(picture)})
        said = _("The picture is there. Write %(markdown)s where it shall stand.")
        messages.success(request, said % {"markdown": markdown_for(picture)})
    return redirect("documents:draft", code, number, n)


def markdown_for(picture: Picture) -> str:
    """Return what an author writes to show the picture."""
    return f"![{picture.name.rsplit('.', 1)[0]}]({picture.name})"


def _wants_json(request: MemberRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")
