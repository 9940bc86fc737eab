"""Lists of readers as files: as sheets and as pages to sign, each with the hash of its rows."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from documents.lists.columns import Cell, Column
from documents.lists.paper import as_pages
from documents.lists.sheet import as_sheet
from tenants.errors import Refused, sentence
from tenants.exports import check_may_export
from tenants.http import MemberRequest
from tenants.views.exports import Made, hand_out, made_by


@dataclass(frozen=True)
class Listed:
    """A list as it leaves the house."""

    title: str
    columns: Sequence[Column]
    lines: Sequence[Sequence[Cell]]
    filters: str
    back: str  # the page it is of
    said: Sequence[str] = ()  # above the rows


def export(request: MemberRequest, listed: Listed, form: str) -> HttpResponse:
    """Hand it out; a refusal leads back to the page and says why."""
    notes = [
        *listed.said,
        *([listed.filters] if listed.filters else []),
        _("%(n)d rows") % {"n": len(listed.lines)},
        _("SHA-256 of these rows: %(hash)s") % {"hash": sha256_of(listed.lines)},
        made_by(request),
    ]
    try:
        check_may_export(request.member)
        if form == "xlsx":
            content = as_sheet(listed.title, listed.columns, listed.lines, notes)
        else:
            head = request.tenant.head
            content = as_pages(head, listed.title, listed.columns, listed.lines, notes)
        made = Made(listed.title, form, len(listed.lines), listed.filters, content)
        return hand_out(request, made)
    except Refused as refusal:
        messages.error(request, sentence(refusal))
        return redirect(f"{listed.back}?{request.GET.urlencode()}")


def sha256_of(lines: Sequence[Sequence[Cell]]) -> str:
    """Return the hash of rows as they are written: JSON, one array for each."""
    written = json.dumps(lines, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(written.encode()).hexdigest()
