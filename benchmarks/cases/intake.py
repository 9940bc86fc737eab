"""What it takes to look into office files before they are kept."""

from __future__ import annotations

import csv
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from benchmarks.measure import Case, at_most
from benchmarks.stage import Stage
from documents.files import kinds
from documents.files.intake import check_upload
from tenants.errors import Refused
from tenants.files import checker

CORPORA: Final = Path(__file__).parents[3] / "shared" / "corpora"
# Runs the checker as the product does, then says what its memory was at its peak.
WITH_PEAK: Final = (
    "import pathlib, runpy, sys; sys.argv = sys.argv[1:];"
    " status = pathlib.Path('/proc/self/status').open();"
    " runpy.run_path(sys.argv[0], run_name='__main__'); sys.stderr.write(status.read())"
)


class Desk:
    """The office files of the corpora, checked one after the other."""

    def __init__(self) -> None:
        with (CORPORA / "expected" / "office.csv").open(encoding="utf-8") as table:
            paths = [CORPORA / row["path"] for row in csv.DictReader(table)]
        self.files = [path for path in paths if path.is_relative_to(CORPORA / "office")]
        self.worst = (0.0, "")
        self.peak = (0.0, "")

    def check(self) -> float:
        """Check every file; return the seconds of all."""
        begun = time.perf_counter()
        for path in self.files:
            start = time.perf_counter()
            with path.open("rb") as file, suppress(Refused):
                check_upload(file, path.name, kinds.SOURCES)
            self.worst = max(self.worst, (time.perf_counter() - start, path.name))
        return time.perf_counter() - begun

    def start_processes(self) -> float:
        """Start as many processes that only read their file; return the seconds."""
        begun = time.perf_counter()
        for path in self.files:
            with path.open("rb") as file:
                command = [sys.executable, "-I", "-c", "import sys; sys.stdin.buffer.read()"]
                subprocess.run(command, stdin=file, check=True)
        return time.perf_counter() - begun

    def weigh(self) -> None:
        """Note which file makes the checker largest."""
        for path in self.files:
            kind = kinds.by_name(path.name, kinds.SOURCES)
            if kind is None or kind.family == "text":
                continue
            with path.open("rb") as file:
                done = subprocess.run(
                    [
                        *(sys.executable, "-I", "-c", WITH_PEAK),
                        *(checker.__file__, kind.family, kind.name),
                    ],
                    stdin=file,
                    capture_output=True,
                    text=True,
                    errors="replace",
                    check=True,
                )
            at = done.stderr.split("VmHWM:")[1].split()[0]
            self.peak = max(self.peak, (int(at) / 1024, path.name))

    def told(self) -> str:
        """Say what the worst file took."""
        seconds, slow = self.worst
        megabytes, large = self.peak
        return (
            f"{len(self.files)} files; the slowest took {seconds:.2f} s (goal ≤2), {slow};"
            f" a checker {megabytes:.0f} MiB at its peak (goal ≤200), {large}"
        )


@contextmanager
def check_office_files(_stage: Stage) -> Generator[Case]:
    """Compare checking with starting a process per file, which a check cannot do without."""
    desk = Desk()
    desk.weigh()
    yield Case(
        "intake",
        ours=desk.check,
        peer_name=f"{len(desk.files)} processes that read",
        peer=desk.start_processes,
        goal=at_most(8.0),
        note=desk.told,
        aim="12 s",
        most_rounds=3,
    )
