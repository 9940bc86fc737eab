"""Structure check of what Word, Excel and PowerPoint write since 2007."""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import IO, Final, NamedTuple
from xml.parsers import expat

import olefile

from tenants.files import markup, pictures, zips
from tenants.files.cells import Cells
from tenants.files.embedded import check_embedded
from tenants.files.limits import (
    BOMB,
    BROKEN,
    ENCRYPTED,
    EXTERNAL,
    MACROS,
    MOST_ELEMENTS,
    MOST_UNPACKED,
    OLD,
    RATIO_COUNTS_FROM,
    Unfit,
)

_CONTENT_TYPES: Final = "[Content_Types].xml"
_STRINGS: Final = "xl/sharedstrings.xml"
_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
_TOLD: Final = {
    **dict.fromkeys(("ins", "del", "moveFrom", "moveTo"), "tracked-changes"),
    "comment": "comments",
}
_DDE: Final = re.compile(r"\bDDE(AUTO)?\b")
# Word fetches these while it opens the text; a hyperlink waits for somebody to follow it.
_FETCHED: Final = re.compile(
    r"\b(INCLUDEPICTURE|INCLUDETEXT|LINK)\b[^\"]*\"(https?|ftp|\\\\)", re.I
)


class Kind(NamedTuple):
    """What a file is to be, and how much of it."""

    name: str
    main: str  # the type of its main part
    most_unpacked: int = MOST_UNPACKED
    most_elements: int = MOST_ELEMENTS


WORD: Final = Kind("word", f"{_OFFICE}.wordprocessingml.document.main+xml")
# A cell is two elements and more: a list of 40,000 lines and 20 columns is taken.
BOOK: Final = Kind("book", f"{_OFFICE}.spreadsheetml.sheet.main+xml", most_elements=2_000_000)
SLIDES: Final = Kind("slides", f"{_OFFICE}.presentationml.presentation.main+xml")
SHEET: Final = BOOK._replace(name="sheet", most_unpacked=60 * 2**20)
KINDS: Final = {"docx": WORD, "xlsx": BOOK, "pptx": SLIDES}


def check(file: IO[bytes], kind: Kind = WORD) -> set[str]:
    """Return what to warn of; raise Unfit unless the file is of this kind and within its limits."""
    _check_for_compound(file)
    warnings: set[str] = set()
    cells, elements = Cells(), markup.Elements(kind.most_elements)
    with zips.opened(file, kind.most_unpacked) as package:
        names = {entry.filename for entry in package.infolist()}
        if _CONTENT_TYPES not in names:
            raise Unfit(f"not-{kind.name}")
        for entry in sorted(package.infolist(), key=lambda e: e.filename.lower() != _STRINGS):
            with package.open(entry) as part:
                warnings |= _check_part(part, entry.filename, cells, elements)
        with package.open(_CONTENT_TYPES) as part:
            if kind.main not in part.read(RATIO_COUNTS_FROM).decode(errors="replace"):
                raise Unfit(f"not-{kind.name}")
    return warnings


def _check_for_compound(file: IO[bytes]) -> None:
    """Tell a file with a password, and one of before 2007, from what is no office file at all."""
    file.seek(0)
    if olefile.isOleFile(file):
        file.seek(0)
        with olefile.OleFileIO(file) as ole:
            raise Unfit(ENCRYPTED if ole.exists("EncryptedPackage") else OLD)


def _check_part(part: IO[bytes], name: str, cells: Cells, elements: markup.Elements) -> set[str]:
    low = name.lower()
    if "vbaproject" in low or "/activex" in low or "/macrosheets/" in low:
        raise Unfit(MACROS)
    if low.endswith((".xml", ".rels")):
        return _check_xml(part, name, cells, elements)
    if "/embeddings/" in low:
        check_embedded(part.read(), low)
        return {"embedded"}
    if "/media/" in low:
        pictures.check_size(part)
    zips.drain(part)
    return set()


class _Part(markup.Walker):
    """Looks for what must not be in a part, and for what is to be told."""

    def __init__(self, name: str, cells: Cells) -> None:
        self.found: set[str] = set()
        self.names_types = name == _CONTENT_TYPES
        self.fields: list[str] = []  # what fields do: one may stand in pieces
        self._is_field = False
        self._cells = cells

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._is_field = tag == "instrText"
        if tag in _TOLD:
            self.found.add(_TOLD[tag])
        elif tag == "fldSimple":
            self.fields.append(attributes.get("w:instr", ""))
        elif tag == "Relationship":
            _check_relationship(attributes)
        elif tag == "ddeLink":
            raise Unfit(EXTERNAL)
        elif self.names_types and "macroEnabled" in attributes.get("ContentType", ""):
            raise Unfit(MACROS)
        self._cells.start(tag, attributes)

    def end(self, tag: str) -> None:
        self._cells.end(tag)

    def text(self, words: str) -> None:
        if self._is_field:
            self.fields.append(words)
        self._cells.text(words)


def _check_xml(part: IO[bytes], name: str, cells: Cells, elements: markup.Elements) -> set[str]:
    walker = _Part(name, cells)
    markup.walk(part, walker, elements, with_text=name.startswith(("word/", "xl/")))
    _check_fields("".join(walker.fields))
    return walker.found


def _check_fields(fields: str) -> None:
    if _DDE.search(fields) or _FETCHED.search(fields):
        raise Unfit(EXTERNAL)


def _check_relationship(attributes: dict[str, str]) -> None:
    if attributes.get("TargetMode", "").lower() != "external":
        return
    kind = attributes.get("Type", "").rsplit("/", 1)[-1]
    # Word notes the template a text was begun with, on the author's own disk: fetched by nobody.
    on_own_disk = re.match("file:///[A-Za-z]:", attributes.get("Target", ""))
    if kind != "hyperlink" and not (kind == "attachedTemplate" and on_own_disk):
        raise Unfit(EXTERNAL)


def verdict(file: IO[bytes], kind: Kind = WORD) -> str:
    """Return "fit", or the word for what is wrong."""
    try:
        check(file, kind)
    except Unfit as unfit:
        return str(unfit)
    except MemoryError:
        return BOMB
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, ValueError, EOFError, OSError):
        return BROKEN
    except (NotImplementedError, RuntimeError):
        # What zipfile says to a compression or an encryption it does not know.
        return ENCRYPTED
    return "fit"
