"""What the queue does with an uploaded register: look at it, then write it, each as a whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import override

from documents import files
from documents.converting.asking import ask_for_conversions
from documents.files.intake import check_upload
from documents.importing.archive import unpacked
from oversight.importing.registers.matching import Matched, match
from oversight.importing.registers.planning import Plan, Planner
from oversight.importing.registers.writing import Incoming, write_plan
from oversight.models import RegisterImport
from tenants import audit
from tenants.errors import Refused
from tenants.files.sheet_reading import read_lines
from tenants.models import Member, Tenant
from tenants.scope import tenant_scope

MOST_SHOWN: Final = 200

State = RegisterImport.State
Files = dict[str, Path]


def check(tenant: Tenant, import_id: UUID) -> None:
    """Read the sheet and the files, and note what would happen; nothing is written yet."""
    job = _job(tenant, import_id)
    if job.state != State.CHECKING:
        return
    with override(job.uploaded_by.user.language):
        try:
            lines = read_lines(bytes(job.content), job.first_row)
            with _files_of(job) as found:
                with tenant_scope(tenant.pk, time_zone=tenant.time_zone):
                    plan = Planner(job, job.uploaded_by).plan(lines)
                matched = match(found, plan.wanted())
                _read_ahead(tenant, _checked(matched, found, plan))
            told = _told(plan, matched)
        except Refused as refusal:
            told = _wrong([("", refusal.messages[0])])
    told |= {"done": len(lines), "total": len(lines)} if told["lines"] else {}
    with tenant_scope(tenant.pk, time_zone=tenant.time_zone):
        job.move(State.WRONG if told["errors"] else State.CHECKED, **told)


def carry_out(tenant: Tenant, import_id: UUID) -> None:
    """Write the register; what has become wrong since it was checked stops all of it.

    The import is locked while it is written: a second worker waits, and finds it done.
    """
    job = _job(tenant, import_id)
    by = job.imported_by
    if job.state != State.IMPORTING or by is None:
        return
    with override(by.user.language), _files_of(job) as found:
        lines = read_lines(bytes(job.content), job.first_row)
        with tenant_scope(tenant.pk, time_zone=tenant.time_zone):
            job = RegisterImport.objects.locked().get(pk=import_id)
            if job.state == State.IMPORTING:
                _write(job, tenant, Planner(job, by).plan(lines), found, by)


def _write(job: RegisterImport, tenant: Tenant, plan: Plan, found: Files, by: Member) -> None:
    matched = match(found, plan.wanted())
    try:
        with transaction.atomic():
            incoming = _checked(matched, found, plan)
            if not plan.faults:
                write_plan(plan, incoming, tenant, by=by)
    except Refused as refusal:
        job.move(State.WRONG, **_wrong([("", refusal.messages[0])]))
        return
    if plan.faults:
        job.move(State.WRONG, **_wrong(plan.faults))
        return
    job.move(State.IMPORTED, counts=plan.counts() | {"files": len(matched.files)})
    audit.record("register.imported", job, by=by, name=job.file_name, **job.counts)


def _job(tenant: Tenant, import_id: UUID) -> RegisterImport:
    with tenant_scope(tenant.pk, time_zone=tenant.time_zone):
        jobs = RegisterImport.objects.select_related(
            *("uploaded_by__user", "imported_by__user", "document_type__folder", "unit", "owner"),
            "archive",
        )
        job: RegisterImport = jobs.get(pk=import_id)
    return job


@contextmanager
def _files_of(job: RegisterImport) -> Iterator[Files]:
    """Unpack the archive for the block: name inside it → where the file is."""
    if job.archive is None:
        yield {}
        return
    with files.path_of(job.archive).open("rb") as file, unpacked(file) as folder:
        paths = sorted(path for path in folder.rglob("*") if path.is_file())
        yield {path.relative_to(folder).as_posix(): path for path in paths}


def _checked(matched: Matched, found: Files, plan: Plan) -> Incoming:
    """Check each file that belongs to a row; one that is not fit is a fault of the whole."""
    incoming = {}
    for row, name in matched.files.items():
        try:
            with found[name].open("rb") as file:
                checked = check_upload(file, found[name].name)
            if checked.anew:  # something was taken out of it
                found[name].write_bytes(checked.anew)
            incoming[row] = (checked.name, checked.media_type, found[name])
        except Refused as refusal:
            plan.faults.append((name, refusal.messages[0]))
    return incoming


def _read_ahead(tenant: Tenant, incoming: Incoming) -> None:
    """Have texts made of the files while somebody looks at the rows, by who does nothing else."""
    for _name, media_type, path in incoming.values():
        with tenant_scope(tenant.pk, time_zone=tenant.time_zone), path.open("rb") as file:
            ask_for_conversions(files.store(file, media_type))


def _told(plan: Plan, matched: Matched) -> dict[str, Any]:
    if plan.faults:
        return _wrong(plan.faults)
    told = [change for change in plan.changes if change.is_new or change.differs]
    shown = [
        [
            change.row.line.number,
            f"{change.number} {change.title}",
            change.words(),
            matched.files.get(change.row.line.number, ""),
        ]
        for change in told[:MOST_SHOWN]
    ]
    return {
        "counts": plan.counts() | {"files": len(matched.files)},
        "lines": shown,
        "errors": [],
        "error_count": 0,
        "unmatched": matched.unmatched[:MOST_SHOWN],
        "unmatched_count": len(matched.unmatched),
    }


def _wrong(faults: list[tuple[str, str]]) -> dict[str, Any]:
    return {
        "counts": {},
        "lines": [],
        "errors": faults[:MOST_SHOWN],
        "error_count": len(faults),
        "unmatched": [],
        "unmatched_count": 0,
    }
