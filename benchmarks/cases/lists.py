"""What a long list costs as a sheet and as pages, and what a look at a register costs."""

import io
import resource
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

from django.db import transaction
from django.utils import translation
from openpyxl import Workbook, load_workbook

from benchmarks.desk import seat
from benchmarks.measure import Case, at_most
from benchmarks.memory import resident_megabytes
from benchmarks.stage import Stage
from documents.lists.columns import Cell
from documents.lists.kinds import CONTROLLED
from documents.lists.paper import as_pages
from documents.lists.reading import PART_ROWS, found_in, lines
from documents.lists.sheet import as_sheet
from documents.pdf import tables
from documents.versions import Version
from oversight.importing.registers.columns import LABELS, guess
from oversight.importing.registers.planning import Planner
from oversight.models import RegisterImport
from tenants.files.sheet_reading import open_sheet, read_lines
from tenants.models import Member, Tenant, Unit
from tenants.people.roles import Role
from tenants.scope import tenant_scope
from tenants.sheets import workbook

LIST_ROWS: Final = 5000
REGISTER_ROWS: Final = 2000
NOTES: Final = ("5,000 rows", "Made by the bench")


class Listed:
    """The controlled list of the large tenant."""

    def __init__(self, stage: Stage) -> None:
        self.tenant: Tenant = stage.tenants[-1]
        with tenant_scope(self.tenant.pk):
            self.member: Member = seat(self.tenant, "lister", Role.CONTROLLER)
            self.rows = self.read()
        self.grown = 0.0

    def read(self) -> list[list[Cell]]:
        found = found_in(CONTROLLED, self.member, {}, self.tenant.today())[:LIST_ROWS]
        return list(lines(CONTROLLED, found.iterator(chunk_size=PART_ROWS)))

    def sheet(self) -> float:
        """Read the rows and write them as a sheet; return the seconds."""
        with tenant_scope(self.tenant.pk), translation.override("zh-hans"):
            before = resident_megabytes("VmRSS", forget_peak=True)
            start = time.perf_counter()
            as_sheet("List", CONTROLLED.columns, self.read(), NOTES)
            seconds = time.perf_counter() - start
            self.grown = max(self.grown, resident_megabytes("VmHWM") - before)
        return seconds

    def plain_sheet(self) -> float:
        """Write rows that are there already; return the seconds."""
        start = time.perf_counter()
        book = Workbook(write_only=True)
        page = book.create_sheet("List")
        for row in self.rows:
            page.append(row)
        book.save(io.BytesIO())
        return time.perf_counter() - start

    def pages(self) -> float:
        """Set the rows in parts, with what is laid over them; return the seconds."""
        with translation.override("zh-hans"):
            start = time.perf_counter()
            as_pages("Zone", "List", CONTROLLED.columns, self.rows, NOTES)
            return time.perf_counter() - start

    def pages_at_once(self) -> float:
        """Set all rows in one run of typst, which keeps all of it in memory; return the seconds."""
        parts, tables.PART_ROWS = tables.PART_ROWS, LIST_ROWS  # type: ignore[misc]
        try:
            return self.pages()
        finally:
            tables.PART_ROWS = parts  # type: ignore[misc]


@contextmanager
def list_as_a_sheet(stage: Stage) -> Generator[Case]:
    """Compare a list as a sheet with writing the same cells."""
    listed = Listed(stage)
    yield Case(
        "list_xlsx",
        ours=listed.sheet,
        peer_name="openpyxl, the same cells",
        peer=listed.plain_sheet,
        goal=at_most(3.0),
        note=lambda: f"{len(listed.rows):,} rows, memory grew by {listed.grown:.0f} MiB at most",
        most_rounds=5,
    )


@contextmanager
def list_as_pages(stage: Stage) -> Generator[Case]:
    """Compare a list set in parts with one set at once."""
    listed = Listed(stage)
    listed.pages()
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    yield Case(
        "list_pdf",
        ours=listed.pages,
        peer_name="typst, all rows at once",
        peer=listed.pages_at_once,
        goal=at_most(2.5),
        note=lambda: f"{len(listed.rows):,} rows, no process took more than {peak:.0f} MiB",
        most_rounds=3,
    )


@contextmanager
def look_at_a_register(stage: Stage) -> Generator[Case]:
    """Compare the dry run of a register with reading its cells."""
    tenant = stage.tenants[-1]
    with tenant_scope(tenant.pk):
        member = seat(tenant, "importer", Role.CONTROLLER)
        unit = Unit.objects.active()[0]
    content = register()

    def dry_run() -> float:
        with tenant_scope(tenant.pk), translation.override("zh-hans"):
            start = time.perf_counter()
            sheet = open_sheet(content, guess)
            job = RegisterImport(columns=sheet.columns, owner=member, unit=unit)
            plan = Planner(job, member).plan(read_lines(content, sheet.first_row))
            seconds = time.perf_counter() - start
            assert plan.counts()["added"] == REGISTER_ROWS, plan.faults[:3]
            transaction.set_rollback(True)
        return seconds

    def read() -> float:
        start = time.perf_counter()
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        assert sum(1 for _ in book.worksheets[0].iter_rows(values_only=True)) > REGISTER_ROWS
        return time.perf_counter() - start

    yield Case(
        "register_dry_run",
        ours=dry_run,
        peer_name="openpyxl, reading the cells",
        peer=read,
        goal=at_most(5.0),
        note=lambda: f"{REGISTER_ROWS:,} rows",
        most_rounds=5,
    )


def register() -> bytes:
    """Return a register of documents that are not there yet."""
    with translation.override("zh-hans"):
        heads = [str(label) for label in LABELS.values()]
    rows = [
        (
            *(f"JG-WI-{n:05}", f"作业指导书第 {n} 号", "WI", Version().label("letters")),
            *("2024-03-01", "", "", "7.5.3"),
        )
        for n in range(REGISTER_ROWS)
    ]
    return workbook("台账", heads, rows)
