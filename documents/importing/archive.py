"""A ZIP that somebody uploaded: checked whole before anything of it is unpacked."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO, Final

from django.utils.translation import gettext as _

from tenants.errors import Refused

MEDIA_TYPE: Final = "application/zip"
MOST_BYTES: Final = 200 * 2**20
MOST_ENTRIES: Final = 5_000
MOST_UNPACKED: Final = 500 * 2**20
MOST_RATIO: Final = 100
RATIO_COUNTS_FROM: Final = 2**20
DEEPEST: Final = 8
LONGEST_NAME: Final = 150
METHODS: Final = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
# The list of contents is read into memory before it can be counted.
MOST_LIST_BYTES: Final = 2 * 2**20
LIST_END: Final = struct.Struct("<4s4H2LH")
# What zipfile says when the bytes make no sense.
DAMAGED: Final = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, ValueError, EOFError)
# What systems and office programs leave beside files.
LITTER: Final = {"__macosx", "thumbs.db", "desktop.ini"}


@contextmanager
def unpacked(file: IO[bytes]) -> Iterator[Path]:
    """Check the archive and have its files in a folder for the block; the folder goes with it."""
    with TemporaryDirectory(prefix="import-") as folder:
        with _opened(file) as box:
            for entry in _wanted(box):
                _extract(box, entry, Path(folder))
        yield Path(folder)


def check_archive(file: IO[bytes]) -> int:
    """Return how many files the archive holds, or refuse it with a sentence."""
    with _opened(file) as box:
        wanted = _wanted(box)
    if not wanted:
        raise Refused(_("The archive holds no files."))
    return len(wanted)


@contextmanager
def _opened(file: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    _check_size(file)
    try:
        # Without the mark for UTF-8 a name is as Chinese Windows writes it.
        with zipfile.ZipFile(file, metadata_encoding="gb18030") as box:
            yield box
    except DAMAGED as error:
        raise Refused(_("The archive is damaged, or it is no ZIP.")) from error
    except (NotImplementedError, RuntimeError) as error:  # what zipfile says to an encrypted one
        raise Refused(_("The archive is protected or packed in an unusual way.")) from error


def _check_size(file: IO[bytes]) -> None:
    size = file.seek(0, os.SEEK_END)
    if size > MOST_BYTES:
        raise Refused(_("The archive is larger than %(n)d MB.") % {"n": MOST_BYTES >> 20})
    file.seek(max(0, size - 2**16 - LIST_END.size))
    tail = file.read()
    end = tail.rfind(b"PK\5\6")
    file.seek(0)
    if end < 0 or len(tail) - end < LIST_END.size:
        raise Refused(_("The archive is damaged, or it is no ZIP."))
    list_bytes = LIST_END.unpack_from(tail, end)[5]
    if list_bytes > MOST_LIST_BYTES:
        raise Refused(_too_many())


def _wanted(box: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the entries to unpack; one that is not fit stops the whole archive."""
    entries = box.infolist()
    if len(entries) > MOST_ENTRIES:
        raise Refused(_too_many())
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise Refused(_("Unpacked it would be larger than %(n)d MB.") % {"n": MOST_UNPACKED >> 20})
    wanted = [entry for entry in entries if not entry.is_dir() and not _is_litter(entry)]
    seen: set[PurePosixPath] = set()
    for entry in wanted:
        _check(entry)
        folded = PurePosixPath(unicodedata.normalize("NFC", entry.filename).casefold())
        if folded in seen:
            raise Refused(_twice(entry.filename))
        seen.add(folded)
    folders = {folder for path in seen for folder in path.parents}
    if both := seen & folders:  # a file here, a folder there: no disk holds both
        raise Refused(_twice(str(min(both))))
    return wanted


def _check(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    if _leads_astray(name):
        raise Refused(_("“%(name)s” is no path inside the archive.") % {"name": name[:100]})
    mode = entry.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        raise Refused(_("“%(name)s” is a link or a device, not a file.") % {"name": name})
    if entry.flag_bits & 1 or entry.compress_type not in METHODS:
        raise Refused(_("The archive is protected or packed in an unusual way."))
    if entry.file_size > max(RATIO_COUNTS_FROM, MOST_RATIO * entry.compress_size):
        raise Refused(_("“%(name)s” unpacks to more than can be checked safely.") % {"name": name})


def _leads_astray(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return (
        not parts
        or name.startswith("/")
        or "\\" in name
        or ":" in parts[0]
        or ".." in parts
        or len(parts) > DEEPEST
        or max(len(part.encode()) for part in parts) > LONGEST_NAME
        or any(unicodedata.category(char) in {"Cc", "Cf", "Cs"} for char in name)
    )


def _is_litter(entry: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(entry.filename).parts
    return any(
        part.casefold() in LITTER or (part.startswith((".", "~$")) and part != "..")
        for part in parts
    )


def _extract(box: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path) -> None:
    target = folder / unicodedata.normalize("NFC", entry.filename)
    target.parent.mkdir(parents=True, exist_ok=True)
    with box.open(entry) as source, target.open("xb") as file:
        shutil.copyfileobj(source, file)  # never more than the entry says: zipfile stops there
    try:
        noon = dt.datetime(*entry.date_time[:3], 12, tzinfo=dt.UTC).timestamp()
    except ValueError:  # a day that no calendar has: it is as old as its arrival
        return
    os.utime(target, (noon, noon))


def _twice(name: str) -> str:
    return _("“%(name)s” is in the archive twice.") % {"name": name}


def _too_many() -> str:
    return _("The archive holds more than %(n)d files.") % {"n": MOST_ENTRIES}
