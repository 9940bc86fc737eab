"""Upload an archive of documents, and let what was found fit in it come in."""

from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from documents import files
from documents.files.intake import clean_name
from documents.importing.archive import MEDIA_TYPE, check_archive
from documents.models import DocumentType
from oversight.models import ImportLine, ImportRun
from oversight.tasks import work_on_import
from tenants import audit
from tenants.errors import Refused
from tenants.models import Member, Unit
from tenants.scope.queue import after_commit


@transaction.atomic
def start_import(
    file: IO[bytes],
    name: str,
    *,
    document_type: DocumentType,
    unit: Unit,
    owner: Member,
    by: Member,
) -> ImportRun:
    """Keep the archive and have every document in it looked at; nothing is imported yet."""
    _ask(by)
    check_archive(file)
    file.seek(0)
    run = ImportRun.objects.create(
        file=files.store(file, MEDIA_TYPE),
        name=clean_name(name),
        document_type=document_type,
        unit=unit,
        owner=owner,
        by=by,
    )
    audit.record("import.started", run, by=by, name=run.name, sha256=run.file.sha256)
    after_commit(work_on_import, run.pk)
    return run


@transaction.atomic
def confirm_import(run: ImportRun, *, by: Member) -> None:
    """Let the documents that were found fit come in; what is not fit stays out."""
    _ask(by)
    run = ImportRun.objects.locked().get(pk=run.pk)
    if not run.lines.filter(state=ImportLine.State.NEW).exists():
        raise Refused(_("There is nothing new to import."))
    run.move(ImportRun.State.IMPORTING, done=0)
    audit.record("import.confirmed", run, by=by, name=run.name)
    after_commit(work_on_import, run.pk)


def _ask(by: Member) -> None:
    if not by.can("documents.import"):
        raise Refused(_("Only administrators and document controllers import documents."))
