"""What holds for every file that is a ZIP archive below its name."""

from __future__ import annotations

import contextlib
import os
import stat
import zipfile
from collections.abc import Generator
from typing import IO

from tenants.files.limits import (
    BOMB,
    BROKEN,
    CHUNK,
    ENCRYPTED,
    MIXED,
    MOST_ENTRIES,
    MOST_RATIO,
    MOST_UNPACKED,
    OTHER,
    RATIO_COUNTS_FROM,
    Unfit,
)

_ENTRY = b"PK\x03\x04"
_END = b"PK\x05\x06"
_END_BYTES = 22


@contextlib.contextmanager
def opened(file: IO[bytes], most_unpacked: int = MOST_UNPACKED) -> Generator[zipfile.ZipFile]:
    """Have the archive, once its table of contents is within the limits."""
    _check_ends(file)
    with zipfile.ZipFile(file) as package:
        entries = package.infolist()
        names = [entry.filename for entry in entries]
        if len(names) > MOST_ENTRIES or sum(e.file_size for e in entries) > most_unpacked:
            raise Unfit(BOMB)
        if len(set(names)) != len(names):
            raise Unfit(BROKEN)
        for entry in entries:
            _check_entry(entry)
        yield package


def _check_ends(file: IO[bytes]) -> None:
    """Refuse an archive with something before or behind it: it may be another file as well."""
    file.seek(0)
    if file.read(len(_ENTRY)) != _ENTRY:
        raise Unfit(OTHER)
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - CHUNK - _END_BYTES))
    tail = file.read()
    end = tail.rfind(_END)
    if end < 0 or len(tail) - end < _END_BYTES:
        raise Unfit(BROKEN)
    if len(tail) - end != _END_BYTES + int.from_bytes(tail[end + 20 : end + 22], "little"):
        raise Unfit(MIXED)


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    if entry.file_size > max(RATIO_COUNTS_FROM, MOST_RATIO * entry.compress_size):
        raise Unfit(BOMB)
    if entry.flag_bits & 1:
        raise Unfit(ENCRYPTED)
    if name.startswith("/") or "\\" in name or ".." in name.split("/") or ":" in name[:2]:
        raise Unfit(BROKEN)
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise Unfit(BROKEN)


def is_archive(data: bytes) -> bool:
    return data.startswith(_ENTRY)


def drain(part: IO[bytes]) -> None:
    """Read a part to its end: its size and checksum are then what the archive says."""
    while part.read(CHUNK):
        pass
