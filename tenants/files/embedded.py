"""What stands embedded in a document: charts, sheets and texts are kept, programs refused."""

from __future__ import annotations

import io
import re
from pathlib import PurePath
from typing import Final

import olefile

from tenants.files import zips
from tenants.files.limits import MACROS, PROGRAM, Unfit

_PACKAGE: Final = "\x01Ole10Native"
_LONGEST_HEAD: Final = 4096
# What runs when somebody opens it, on one system or another.
_PROGRAMS: Final = frozenset(
    {
        *("ade", "adp", "apk", "app", "bat", "bin", "chm", "cmd", "com", "cpl", "dll", "docm"),
        *("dotm", "elf", "exe", "gadget", "hta", "htm", "html", "inf", "ins", "isp", "jar", "js"),
        *("jse", "lnk", "mde", "msc", "msi", "msp", "mst", "pif", "pptm", "ps1", "psm1", "py"),
        *("reg", "scf", "scr", "sct", "sh", "svg", "sys", "url", "vb", "vbe", "vbs", "vxd"),
        *("wsc", "wsf", "wsh", "xlam", "xlsm", "xltm"),
    }
)
_CODE: Final = re.compile(rb"MZ|\x7fELF|#!|\xca\xfe\xba\xbe|\xcf\xfa\xed\xfe|L\x00\x00\x00\x01\x14")
_SCRIPT: Final = re.compile(rb"\s*(<(!doctype|html|script|svg|job|hta)|@echo|powershell)", re.I)


def check_embedded(data: bytes, name: str) -> None:
    """Raise Unfit when the embedded file is a program, or holds one."""
    if data.startswith(olefile.MAGIC):
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            check_objects(ole)
        return
    check_attached(name, data)
    if zips.is_archive(data):
        with zips.opened(io.BytesIO(data)) as package:
            if any("vbaproject" in entry.lower() for entry in package.namelist()):
                raise Unfit(MACROS)


def check_objects(ole: olefile.OleFileIO) -> None:
    """Look into each package that stands anywhere in a compound file."""
    for path in ole.listdir():
        if path[-1] == _PACKAGE:
            names, content = _unwrapped(ole.openstream(path).read())
            for name in names or [""]:
                check_attached(name, content)


def check_attached(name: str, content: bytes) -> None:
    """Raise Unfit for what runs when somebody opens it."""
    suffix = PurePath(name.lower().replace("\\", "/")).suffix.lstrip(". ")
    is_wrapped = suffix == "bin" and "/embeddings/" in name
    if (suffix in _PROGRAMS and not is_wrapped) or _CODE.match(content) or _SCRIPT.match(content):
        raise Unfit(PROGRAM)


def _unwrapped(data: bytes) -> tuple[list[str], bytes]:
    """Return the names a package gives its file, and the bytes of the file.

    Size, two bytes, label, original path, eight bytes, path with its length, size, the file.
    What does not read like that is not a package of the shell but some program's own data.
    """
    head = data[6:_LONGEST_HEAD].split(b"\0", 2)
    if int.from_bytes(data[4:6], "little") != 2 or len(head) < 3:
        return [], data[4:]
    names = [word.decode("gb18030", "replace") for word in head[:2]]
    start = 6 + len(head[0]) + len(head[1]) + 2 + 4
    length = int.from_bytes(data[start : start + 4], "little")
    content = data[start + 4 + length + 4 :]
    return names, content
