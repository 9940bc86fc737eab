"""Take in a register kept elsewhere: upload it, say which column is what, confirm."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from documents import files
from documents.files.intake import clean_name
from documents.importing.archive import MEDIA_TYPE, check_archive
from documents.models import DocumentType
from oversight.importing.registers.columns import LABELS, NEEDED, guess
from oversight.models import RegisterImport
from oversight.tasks import check_register, import_register
from tenants import audit
from tenants.errors import Refused
from tenants.files.sheet_reading import open_sheet
from tenants.models import Member, Unit
from tenants.scope.queue import after_commit

State = RegisterImport.State


@dataclass(frozen=True, slots=True)
class Archive:
    """Files that belong to rows of a register."""

    file: IO[bytes]
    name: str


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds where a cell is empty."""

    owner: Member
    document_type: DocumentType | None = None
    unit: Unit | None = None


@transaction.atomic
def upload_register(
    content: bytes,
    file_name: str,
    defaults: Defaults,
    archive: Archive | None = None,
    *,
    by: Member,
) -> RegisterImport:
    """Keep sheet and archive, guess the columns, have all of it checked; Refused if no sheet."""
    _ask(by)
    sheet = open_sheet(content, guess)
    job = RegisterImport.objects.create(
        uploaded_by=by,
        file_name=PurePath(file_name).name[:200],
        content=content,
        heads=sheet.heads,
        first_row=sheet.first_row,
        columns=sheet.columns,
        state=State.CHECKING if _is_enough(sheet.columns) else State.WRONG,
        owner=defaults.owner,
        document_type=defaults.document_type,
        unit=defaults.unit,
    )
    if archive is not None:
        check_archive(archive.file)
        archive.file.seek(0)
        job.archive = files.store(archive.file, MEDIA_TYPE)
        job.archive_name = clean_name(archive.name)
        job.save(update_fields=["archive", "archive_name"])
    if job.state == State.CHECKING:
        after_commit(check_register, job.pk)
    return job


@transaction.atomic
def choose_columns(job: RegisterImport, columns: Mapping[str, int], *, by: Member) -> None:
    """Say which column is what, and have the register checked by that."""
    _ask(by)
    known = {column for column, _head in job.heads}
    chosen = {fact: column for fact, column in columns.items() if fact in LABELS}
    if not _is_enough(chosen) or not known.issuperset(chosen.values()):
        raise Refused(_("Say at least where numbers, titles and effective dates stand."))
    if len(set(chosen.values())) < len(chosen):
        raise Refused(_("One column cannot be two things."))
    job.move(State.CHECKING, columns=chosen, done=0, total=0)
    after_commit(check_register, job.pk)


@transaction.atomic
def confirm_register(job: RegisterImport, *, by: Member) -> None:
    """Let what was shown happen."""
    _ask(by)
    job.move(State.IMPORTING, imported_by=by)
    audit.record("register.import_confirmed", job, by=by, name=job.file_name)
    after_commit(import_register, job.pk)


@transaction.atomic
def ask_again(job: RegisterImport, *, by: Member) -> None:
    """Queue the work once more, should it have been lost on the way."""
    _ask(by)
    if job.is_at_work():
        after_commit(check_register if job.state == State.CHECKING else import_register, job.pk)


def _is_enough(columns: Mapping[str, int]) -> bool:
    return columns.keys() >= set(NEEDED)


def _ask(by: Member) -> None:
    if not by.can("documents.import"):
        raise Refused(_("Only administrators and document controllers import documents."))
