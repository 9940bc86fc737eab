"""What the clock calls for each tenant, in its scope: what expires, waits or was left."""

import datetime as dt
import logging
from collections.abc import Iterator
from typing import Final

from documents.actions.documents import withdraw_expired
from documents.models import (
    Conversion,
    Document,
    Upload,
)
from documents.tasks import convert
from documents.uploading import attach_upload, clear_uploads
from tenants.errors import Refused
from tenants.scope.queue import after_commit

MOST_CONVERSIONS: Final = 20  # one worker does no more in a minute; the next sweep goes on


def convert_what_waits() -> None:
    """Queue conversions whose message was lost, or that are to be tried again; the oldest first."""
    waiting = Conversion.objects.due().order_by("not_before").values_list("pk", flat=True)
    for pk in waiting[:MOST_CONVERSIONS]:
        after_commit(convert, pk)


logger = logging.getLogger(__name__)


def withdraw_all_expired(today: dt.date) -> None:
    """Take out of force what expires by itself, however long ago its days of grace ended."""
    for document in Document.objects.expired_for_good(today):
        withdraw_expired(document, by=None)


def forget_old_uploads(_today: dt.date) -> None:
    """Clear away what nobody finished."""
    clear_uploads()


def take_what_waits(_today: dt.date) -> Iterator[int]:
    """Ask the scanner again about uploads that wait for it, until it gives no answer."""
    waiting = Upload.objects.waiting().order_by("started_at")
    for pk in list(waiting.values_list("pk", flat=True)):
        upload = Upload.objects.waiting().select_related("revision", "member").filter(pk=pk).first()
        if upload is None or upload.revision is None:
            continue
        try:
            if attach_upload(upload, upload.revision, by=upload.member) is None:
                return
        except Refused as refusal:
            logger.info("an upload that waited is refused: %s", refusal.messages[0])
        yield 1
