"""What the clock calls for each tenant, in its scope: reminders about documents, and their end."""

import datetime as dt
import logging
from collections.abc import Iterator
from typing import Any, Final

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from documents.actions.documents import withdraw_expired
from documents.models import (
    Conversion,
    Document,
    DocumentQuerySet,
    DocumentType,
    ReviewTask,
    Upload,
)
from documents.tasks import convert
from documents.uploading import attach_upload, clear_uploads
from tenants.errors import Refused
from tenants.models.group import valid_on
from tenants.notices.ledger import escalate, horizon, remind
from tenants.scope.queue import after_commit

MOST_CONVERSIONS: Final = 20  # one worker does no more in a minute; the next sweep goes on


def convert_what_waits() -> None:
    """Queue conversions whose message was lost, or that are to be tried again; the oldest first."""
    waiting = Conversion.objects.due().order_by("not_before").values_list("pk", flat=True)
    for pk in waiting[:MOST_CONVERSIONS]:
        after_commit(convert, pk)


logger = logging.getLogger(__name__)


def remind_of_documents(today: dt.date) -> Iterator[int]:
    """Write down what owners, and later the controllers, are to be reminded of, in parts.

    Of periodic reviews approvals remind, who know by whom and when they are planned.
    """
    until = horizon(today)
    to_review = Document.objects.due_for_review(until)
    external = Q(document_type__level=DocumentType.Level.EXTERNAL)
    for kind, owed in (
        ("currency_due", _owed(to_review.filter(external), "review_due")),
        ("expiry", _owed(Document.objects.expiring(until), "valid_until")),
    ):
        yield from remind(kind, owed.filter(valid_on(today, "owner__")), today)
        yield from escalate(kind, owed, today)


def remind_of_tasks(today: dt.date) -> Iterator[int]:
    """Write down whom to remind that an external document they rely on is no longer current."""
    owed = ReviewTask.objects.due(horizon(today)).values(
        recipient=F("document__owner"),
        subject=Concat(Value("reviewtask:"), Cast("pk", CharField())),
        due=F("due_on"),
    )
    yield from remind("review_asked_due", owed.filter(valid_on(today, "document__owner__")), today)
    yield from escalate("review_asked_due", owed, today)


def withdraw_all_expired(today: dt.date) -> None:
    """Take out of force what expires by itself, however long ago its days of grace ended."""
    for document in Document.objects.expired_for_good(today):
        withdraw_expired(document, by=None)


def _owed(documents: DocumentQuerySet, due: str) -> QuerySet[Any]:
    subject = Concat(Value("document:"), Cast("pk", CharField()))
    return documents.values(recipient=F("owner"), subject=subject, due=F(due))


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
