"""Write what a register says: documents in force as imported, all of them or none."""

import datetime as dt
import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.actions.imports import IncomingRevision, give_file
from documents.actions.revisions import add_months
from documents.models import Document, Revision
from documents.register import search
from documents.register.numbering import number_key
from documents.standards.linking import place
from documents.text.html import HAN
from oversight.importing.registers.planning import Change, Plan
from tenants import audit
from tenants.errors import Refused
from tenants.models import Member, Tenant, Unit

BATCH: Final = 500
MOST_SECONDS: Final = 120  # of reading files, while the import holds a worker

type Incoming = Mapping[int, tuple[str, str, Path]]  # row → name, media type, where it is


@transaction.atomic
def write_plan(plan: Plan, incoming: Incoming, tenant: Tenant, *, by: Member) -> None:
    """Add the documents that are new; raises Refused when one of the numbers is taken by now.

    Nobody has to acknowledge them, and the next review is due from today by the type's interval.
    """
    new = [change for change in plan.changes if change.is_new]
    _hold_units({change.unit for change in new})
    documents = [_document(change) for change in new]
    try:
        with transaction.atomic():
            Document.objects.bulk_create(documents, batch_size=BATCH)
    except IntegrityError as error:
        raise Refused(_("A number has been taken meanwhile. Have the sheet checked again.")) from (
            error
        )
    revisions = [
        _revision(change, document, tenant) for change, document in zip(new, documents, strict=True)
    ]
    Revision.objects.bulk_create(revisions, batch_size=BATCH)
    for document, revision in zip(documents, revisions, strict=True):
        document.in_force = revision
    Document.objects.bulk_update(documents, ["in_force"], batch_size=BATCH)
    place([document for document in documents if document.clauses], by=by)
    search.index_labels(documents)
    _give_files(new, revisions, incoming)
    told = [(document, _facts(document)) for document in documents]
    if told:
        audit.record_all("document.imported", told, by=by)


def _facts(document: Document) -> dict[str, str | int]:
    return {"number": document.number, "title": document.title, "revisions": 1}


def _hold_units(units: set[Unit]) -> None:
    """Let no unit end between what is read and what is written."""
    held = Unit.objects.active().locked().filter(pk__in=[unit.pk for unit in units])
    if len(held) < len(units):
        raise Refused(_("A unit has ended meanwhile. Have the sheet checked again."))


def _document(change: Change) -> Document:
    kind = change.document_type
    return Document(
        number=change.number,
        number_key=number_key(change.number),
        title=change.title,
        document_type=kind,
        folder=kind.folder,
        unit=change.unit,
        owner=change.owner,
        clauses=change.row.facts.get("clauses", ""),
        language="zh-hans" if re.search(f"[{HAN}]", change.title) else "en",
        review_due=add_months(timezone.localdate(), kind.review_months),
    )


def _revision(change: Change, document: Document, tenant: Tenant) -> Revision:
    version, day = change.version, change.row.facts["effective"]
    at = timezone.make_aware(dt.datetime.combine(day, dt.time.min))
    return Revision(
        document=document,
        n=1,
        edition=version.edition,
        change=version.change,
        label=version.label(tenant.version_scheme),
        title=document.title,
        state=Revision.State.EFFECTIVE,
        must_acknowledge=False,
        prepared_by=document.owner,
        is_imported=True,
        effective_on=day,
        approved_at=at,
        effective_at=at,
    )


def _give_files(new: list[Change], revisions: list[Revision], incoming: Incoming) -> None:
    ends = time.monotonic() + MOST_SECONDS
    for change, revision in zip(new, revisions, strict=True):
        if time.monotonic() > ends:  # what was asked for when it was checked is not done yet
            raise Refused(_("The files are still being read. Have it checked again in a while."))
        if change.row.line.number in incoming:
            name, media_type, path = incoming[change.row.line.number]
            day = change.row.facts["effective"]
            give_file(revision, IncomingRevision(name, media_type, path.read_bytes(), day))
