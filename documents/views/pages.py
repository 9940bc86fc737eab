"""The pages of a revision as pictures."""

from django.http import FileResponse, Http404
from django.views.decorators.http import require_safe

from documents import access
from documents.aside.process import Unfit
from documents.looks import look_of
from documents.pdf.page_images import page_image
from tenants.http import MemberRequest, member_view


@require_safe
@member_view("documents.read")
def show_page_image(
    request: MemberRequest, code: str, number: str, n: int, size: str, page: int
) -> FileResponse:
    """Hand out one page of what is issued, or put to approval, as a picture."""
    look = look_of(access.get_revision(request.member, number, n))
    try:
        picture = page_image(look, size, page) if look else None
    except Unfit:
        picture = None
    if picture is None:
        raise Http404
    response = FileResponse(picture.open("rb"), content_type="image/webp")
    response.headers["Cache-Control"] = "private, max-age=600"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
