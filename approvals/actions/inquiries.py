"""Ask the owner about a passage of a text in force, and answer; each once."""

import hashlib
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.inquiries.access import may_answer
from approvals.models import Inquiry
from approvals.reading.over import why_not
from documents.access import may_revise
from documents.actions.drafts import start_revision
from documents.content import markdown_of
from documents.models import Document, Revision
from tenants import audit
from tenants.calendar import working_days
from tenants.errors import IllegalMove, Refused
from tenants.models import Member
from tenants.notices import notify

ANSWERED_WITHIN: Final = 5  # working days


@transaction.atomic
def ask_owner(
    revision: Revision,
    *,
    by: Member,
    body: str,
    clause: str = "",
    quote: str = "",
    key: UUID | None = None,
) -> Inquiry:
    """Put a question to the owner of a document; the same key: once."""
    document = Document.objects.locked().select_related("owner").get(pk=revision.document_id)
    made = Inquiry.objects.one_or_none(key=key, by=by) if key is not None else None
    if made is not None:
        return made
    revision.document = document
    if why_not(revision) or not by.can("approvals.acknowledge"):
        raise Refused(_("Questions are asked about texts that are in force, or about to be."))
    if not body.strip():
        raise Refused(_("Write what you want to say."))
    due_on = working_days().after(timezone.localdate(), ANSWERED_WITHIN)
    said = {"body": body.strip(), "clause": clause[:60], "quote": quote[:200]}
    made = Inquiry.objects.create(revision=revision, by=by, due_on=due_on, key=key, **said)
    if document.owner_id != by.pk:
        notify(document.owner, "inquiry_asked", subject=made, due_on=due_on)
    _record("inquiry.asked", made, body, by)
    return made


@transaction.atomic
def answer_inquiry(
    inquiry: Inquiry, *, by: Member, body: str, opens_draft: bool = False, key: UUID | None = None
) -> None:
    """Answer a reader in place, and begin the change that it asks for; who asked is told."""
    document = Document.objects.locked().get(pk=inquiry.revision.document_id)
    if not may_answer(by, document):
        raise Refused(_("Only the owner or a document controller answers it."))
    current = Inquiry.objects.get(pk=inquiry.pk)
    if key is not None and current.answer_key == key:
        return
    if current.answered_at is not None:
        raise IllegalMove(_("Somebody has answered it meanwhile."))
    if not body.strip():
        raise Refused(_("Write what you want to say."))
    current.draft = _change(document, current, by) if opens_draft else None
    current.answer, current.answered_by = body.strip(), by
    current.answered_at, current.answer_key = timezone.now(), key
    current.save(update_fields=["draft", "answer", "answered_by", "answered_at", "answer_key"])
    if current.by_id != by.pk:
        notify(current.by, "inquiry_answered", subject=current)
    _record("inquiry.answered", current, body, by)


def _change(document: Document, inquiry: Inquiry, by: Member) -> Revision:
    """Return the revision in which the change is made: the one in work, else a new draft."""
    in_work: Revision | None = document.revisions.open().first()
    if in_work is not None:
        return in_work
    if not may_revise(by, document):
        raise Refused(_("Only the owner or a document controller revises a document."))
    reason = _("Question of %(name)s: %(body)s") % {"name": inquiry.by.name, "body": inquiry.body}
    text = markdown_of(document.in_force) if document.in_force else ""
    return start_revision(document, by=by, reason=reason, markdown=text, key=inquiry.pk)


def _record(event: str, inquiry: Inquiry, body: str, by: Member) -> None:
    sha256 = hashlib.sha256(body.strip().encode()).hexdigest()
    clause, revision = inquiry.clause, inquiry.revision
    audit.record(event, revision, by=by, inquiry=inquiry.pk, clause=clause, sha256=sha256)
