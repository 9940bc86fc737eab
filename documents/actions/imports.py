"""Bring a document with its history in from elsewhere, as it stood there."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from documents import content, files
from documents.actions.documents import register_document
from documents.actions.revisions import add_months
from documents.converting.asking import ask_for_conversions
from documents.converting.faults import Unconverted
from documents.converting.keeping import read_at_once, read_bytes, wanted_of
from documents.models import Document, DocumentType, Revision
from documents.register import search
from documents.text.blocks import Block
from documents.versions import Version
from tenants import audit
from tenants.errors import Refused
from tenants.models import Member, Tenant, Unit
from tenants.scope import current_tenant_id


@dataclass(frozen=True, slots=True)
class IncomingRevision:
    """A checked file that was in force from a day on."""

    name: str
    media_type: str
    content: bytes = field(repr=False)
    day: dt.date
    change_class: str = Revision.ChangeClass.MINOR
    summary: str = ""

    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    def blocks(self) -> list[Block]:
        """Return the text, or refuse a file that has none."""
        return _said(self, lambda: read_bytes(self.content, self.media_type))


@dataclass(frozen=True, slots=True)
class IncomingDocument:
    """A document to import; `key` is what it is known by when the import runs again."""

    key: str
    title: str
    language: str
    revisions: list[IncomingRevision]


def new_revisions(incoming: IncomingDocument) -> list[IncomingRevision]:
    """Return what an import would add; empty when all of it is there.

    Raises Refused when what is there is not the beginning of what comes.
    """
    document = Document.objects.one_or_none(imported_from=incoming.key)
    if document is None:
        return incoming.revisions
    there = list(
        document.revisions.order_by("n").values_list("is_imported", "source__sha256", "label")
    )
    coming = [revision.sha256() for revision in incoming.revisions]
    if not all(is_imported for is_imported, _sha256, _label in there):
        if coming == [sha256 for is_imported, sha256, _label in there if is_imported]:
            return []
        raise Refused(_("It has been revised here since it was imported."))
    if coming[: len(there)] != [sha256 for _is_imported, sha256, _label in there]:
        raise Refused(_("Its history differs from the one imported before."))
    return incoming.revisions[len(there) :]


@transaction.atomic
def import_document(
    incoming: IncomingDocument,
    *,
    document_type: DocumentType,
    unit: Unit,
    owner: Member,
    by: Member | None,
) -> list[Revision]:
    """Add the document, or what its history has gained; the last revision is the one in force.

    Nobody has to acknowledge it; its next review is due from today by the type's interval.
    """
    if by is not None and not by.can("documents.import"):
        raise Refused(_("Only administrators and document controllers import documents."))
    coming = new_revisions(incoming)
    if not coming:
        return []
    document = Document.objects.locked().one_or_none(imported_from=incoming.key)
    if document is None:
        document = register_document(
            document_type=document_type,
            title=incoming.title,
            unit=unit,
            owner=owner,
            by=by,
            language=incoming.language,
        )
    revisions = _add(document, coming)
    _put_in_force(document, incoming, revisions)
    audit.record(
        "document.imported",
        document,
        by=by,
        number=document.number,
        origin=incoming.key,
        revisions=len(revisions),
    )
    return revisions


def _add(document: Document, coming: list[IncomingRevision]) -> list[Revision]:
    last: Revision | None = document.revisions.order_by("-n").first()
    if last is not None:
        _supersede(last, coming[0])
        last.save(update_fields=["state", "superseded_at"])
    scheme = Tenant.objects.get(pk=current_tenant_id()).version_scheme
    revisions: list[Revision] = []
    for step in coming:
        if revisions:
            _supersede(revisions[-1], step)
        last = _revision(document, step, last)
        last.label = last.version.label(scheme)
        revisions.append(last)
    Revision.objects.bulk_create(revisions)
    for revision, step in zip(revisions, coming, strict=True):
        content.keep_texts([(revision, _said(step, partial(_kept, revision)))])
    return revisions


def _said(step: IncomingRevision, read: Callable[[], list[Block]]) -> list[Block]:
    try:
        blocks = read()
    except Unconverted as unconverted:
        why = {"name": step.name, "reason": unconverted.fault.label}
        raise Refused(_("%(name)s cannot be read: %(reason)s") % why) from unconverted
    if not blocks:
        raise Refused(_("No text was found in %(name)s.") % {"name": step.name})
    return blocks


def _kept(revision: Revision) -> list[Block]:
    """Read the text now, since it is in force at once; its pages are made when there is time."""
    if revision.source is None or not wanted_of(revision.source):
        return content.read_source(revision)
    blocks = read_at_once(revision.source)
    ask_for_conversions(revision.source)
    return blocks


def give_file(revision: Revision, step: IncomingRevision) -> None:
    """Give an imported revision its file, with the text in it as far as it has any."""
    revision.source, revision.source_name = files.store(step.content, step.media_type), step.name
    revision.save(update_fields=["source", "source_name"])
    try:
        content.keep_texts([(revision, _kept(revision))])
    except Unconverted:  # a scan, for instance: its pages are asked for all the same
        ask_for_conversions(revision.source)


def _revision(document: Document, step: IncomingRevision, last: Revision | None) -> Revision:
    is_major = step.change_class == Revision.ChangeClass.MAJOR
    edition, change = last.version.following(is_major=is_major) if last else Version()
    return Revision(
        document=document,
        n=last.n + 1 if last else 1,
        edition=edition,
        change=change,
        title=document.title,
        state=Revision.State.EFFECTIVE,
        change_class=step.change_class,
        summary=step.summary,
        must_acknowledge=False,
        prepared_by=document.owner,
        source=files.store(step.content, step.media_type),
        source_name=step.name,
        is_imported=True,
        effective_on=step.day,
        approved_at=_midnight(step.day),
        effective_at=_midnight(step.day),
    )


def _supersede(revision: Revision, by: IncomingRevision) -> None:
    # Not move(): what happened elsewhere is written down with the day on which it happened.
    revision.state, revision.superseded_at = Revision.State.SUPERSEDED, _midnight(by.day)


def _put_in_force(
    document: Document, incoming: IncomingDocument, revisions: list[Revision]
) -> None:
    today = timezone.localdate()
    document.in_force = revisions[-1]
    document.imported_from = incoming.key
    document.review_due = add_months(today, document.document_type.review_months)
    document.save(update_fields=["in_force", "imported_from", "review_due"])
    search.put_in_force(document, revisions[-1])


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
