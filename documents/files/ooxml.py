"""Structure check of a Word file; runs as a process of its own that may not take much.

Standard library only: started as `python -I ooxml.py < file`, it answers with one word.
"""

from __future__ import annotations

import re
import resource
import sys
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO
from xml.parsers import expat

_MOST_ENTRIES = 5_000
_MOST_UNPACKED = 300 * 2**20
_MOST_RATIO = 100
_RATIO_COUNTS_FROM = 2**20
_MOST_ELEMENTS = 200_000
_DEEPEST = 256
_CHUNK = 2**16
_MEMORY = 400 * 2**20
_CPU_SECONDS = 4

_CONTENT_TYPES = "[Content_Types].xml"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


class Unfit(Exception):
    """The file breaks a limit; the message is the word for it."""


def check(file: IO[bytes]) -> None:
    """Raise Unfit unless the file is a Word document within the limits."""
    with zipfile.ZipFile(file) as package:
        entries = package.infolist()
        _check_entries(entries)
        for entry in entries:
            with package.open(entry) as part:
                if entry.filename.lower().endswith((".xml", ".rels")):
                    _check_xml(part, entry.filename)
        with package.open(_CONTENT_TYPES) as part:
            if _MAIN not in part.read(_RATIO_COUNTS_FROM).decode(errors="replace"):
                raise Unfit("not-word")


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if len(names) > _MOST_ENTRIES or sum(e.file_size for e in entries) > _MOST_UNPACKED:
        raise Unfit("bomb")
    if len(set(names)) != len(names):
        raise Unfit("broken")
    if _CONTENT_TYPES not in names:
        raise Unfit("not-word")
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


def _check_xml(part: IO[bytes], name: str) -> None:
    elements = depth = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal elements, depth
        elements, depth = elements + 1, depth + 1
        if elements > _MOST_ELEMENTS or depth > _DEEPEST:
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


def _main() -> str:
    _limit_process()
    try:
        check(sys.stdin.buffer)
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
    sys.stdout.write(_main())
