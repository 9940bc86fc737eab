"""Uploads: begun, continued after a broken line, given up, refused."""

from __future__ import annotations

from typing import IO

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from documents.files import quarantine
from documents.files.intake import MOST_BYTES, clean_name
from documents.files.room import check_room
from documents.files.scanner import Infected
from documents.models import Upload
from tenants import audit
from tenants.errors import Refused
from tenants.models import Member


@transaction.atomic
def begin_upload(*, by: Member, place: str, name: str, size: int, stamp: str = "") -> Upload:
    """Start an upload, or go on with the same file of the same person for the same page."""
    name, place = clean_name(name), place[:300]
    if size > MOST_BYTES:
        raise Refused(_("The file is larger than %(n)d MB.") % {"n": MOST_BYTES >> 20})
    if size <= 0:
        raise Refused(_("The file is empty."))
    arriving = Upload.objects.filter(state=Upload.State.ARRIVING, member=by, place=place)
    same = arriving.filter(name=name, size=size, stamp=stamp).order_by("-started_at").first()
    if same is not None and stamp:
        return same
    if Upload.objects.of_the_last_hour().filter(member=by).count() >= settings.UPLOADS_PER_HOUR:
        raise Refused(
            _("You have begun %(n)d uploads within an hour. Wait a while.")
            % {"n": settings.UPLOADS_PER_HOUR}
        )
    check_room(size)
    return Upload.objects.create(member=by, place=place, name=name, size=size, stamp=stamp)


@transaction.atomic
def add_piece(upload: Upload, offset: int, content: IO[bytes], *, by: Member) -> Upload:
    """Put a piece where it belongs; one that begins elsewhere changes nothing."""
    uploads = Upload.objects.select_for_update(no_key=True).filter(member=by)
    current = uploads.get(pk=upload.pk)
    if current.state == Upload.State.ARRIVING and offset == current.received:
        left = current.size - current.received
        current.received += quarantine.write(current.pk, offset, content, left)
        current.save(update_fields=["received", "moved_at"])
    return current


@transaction.atomic
def stop_upload(upload: Upload, *, by: Member) -> None:
    """Forget an upload that its sender no longer wants."""
    if upload.member_id != by.pk:
        raise Refused(_("Only who sends a file stops it."))
    upload.move(Upload.State.GIVEN_UP)
    transaction.on_commit(lambda: quarantine.discard(upload.pk))


@transaction.atomic
def refuse_upload(upload: Upload, refusal: Refused, *, by: Member | None) -> None:
    """Write down why a file was not taken, and let go of it; what was infected is on record."""
    upload.move(Upload.State.REFUSED, reason=refusal.messages[0])
    if isinstance(refusal, Infected):
        facts = {"name": upload.name, "found": refusal.found}
        audit.record("upload.infected", upload.revision, by=by, **facts)
    transaction.on_commit(lambda: quarantine.discard(upload.pk))
