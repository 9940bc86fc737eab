"""Stored files: written once under their SHA-256, on disk before the row exists."""

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings

from documents.models import StoredFile
from tenants.scope import current_tenant_id


def store(content: bytes, media_type: str) -> StoredFile:
    """Keep the bytes for good and return their row; the same bytes are kept once per tenant.

    The file is flushed to disk, named and its folder flushed before the row is written: a crash
    leaves a file without a row at worst, never a row without its file.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    known = StoredFile.objects.filter(sha256=sha256).first()
    file = known or StoredFile(
        tenant_id=current_tenant_id(), sha256=sha256, size=len(content), media_type=media_type
    )
    path = path_of(file)
    if not path.exists():
        _write(path, content)
    if known is None:
        # Two uploads of the same bytes at once: the second finds the first one's row.
        StoredFile.objects.bulk_create([file], ignore_conflicts=True)
        file = StoredFile.objects.get(sha256=sha256)
    return file


def read(file: StoredFile) -> bytes:
    """Return the bytes; raises FileNotFoundError when the disk lost them."""
    return path_of(file).read_bytes()


def path_of(file: StoredFile) -> Path:
    return Path(settings.FILES_ROOT) / file.path


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".arriving-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
        _flush_folder(path.parent)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(temporary).unlink()
        raise


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
