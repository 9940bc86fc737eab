"""What hashing and naming add to writing a large file."""

import os
import secrets
import shutil
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import transaction

from benchmarks.measure import Case, at_most
from benchmarks.memory import resident_megabytes
from benchmarks.stage import Stage
from documents import files
from tenants.scope import tenant_scope

MEGABYTES = 50


class Upload:
    """A large file that is another one each time it is sent."""

    def __init__(self, stage: Stage) -> None:
        self.tenant = stage.tenants[0]
        self.folder = Path(settings.FILES_ROOT)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.source = self.folder / "upload"
        self.source.write_bytes(secrets.token_bytes(2**20) * MEGABYTES)
        self.grown = 0.0

    def store(self) -> float:
        """Store it as the product does, and take it back; return the seconds of storing."""
        self.change()
        with tenant_scope(self.tenant.pk), self.source.open("rb") as upload:
            before = resident_megabytes("VmRSS", forget_peak=True)
            start = time.perf_counter()
            file = files.store(upload, "application/octet-stream")
            seconds = time.perf_counter() - start
            self.grown = max(self.grown, resident_megabytes("VmHWM") - before)
            assert file.size == MEGABYTES * 2**20
            files.path_of(file).unlink()
            transaction.set_rollback(True)
        return seconds

    def copy(self) -> float:
        """Copy it and flush the copy to disk; return the seconds."""
        self.change()
        start = time.perf_counter()
        copy = Path(shutil.copyfile(self.source, self.folder / "copy"))
        with copy.open("rb+") as file:
            os.fsync(file.fileno())
        seconds = time.perf_counter() - start
        copy.unlink()
        return seconds

    def change(self) -> None:
        """Make it a file never seen before, wholly on disk."""
        with self.source.open("rb+") as file:
            file.write(secrets.token_bytes(32))
            os.fsync(file.fileno())


@contextmanager
def store_a_file(stage: Stage) -> Generator[Case]:
    """Compare storing 50 MB with copying and flushing them."""
    upload = Upload(stage)
    yield Case(
        "upload",
        ours=upload.store,
        peer_name=f"cp + fsync, {MEGABYTES} MB",
        peer=upload.copy,
        goal=at_most(2.0),
        note=lambda: f"memory grew by {upload.grown:.1f} MiB at most (goal <16)",
    )
    shutil.rmtree(upload.folder)
