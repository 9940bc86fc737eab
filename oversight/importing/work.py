"""Work through an uploaded archive, document by document: look at each, then bring the fit in.

Each document is one transaction that holds its import: a second worker finds it done, and one that
is lost in the middle leaves whole documents only; whoever goes on begins with the next.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from documents import files
from documents.actions.imports import import_document, new_revisions
from documents.importing.archive import unpacked
from documents.importing.folder import HISTORY, Found, find
from documents.models import Document, DocumentType
from oversight.models import ImportLine, ImportRun
from tenants import audit
from tenants.errors import Refused
from tenants.models import Tenant, Unit
from tenants.scope import tenant_scope

logger = logging.getLogger(__name__)
PART_SECONDS: Final = 120  # then another task goes on: none may take the worker for itself
type Work = Callable[[ImportRun, int, Found], None]


def check(tenant: Tenant, run_id: UUID) -> bool:
    """Say of every document what an import would do with it; tell whether all is said."""
    return _work(tenant, run_id, ImportRun.State.CHECKING, _look)


def bring_in(tenant: Tenant, run_id: UUID) -> bool:
    """Import every document that is fit; tell whether that is all."""
    return _work(tenant, run_id, ImportRun.State.IMPORTING, _import)


def _work(tenant: Tenant, run_id: UUID, state: ImportRun.State, do: Work) -> bool:
    ends = time.monotonic() + PART_SECONDS
    with tenant_scope(tenant.pk, time_zone=tenant.time_zone):
        run = ImportRun.objects.select_related("file", "by__user").get(pk=run_id)
        codes = set(DocumentType.objects.values_list("code", flat=True))
    if tenant.is_suspended() or run.state != state:
        return True
    try:
        with override(run.by.user.language), _contents(run, codes) as found:
            for position, each in enumerate(found):
                if time.monotonic() > ends:
                    return False
                with tenant_scope(tenant.pk, time_zone=tenant.time_zone):
                    _one(run, state, len(found), position, each, do)
    except Refused as refusal:
        with tenant_scope(tenant.pk, time_zone=tenant.time_zone):
            run.move(ImportRun.State.REFUSED, reason=" ".join(refusal.messages)[:500])
        return True
    with tenant_scope(tenant.pk, time_zone=tenant.time_zone):
        _end(run)
    return True


@contextmanager
def _contents(run: ImportRun, codes: set[str]) -> Iterator[list[Found]]:
    with files.path_of(run.file).open("rb") as file, unpacked(file) as folder:
        yield list(find(_root(folder, codes)))


def _root(folder: Path, codes: set[str]) -> Path:
    """Pass over folders that only hold one other: what packing a folder puts round it."""
    inside = list(folder.iterdir())
    while (
        len(inside) == 1
        and inside[0].is_dir()
        and inside[0].name not in codes
        and not (inside[0] / HISTORY).is_file()
    ):
        folder, inside = inside[0], list(inside[0].iterdir())
    return folder


def _one(
    run: ImportRun, state: ImportRun.State, total: int, position: int, found: Found, do: Work
) -> None:
    """Do one document, unless somebody has done it or the import stands elsewhere by now."""
    now = ImportRun.objects.locked().get(pk=run.pk)
    if now.state != state or now.done > position:
        return
    do(now, position, found)
    now.done, now.total = position + 1, total
    now.save(update_fields=["done", "total", "moved_at"])


def _look(run: ImportRun, position: int, found: Found) -> None:
    line = ImportLine(run=run, position=position, path=found.key[:1000])
    with _or_left_out(line):
        incoming = found.read()
        line.title = incoming.title
        coming = new_revisions(incoming)
        line.revisions = len([revision.blocks() for revision in coming])
        line.state = ImportLine.State.NEW if coming else ImportLine.State.SAME
    line.save(force_insert=True)


def _import(run: ImportRun, position: int, found: Found) -> None:
    line = ImportLine.objects.get(run=run, position=position)
    if line.state != ImportLine.State.NEW:
        return
    kind, unit = _place(run, found.key)
    with _or_left_out(line):
        added = import_document(
            found.read(), document_type=kind, unit=unit, owner=run.owner, by=run.by
        )
        line.document = Document.objects.get(imported_from=found.key)
        line.state, line.revisions = ImportLine.State.ADDED, len(added)
    line.save(update_fields=["state", "reason", "revisions", "document"])


def _place(run: ImportRun, path: str) -> tuple[DocumentType, Unit]:
    """Return where it belongs: folders may be named after a document type, then after a unit."""
    folders = path.split("/")[:-1]
    kind = DocumentType.objects.in_use().filter(code__in=folders[:1]).first()
    rest = folders[1:] if kind else folders
    unit = Unit.objects.active().filter(code__in=rest[:1]).first()
    return kind or run.document_type, unit or run.unit


@contextmanager
def _or_left_out(line: ImportLine) -> Iterator[None]:
    """Undo what the block did for a document that cannot come in, and write down why."""
    try:
        with transaction.atomic():
            yield
    except Refused as refusal:
        line.state, line.reason = ImportLine.State.BAD, " ".join(refusal.messages)[:500]
    except Exception:  # one bad document must not hold up the others
        logger.exception("%s could not be imported", line.path)
        line.state, line.reason = ImportLine.State.BAD, _("It could not be read.")


def _end(run: ImportRun) -> None:
    now = ImportRun.objects.locked().get(pk=run.pk)
    if now.state == ImportRun.State.CHECKING:
        now.move(ImportRun.State.CHECKED)
    elif now.state == ImportRun.State.IMPORTING:
        now.move(ImportRun.State.DONE)
        added = now.lines.filter(state=ImportLine.State.ADDED)
        audit.record(
            "documents.imported",
            now,
            by=now.by,
            name=now.name,
            documents=added.count(),
            skipped=now.lines.filter(state=ImportLine.State.BAD).count(),
        )
