"""Structure check of rich text, whose words may be split by spaces and braces."""

from __future__ import annotations

import re
import struct
from typing import IO, Final

from tenants.files.embedded import check_attached, check_embedded
from tenants.files.limits import BOMB, DEEPEST, EXTERNAL, MACROS, OTHER, PROGRAM, Unfit

_OBJECT: Final = re.compile(rb"\\objdata\b([^}]*)")
_LINKED: Final = re.compile(rb"\\obj(autlink|link|sub|pub)\b", re.IGNORECASE)
_TEMPLATE: Final = re.compile(rb"\\template\s+(https?:|ftp:|\\\\)", re.IGNORECASE)
_FIELD: Final = re.compile(rb"\\fldinst(.{0,400})", re.DOTALL)
_MOST_FIELDS: Final = 100_000
_SPLITTING: Final = re.compile(rb"\\[a-z]+-?[0-9]* ?|[{}\r\n]")
_FETCHED: Final = re.compile(
    rb"\s*(DDE|DDEAUTO|LINK|(INCLUDETEXT|INCLUDEPICTURE)[^\"]*\"?(https?|ftp):)", re.IGNORECASE
)
_NO_BRACES: Final = bytes(set(range(256)) - set(b"{}"))
_OFFICE: Final = re.compile(rb"(Excel|Word|PowerPoint|MSGraph|Equation|Visio|WPS|ET|KET)\.", re.I)


def check(file: IO[bytes], _kind: str) -> set[str]:
    """Return what to warn of; raise Unfit unless the file is in order."""
    file.seek(0)
    content = file.read()
    if not content.startswith(b"{\\rtf"):
        raise Unfit(OTHER)
    if _LINKED.search(content) or _TEMPLATE.search(content):
        raise Unfit(EXTERNAL)
    _check_fields(content)
    if b"\\objocx" in content:
        raise Unfit(MACROS)
    _check_depth(content)
    warnings = set()
    for match in _OBJECT.finditer(content):
        _check_object(match[1])
        warnings.add("embedded")
    if re.search(rb"\\(revised|deleted|revauth)", content):
        warnings.add("tracked-changes")
    if b"\\annotation" in content:
        warnings.add("comments")
    return warnings


def _check_fields(content: bytes) -> None:
    for n, field in enumerate(_FIELD.finditer(content)):
        if n > _MOST_FIELDS:
            raise Unfit(BOMB)
        if _FETCHED.match(_SPLITTING.sub(b"", field[1])):
            raise Unfit(EXTERNAL)


def _check_depth(content: bytes) -> None:
    """Take away pairs of braces with nothing in between, level by level."""
    braces = re.sub(rb"\\[{}\\]", b"", content).translate(None, delete=_NO_BRACES)
    for _level in range(DEEPEST):
        braces = braces.replace(b"{}", b"")
    if b"{}" in braces:
        raise Unfit(BOMB)


def _check_object(hexadecimal: bytes) -> None:
    """Look at an object: version, format and the length of its class, the class, its data."""
    digits = re.sub(rb"\\[a-z]+-?\d* ?|[^0-9a-fA-F]", b"", hexadecimal)
    data = bytes.fromhex(digits[: len(digits) // 2 * 2].decode())
    _version, form, length = struct.unpack_from("<III", data)
    if form != 2:
        raise Unfit(EXTERNAL)
    name = data[12 : 12 + length].rstrip(b"\0")
    at = 12 + length + 8 + sum(struct.unpack_from("<I", data, 12 + length))
    native = data[at + 4 :]
    if not _OFFICE.match(name) and name != b"Package":
        raise Unfit(PROGRAM)
    check_embedded(native, "object")
    check_attached("", native)
