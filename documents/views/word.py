"""The text of a revision as a Word file, to go on writing from in Word or WPS."""

import io
import re
from collections.abc import Callable, Sequence
from typing import Final

from django.http import FileResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from documents import access, content, files
from documents.models import StoredFile
from documents.text.blocks import Block
from documents.text.word import to_docx
from tenants.http import MemberRequest, member_view

_NAMED: Final = re.compile(r"sha256:([0-9a-f]{64})")


@require_safe
@member_view("documents.draft")
def download_word(request: MemberRequest, code: str, number: str, n: int) -> HttpResponseBase:
    """Hand out the Word file a revision was made from, or one made from its text."""
    revision = access.get_revision(request.member, number, n)
    if revision.source is not None and revision.source.media_type == content.WORD:
        return redirect("documents:source", code, number, n)
    blocks = content.blocks_of(revision)
    made = to_docx(
        blocks,
        title=revision.title,
        language=revision.document.language,
        picture=_pictures_of(blocks),
    )
    name = f"{number}_{revision.label}.docx".replace("/", "-")
    response = FileResponse(io.BytesIO(made), as_attachment=True, filename=name)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _pictures_of(blocks: Sequence[Block]) -> Callable[[str], bytes | None]:
    """Return what reads a picture of this text by its name there."""
    named = {
        name
        for block in blocks
        for name in (*_NAMED.findall(block.html), *_NAMED.findall(block.marker))
    }
    stored = {f"sha256:{f.sha256}": f for f in StoredFile.objects.filter(sha256__in=named)}
    return lambda name: files.read(stored[name]) if name in stored else None
