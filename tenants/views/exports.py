"""Files made for one person at one moment: recorded, named, handed out."""

import hashlib
from functools import partial
from typing import Any, Final, NamedTuple

from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from tenants.access import Standing
from tenants.actions.exports import note_export
from tenants.http import MemberRequest
from tenants.scope import tenant_scope
from tenants.sheets import XLSX

MEDIA_TYPES: Final = {"xlsx": XLSX, "pdf": "application/pdf", "zip": "application/zip"}


class Made(NamedTuple):
    """A file, and what the trail says of it."""

    name: str
    form: str
    rows: int
    filters: str
    content: bytes


def hand_out(request: MemberRequest, made: Made) -> HttpResponse:
    """Answer with the file; raises Refused when that was too much for one hour."""
    facts: dict[str, Any] = {"form": made.form, "rows": made.rows, "filters": made.filters}
    facts["sha256"] = hashlib.sha256(made.content).hexdigest()
    if Standing(request.tenant, request.member).is_read_only():
        transaction.on_commit(partial(_note_afterwards, request, made.name, facts))
    else:
        note_export(made.name, by=request.member, **facts)
    day = request.tenant.today().isoformat()
    named = f"{request.tenant.code} {made.name} {day}.{made.form}"
    shown = content_disposition_header(as_attachment=True, filename=named) or "attachment"
    headers = {"Content-Disposition": shown}
    return HttpResponse(made.content, content_type=MEDIA_TYPES[made.form], headers=headers)


def _note_afterwards(request: MemberRequest, name: str, facts: dict[str, Any]) -> None:
    """Record what somebody takes along who may write nothing, once their transaction is over.

    What cannot be recorded is not handed out: the answer leaves after this.
    """
    with tenant_scope(request.tenant.pk, time_zone=request.tenant.time_zone):
        note_export(name, by=request.member, **facts)


def made_by(request: MemberRequest) -> str:
    """Say who made a file and when, as it stands on it."""
    return _("Made by %(name)s on %(time)s from Wenkong") % {
        "name": request.member.name,
        "time": f"{timezone.localtime():%Y-%m-%d %H:%M}",
    }
