"""Draft a revision: start, save, attach a file, give up."""

import datetime as dt
from typing import IO, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from documents import pictures
from documents.access import may_write
from documents.actions.autosaves import drop_typed
from documents.actions.locks import let_go
from documents.converting.asking import ask_for_conversions
from documents.desk import check_free
from documents.ending import close_readings, tell_of_cancelling
from documents.files.intake import CheckedUpload
from documents.files.taking import take_in
from documents.models import Attachment, Document, Participant, ReadingQuestion, Revision
from documents.versions import Version
from tenants import audit
from tenants.errors import Refused
from tenants.models import Member, Tenant
from tenants.scope import current_tenant_id

SOURCE: Final = ("source", "source_name", "substitute", "substitute_reason")


@transaction.atomic
def start_revision(
    document: Document,
    *,
    by: Member,
    change_class: str = Revision.ChangeClass.MAJOR,
    reason: str = "",
    summary: str = "",
    markdown: str = "",
    key: UUID | None = None,
) -> Revision:
    """Start the next revision of a document; refused while another one is in work."""
    Document.objects.locked().get(pk=document.pk)
    made = Revision.objects.one_or_none(key=key) if key else None
    if made is not None:
        return made
    document.refresh_from_db(fields=["state", "act", "retires_on"])
    if document.state == Document.State.RETIRED:
        raise Refused(_("This document is no longer active; register a new one instead."))
    if document.act == Document.Act.RETIRE or document.retires_on is not None:
        raise Refused(_("This document is about to be retired; nothing new of it can be drafted."))
    if document.revisions.open().exists():
        raise Refused(_("Another revision of this document is in work. Finish or cancel it first."))
    revision = _next(document, change_class)
    revision.prepared_by = by
    revision.reason, revision.summary, revision.markdown = reason, summary, markdown
    revision.key = key
    revision.save(force_insert=True)
    if document.in_force_id is not None:
        Attachment.objects.filter(revision=document.in_force_id).hand_on(revision)
        ReadingQuestion.objects.filter(revision=document.in_force_id).hand_on(revision)
    if markdown and document.in_force:
        pictures.take_along(document.in_force, revision)
    _is_prepared_by(revision, by)
    audit.record("revision.started", revision, by=by, number=document.number, label=revision.label)
    return revision


def _next(document: Document, change_class: str) -> Revision:
    latest = document.revisions.order_by("-n").first()
    revision = Revision(
        document=document,
        n=latest.n + 1 if latest else 1,
        title=document.title,
        change_class=change_class,
    )
    _label(revision)
    return revision


def _label(revision: Revision) -> None:
    """Give the version that follows the last one issued; a rejected label is free again."""
    issued = revision.document.revisions.issued().order_by("-n").first()
    is_major = revision.change_class == Revision.ChangeClass.MAJOR
    version = issued.version.following(is_major=is_major) if issued else Version()
    revision.edition, revision.change = version
    scheme = Tenant.objects.get(pk=current_tenant_id()).version_scheme
    revision.label = version.label(scheme)


@transaction.atomic
def save_draft(
    revision: Revision,
    *,
    by: Member,
    saves: int,
    title: str,
    change_class: str,
    summary: str,
    reason: str,
    impact: str = "",
    markdown: str | None = None,
    effective_on: dt.date | None = None,
) -> None:
    """Save the draft, if nobody saved it since this person opened it (`saves` then)."""
    current = Revision.objects.locked().get(pk=revision.pk)
    if current.state != Revision.State.DRAFT:
        raise Refused(_("This revision is no longer a draft; nothing was saved."))
    if current.saves != saves:
        raise Refused(
            _("Someone saved this draft while you wrote. Your text is below and not saved yet:"
              " compare it with the saved one, then save again.")
        )  # fmt: skip
    check_free(revision, by)
    revision.title, revision.summary, revision.reason = title, summary, reason
    revision.impact, revision.effective_on = impact, effective_on
    if markdown is not None:
        revision.markdown = markdown
    if change_class != current.change_class:
        revision.change_class = change_class
        _label(revision)
    revision.must_acknowledge = change_class == Revision.ChangeClass.MAJOR
    revision.saves = saves + 1
    revision.save(
        update_fields=[
            *("title", "summary", "reason", "impact", "effective_on", "markdown", "saves"),
            *("change_class", "must_acknowledge", "edition", "change", "label"),
        ]
    )
    _is_prepared_by(revision, by)
    drop_typed(revision, by=by)
    let_go(revision, by=by)
    audit.record("revision.saved", revision, by=by, saves=revision.saves)


@transaction.atomic
def attach_source(revision: Revision, upload: IO[bytes], name: str, *, by: Member) -> CheckedUpload:
    """Make an uploaded file the text of the draft.

    Raises Refused when the file is not what it says, or not safe to read.
    """
    current = Revision.objects.locked().get(pk=revision.pk)
    if current.state != Revision.State.DRAFT:
        raise Refused(_("This revision is no longer a draft; the file was not taken."))
    check_free(revision, by)
    checked, revision.source = take_in(upload, name)
    revision.source_name = checked.name
    revision.substitute, revision.substitute_reason = None, ""
    revision.saves = current.saves + 1
    revision.save(update_fields=[*SOURCE, "saves"])
    ask_for_conversions(revision.source)
    _is_prepared_by(revision, by)
    audit.record(
        "revision.file_attached",
        revision,
        by=by,
        name=checked.name,
        sha256=checked.sha256,
        warnings=list(checked.warnings),
    )
    return checked


def _is_prepared_by(revision: Revision, member: Member) -> None:
    """Whoever wrote on a revision prepared it, and will not review or approve it."""
    author = Participant(revision=revision, member=member, capacity=Participant.Capacity.AUTHOR)
    Participant.objects.bulk_create([author], ignore_conflicts=True)


@transaction.atomic
def detach_source(revision: Revision, *, by: Member) -> None:
    """Go back from the uploaded file to the text typed in."""
    if not may_write(by, revision):
        raise Refused(_("Only its author or a document controller changes a draft."))
    check_free(revision, by)
    revision.source, revision.source_name = None, ""
    revision.substitute, revision.substitute_reason = None, ""
    revision.saves += 1
    revision.save(update_fields=[*SOURCE, "saves"])
    audit.record("revision.file_detached", revision, by=by)


@transaction.atomic
def cancel_revision(revision: Revision, *, by: Member, reason: str) -> None:
    """Give up a draft or an approved revision that waits for its day; the reason is kept."""
    if not may_write(by, revision):
        raise Refused(_("Only its author or a document controller cancels a revision."))
    if not reason.strip():
        raise Refused(_("Say why: a cancelled revision stays in the history with its reason."))
    Document.objects.locked().get(pk=revision.document_id)
    revision.refresh_from_db(fields=["package_number"])
    revision.check_alone()
    revision.move(Revision.State.CANCELLED)
    close_readings(revision)
    tell_of_cancelling(revision, by=by, reason=reason)
    audit.record("revision.cancelled", revision, by=by, reason=reason)
