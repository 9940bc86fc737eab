"""Structure check of an Office file: Word documents, and Excel sheets.

Standard library only: started as `python -I ooxml.py < file`, it is a process of its own that may
not take much, and answers with one word for a Word document. Sheets are small and asked in place.
"""

from __future__ import annotations

import re
import resource
import sys
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, NamedTuple
from xml.parsers import expat

_MOST_ENTRIES = 5_000
_MOST_RATIO = 100
_RATIO_COUNTS_FROM = 2**20
_DEEPEST = 256
_CHUNK = 2**16
_MEMORY = 400 * 2**20
_CPU_SECONDS = 4

_CONTENT_TYPES = "[Content_Types].xml"
_OFFICE = "application/vnd.openxmlformats-officedocument"


class Kind(NamedTuple):
    """What a file is to be, and how much of it."""

    name: str
    main: str  # the type of its main part
    most_unpacked: int
    most_elements: int  # of one part


WORD = Kind("word", f"{_OFFICE}.wordprocessingml.document.main+xml", 300 * 2**20, 200_000)
SHEET = Kind("sheet", f"{_OFFICE}.spreadsheetml.sheet.main+xml", 60 * 2**20, 2_000_000)


class Unfit(Exception):
    """The file breaks a limit; the message is the word for it."""


def check(file: IO[bytes], kind: Kind = WORD) -> None:
    """Raise Unfit unless the file is of this kind and within its limits."""
    with zipfile.ZipFile(file) as package:
        entries = package.infolist()
        _check_entries(entries, kind)
        for entry in entries:
            with package.open(entry) as part:
                if entry.filename.lower().endswith((".xml", ".rels")):
                    _check_xml(part, entry.filename, kind.most_elements)
        with package.open(_CONTENT_TYPES) as part:
            if kind.main not in part.read(_RATIO_COUNTS_FROM).decode(errors="replace"):
                raise Unfit(f"not-{kind.name}")


def _check_entries(entries: list[zipfile.ZipInfo], kind: Kind) -> None:
    names = [entry.filename for entry in entries]
    if len(names) > _MOST_ENTRIES or sum(e.file_size for e in entries) > kind.most_unpacked:
        raise Unfit("bomb")
    if len(set(names)) != len(names):
        raise Unfit("broken")
    if _CONTENT_TYPES not in names:
        raise Unfit(f"not-{kind.name}")
    for entry in entries:
        _check_entry(entry)


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.filename.lower()
    if entry.file_size > max(_RATIO_COUNTS_FROM, _MOST_RATIO * entry.compress_size):
        raise Unfit("bomb")
    if entry.flag_bits & 1:
        raise Unfit("encrypted")
    if name.startswith("/") or "\\" in name or ".." in name.split("/"):
        raise Unfit("broken")
    if "vbaproject" in name or "/activex" in name:
        raise Unfit("macros")


def _check_xml(part: IO[bytes], name: str, most_elements: int) -> None:
    elements = depth = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal elements, depth
        elements, depth = elements + 1, depth + 1
        if elements > most_elements or depth > _DEEPEST:
            raise Unfit("bomb")
        if name == _CONTENT_TYPES and "macroEnabled" in attributes.get("ContentType", ""):
            raise Unfit("macros")
        if name.endswith(".rels") and tag.rsplit(":", 1)[-1] == "Relationship":
            _check_relationship(attributes)

    def end(_tag: str) -> None:
        nonlocal depth
        depth -= 1

    def doctype(*_args: object) -> None:
        raise Unfit("doctype")

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = doctype
    for chunk in _chunks(part):
        parser.Parse(chunk)
    parser.Parse(b"", True)  # noqa: FBT003 - takes no keywords


def _check_relationship(attributes: dict[str, str]) -> None:
    if attributes.get("TargetMode", "").lower() != "external":
        return
    kind = attributes.get("Type", "").rsplit("/", 1)[-1]
    # Word notes the template a text was begun with, on the author's own disk: fetched by nobody.
    on_own_disk = re.match("file:///[A-Za-z]:", attributes.get("Target", ""))
    if kind != "hyperlink" and not (kind == "attachedTemplate" and on_own_disk):
        raise Unfit("external")


def _chunks(part: IO[bytes]) -> Iterator[bytes]:
    while chunk := part.read(_CHUNK):
        yield chunk


def _limit_process() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (16, 16))


def verdict(file: IO[bytes], kind: Kind = WORD) -> str:
    """Return "fit", or the word for what is wrong."""
    try:
        check(file, kind)
    except Unfit as unfit:
        return str(unfit)
    except MemoryError:
        return "bomb"
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, ValueError, EOFError, OSError):
        return "broken"
    except (NotImplementedError, RuntimeError):
        # What zipfile says to a compression or an encryption it does not know.
        return "encrypted"
    return "fit"


if __name__ == "__main__":
    _limit_process()
    sys.stdout.write(verdict(sys.stdin.buffer))
