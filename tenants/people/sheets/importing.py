"""What the queue does with an uploaded sheet: look at it, then write it, each as a whole."""

from functools import partial
from typing import Any, Final
from uuid import UUID

from django.utils.translation import override

from tenants.errors import Refused
from tenants.files.sheet_reading import read_lines
from tenants.models import Member, PeopleImport, Tenant
from tenants.people.sheets.parsing import Parser
from tenants.people.sheets.planning import Matching, Plan, make_plan
from tenants.people.sheets.writing import write_plan
from tenants.scope import tenant_scope

MOST_SHOWN: Final = 200

State = PeopleImport.State


def check(tenant: Tenant, import_id: UUID) -> None:
    """Read the sheet and note what it would change; no transaction stays open meanwhile."""
    with tenant_scope(tenant.pk, time_zone=tenant.time_zone):
        job = PeopleImport.objects.select_related("uploaded_by__user").get(pk=import_id)
    if job.state != State.CHECKING:
        return
    with override(job.uploaded_by.user.language):
        try:
            lines = read_lines(bytes(job.content), job.first_row)
            note = partial(_note, tenant, job, len(lines))
            note(0)
            with tenant_scope(tenant.pk, time_zone=tenant.time_zone):
                matching = Matching(Parser(job.columns))
            told = _told(make_plan(matching, lines, note=note)) | {"done": len(lines)}
        except Refused as refusal:
            told = _wrong([("", refusal.messages[0])])
    with tenant_scope(tenant.pk, time_zone=tenant.time_zone):
        job.move(State.WRONG if told["errors"] else State.CHECKED, **told)


def _note(tenant: Tenant, job: PeopleImport, total: int, done: int) -> None:
    """Let the page show how far it is."""
    with tenant_scope(tenant.pk, time_zone=tenant.time_zone):
        PeopleImport.objects.filter(pk=job.pk).update(done=done, total=total)


def carry_out(import_id: UUID) -> None:
    """Write the sheet; what has become wrong since it was checked stops all of it."""
    jobs = PeopleImport.objects.select_related("imported_by__user", "tenant")
    job = jobs.locked().get(pk=import_id)
    by = job.imported_by
    if job.state != State.IMPORTING or by is None:
        return
    with override(by.user.language):
        lines = read_lines(bytes(job.content), job.first_row)
        _hold_people(job.tenant)
        plan = make_plan(Matching(Parser(job.columns)), lines)
        told = _told(plan)
        if told["errors"]:
            job.move(State.WRONG, **told)
            return
        write_plan(plan, job.tenant, by=by)
    job.move(State.IMPORTED, counts=plan.counts())


def _hold_people(tenant: Tenant) -> None:
    """Let nobody be added or changed between what is read and what is written."""
    Tenant.hold(tenant.pk)
    list(Member.objects.locked().order_by("pk").values_list("pk"))


def _told(plan: Plan) -> dict[str, Any]:
    if plan.faults:
        return _wrong(plan.faults)
    needed = [change for change in plan.changes if change.is_needed()]
    shown = [[c.row.line.number, c.member.name, c.words()] for c in needed[:MOST_SHOWN]]
    return {"counts": plan.counts(), "lines": shown, "errors": [], "error_count": 0}


def _wrong(faults: list[tuple[str, str]]) -> dict[str, Any]:
    return {
        "counts": {},
        "lines": [],
        "errors": faults[:MOST_SHOWN],
        "error_count": len(faults),
    }
