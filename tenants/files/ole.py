"""Structure check of compound files: what Word, Excel and WPS wrote before 2007, and some still."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import IO, Final

import olefile

from tenants.files.embedded import check_objects
from tenants.files.limits import ENCRYPTED, EXTERNAL, MACROS, OTHER, Unfit
from tenants.files.vba import has_code

_MAIN: Final = {"doc": ("WordDocument",), "wps": ("WordDocument",), "xls": ("Workbook", "Book")}
_IS_ENCRYPTED: Final = 0x0100  # a flag of the head of a Word document
_WORD_HEAD: Final = 12
_FIELD_WITH_DDE: Final = re.compile(
    rb"\x13\s{0,8}DDE(AUTO)?\s|\x13\x00(\s\x00){0,8}D\x00D\x00E\x00", re.IGNORECASE
)
_FILEPASS, _BOUNDSHEET = 0x002F, 0x0085
_MACRO_SHEET: Final = 1


def check(file: IO[bytes], kind: str) -> set[str]:
    """Return what to warn of; raise Unfit unless the file is of this kind and in order."""
    file.seek(0)
    if not olefile.isOleFile(file):
        raise Unfit(OTHER)
    file.seek(0)
    with olefile.OleFileIO(file) as ole:
        if ole.exists("EncryptedPackage"):
            raise Unfit(ENCRYPTED)
        main = next((name for name in _MAIN[kind] if ole.exists(name)), None)
        if main is None:
            raise Unfit(OTHER)
        content = ole.openstream(main).read()
        _check_sheets(content) if kind == "xls" else _check_text(content)
        _check_macros(ole)
        check_objects(ole)
        pools = {path[0] for path in ole.listdir() if len(path) > 1}
        has_objects = any(pool == "ObjectPool" or pool.startswith("MBD") for pool in pools)
    return {"embedded"} if has_objects else set()


def _check_text(content: bytes) -> None:
    if len(content) < _WORD_HEAD:
        raise Unfit(OTHER)
    if int.from_bytes(content[10:12], "little") & _IS_ENCRYPTED:
        raise Unfit(ENCRYPTED)
    if _FIELD_WITH_DDE.search(content):
        raise Unfit(EXTERNAL)


def _check_sheets(content: bytes) -> None:
    for kind, record in _records(content):
        if kind == _FILEPASS:
            raise Unfit(ENCRYPTED)
        if kind == _BOUNDSHEET and len(record) > 5 and record[5] == _MACRO_SHEET:
            raise Unfit(MACROS)


def _records(content: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(content):
        kind, length = struct.unpack_from("<HH", content, at)
        yield kind, content[at + 4 : at + 4 + length]
        at += 4 + length


def _check_macros(ole: olefile.OleFileIO) -> None:
    """Refuse a project that does anything; Word adds an empty one to many a form."""
    for path in ole.listdir():
        *folders, name = (word.upper() for word in path)
        is_module = "VBA" in folders and not name.startswith(("DIR", "_VBA_PROJECT", "__SRP"))
        if is_module and has_code(ole.openstream(path).read()):
            raise Unfit(MACROS)
