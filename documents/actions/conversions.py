"""Have files converted: ask for it, try again, take a PDF instead."""

from __future__ import annotations

from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from documents.access import may_write
from documents.converting.asking import ask_for_conversions
from documents.files import kinds
from documents.files.taking import take_in
from documents.models import Conversion, Revision
from tenants import audit
from tenants.errors import Refused
from tenants.models import Member


@transaction.atomic
def convert_again(revision: Revision, *, by: Member) -> None:
    """Let what failed with the file of a draft begin anew."""
    _check_may_write(revision, by)
    if revision.source is not None:
        ask_for_conversions(revision.source)
        audit.record("revision.converted_again", revision, by=by)


@transaction.atomic
def substitute_pages(
    revision: Revision, upload: IO[bytes], name: str, *, by: Member, reason: str
) -> None:
    """Take a PDF as the pages of a file that could not be converted; the reason is kept."""
    _check_may_write(revision, by)
    if not reason.strip():
        raise Refused(_("Say why the PDF stands for the file; approvers read it."))
    failed = Conversion.State.FAILED
    if revision.source is None or not revision.source.conversions.filter(state=failed).exists():
        raise Refused(_("The file has been converted; it needs no PDF in its place."))
    checked, revision.substitute = take_in(upload, name, [kinds.PDF])
    revision.substitute_reason = reason.strip()
    revision.save(update_fields=["substitute", "substitute_reason"])
    ask_for_conversions(revision.substitute)
    audit.record(
        "revision.pages_substituted",
        revision,
        by=by,
        name=checked.name,
        sha256=checked.sha256,
        reason=revision.substitute_reason,
    )


def _check_may_write(revision: Revision, member: Member) -> None:
    current = Revision.objects.locked().get(pk=revision.pk)
    if current.state != Revision.State.DRAFT:
        raise Refused(_("This revision is no longer a draft; nothing was changed."))
    if not may_write(member, revision):
        raise Refused(_("Only its author or a document controller changes a draft."))
