"""Where uploads lie until they are checked: in the tenant's folder, under no name of their own."""

from __future__ import annotations

import time
from pathlib import Path
from typing import IO, Final
from uuid import UUID

from django.conf import settings

from tenants.scope import current_tenant_id

CHUNK: Final = 2**20


def write(upload_id: UUID, offset: int, content: IO[bytes], most: int) -> int:
    """Put what comes behind the first `offset` bytes, and no more than `most`; say how much."""
    path = _path(upload_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    written = 0
    with path.open("r+b") as file:
        file.seek(offset)
        while chunk := content.read(min(CHUNK, most - written)):
            written += file.write(chunk)
        file.truncate()
    return written


def opened(upload_id: UUID) -> IO[bytes]:
    """Open what has arrived; raises FileNotFoundError when the disk lost it."""
    return _path(upload_id).open("rb")


def discard(upload_id: UUID) -> None:
    _path(upload_id).unlink(missing_ok=True)


def discard_strays(kept: set[UUID], seconds: float) -> None:
    """Remove what no row speaks of any more and has lain there for so long."""
    oldest = time.time() - seconds
    for path in _folder().glob("*"):
        if path.name not in set(map(str, kept)) and path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.FILES_ROOT) / "tenants" / str(current_tenant_id()) / "quarantine"


def _path(upload_id: UUID) -> Path:
    return _folder() / str(upload_id)
