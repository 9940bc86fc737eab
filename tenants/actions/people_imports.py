"""Take people in from a sheet: upload it, say which column is what, confirm."""

from collections.abc import Mapping
from pathlib import PurePath

from django.db import transaction
from django.utils.translation import gettext as _

from tenants import audit
from tenants.access import require_manager
from tenants.errors import Refused
from tenants.files.sheet_reading import open_sheet
from tenants.models import Member, PeopleImport
from tenants.people.granting import require_granting
from tenants.people.sheets.columns import LABELS, guess
from tenants.scope.queue import after_commit
from tenants.tasks import check_people, import_people

State = PeopleImport.State


@transaction.atomic
def upload_people(content: bytes, file_name: str, *, by: Member) -> PeopleImport:
    """Keep the sheet, guess its columns and have it checked; Refused for what is no such sheet."""
    require_manager(by)
    require_granting(by)
    sheet = open_sheet(content, guess)
    job = PeopleImport.objects.create(
        uploaded_by=by,
        file_name=PurePath(file_name).name[:200],
        content=content,
        heads=sheet.heads,
        first_row=sheet.first_row,
        columns=sheet.columns,
        state=State.CHECKING if _is_enough(sheet.columns) else State.WRONG,
    )
    if job.state == State.CHECKING:
        after_commit(check_people, job.pk)
    return job


@transaction.atomic
def choose_columns(job: PeopleImport, columns: Mapping[str, int], *, by: Member) -> None:
    """Say which column is what, and have the sheet checked by that."""
    require_manager(by)
    known = {column for column, _head in job.heads}
    chosen = {fact: column for fact, column in columns.items() if fact in LABELS}
    if not _is_enough(chosen) or not known.issuperset(chosen.values()):
        raise Refused(_("Say at least where names, and staff numbers or e-mails stand."))
    if len(set(chosen.values())) < len(chosen):
        raise Refused(_("One column cannot be two things."))
    job.move(State.CHECKING, columns=chosen, done=0, total=0)
    after_commit(check_people, job.pk)


@transaction.atomic
def confirm_import(job: PeopleImport, *, by: Member) -> None:
    """Let what was shown happen."""
    require_manager(by)
    job.move(State.IMPORTING, imported_by=by)
    after_commit(import_people, job.pk)
    audit.record("people.imported", job, by=by, file=job.file_name, **job.counts)


@transaction.atomic
def ask_again(job: PeopleImport, *, by: Member) -> None:
    """Queue the work once more, should it have been lost on the way."""
    require_manager(by)
    if job.is_at_work():
        after_commit(check_people if job.state == State.CHECKING else import_people, job.pk)


def _is_enough(columns: Mapping[str, int]) -> bool:
    return "name" in columns and ("staff_number" in columns or "email" in columns)
