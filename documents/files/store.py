"""Stored files: written once under their SHA-256, on disk before the row exists."""

import contextlib
import hashlib
import io
import os
import tempfile
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import IO, Final

from django.conf import settings

from documents.models import StoredFile
from tenants.scope import current_tenant_id

CHUNK: Final = 2**20


def store(content: bytes | IO[bytes], media_type: str) -> StoredFile:
    """Keep the bytes for good and return their row; the same bytes are kept once per tenant.

    The file is flushed to disk, named and its folder flushed before the row is written: a crash
    leaves a file without a row at worst, never a row without its file.
    """
    return store_all([(content, media_type)])[0]


def store_all(contents: Iterable[tuple[bytes | IO[bytes], str]]) -> list[StoredFile]:
    """Keep several at once, each with its media type; two statements, however many there are."""
    made = [_written(content, media_type) for content, media_type in contents]
    # Two uploads of the same bytes at once: the second finds the first one's row.
    StoredFile.objects.bulk_create(made, ignore_conflicts=True)
    found = StoredFile.objects.filter(sha256__in={file.sha256 for file in made})
    kept = {file.sha256: file for file in found}
    return [kept[file.sha256] for file in made]


def _written(content: bytes | IO[bytes], media_type: str) -> StoredFile:
    source = io.BytesIO(content) if isinstance(content, bytes) else content
    with _arriving() as (temporary, arriving):
        sha256, size = _copy(source, arriving)
        file = StoredFile(
            tenant_id=current_tenant_id(), sha256=sha256, size=size, media_type=media_type
        )
        _keep(temporary, path_of(file))
    return file


def read(file: StoredFile) -> bytes:
    """Return the bytes; raises FileNotFoundError when the disk lost them."""
    return path_of(file).read_bytes()


def holds_its_bytes(sha256: str) -> bool:
    """Tell whether the running tenant's file of this name still is what it is named after."""
    path = path_of(StoredFile(tenant_id=current_tenant_id(), sha256=sha256))
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except OSError:
        return False


def path_of(file: StoredFile) -> Path:
    return Path(settings.FILES_ROOT) / file.path


@contextlib.contextmanager
def _arriving() -> Generator[tuple[Path, IO[bytes]]]:
    """Have a file without a name yet on the disk that keeps them; gone afterwards, or moved."""
    folder = Path(settings.FILES_ROOT) / "arriving"
    folder.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield Path(temporary), file
    finally:
        Path(temporary).unlink(missing_ok=True)


def _copy(source: IO[bytes], target: IO[bytes]) -> tuple[str, int]:
    """Copy piece by piece, however large, and flush to disk; return SHA-256 and size."""
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(CHUNK):
        digest.update(chunk)
        size += target.write(chunk)
    target.flush()
    os.fsync(target.fileno())
    return digest.hexdigest(), size


def _keep(temporary: Path, path: Path) -> None:
    """Give the file its name for good, unless these bytes have it already."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary.replace(path)
    _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
