"""The text of a revision as a Word file, to go on writing from in Word or WPS."""

import io

from django.http import FileResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from documents import access, content
from documents.text.word import to_docx
from tenants.http import MemberRequest, member_view


@require_safe
@member_view("documents.draft")
def download_word(request: MemberRequest, code: str, number: str, n: int) -> HttpResponseBase:
    """Hand out the Word file a revision was made from, or one made from its text."""
    revision = access.get_revision(request.member, number, n)
    if revision.source is not None and revision.source.media_type == content.WORD:
        return redirect("documents:source", code, number, n)
    made = to_docx(
        content.blocks_of(revision), title=revision.title, language=revision.document.language
    )
    name = f"{number}_{revision.label}.docx".replace("/", "-")
    response = FileResponse(io.BytesIO(made), as_attachment=True, filename=name)
    response.headers["Cache-Control"] = "private, no-store"
    return response
