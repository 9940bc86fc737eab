"""Structure check of OFD (GB/T 33190), the fixed layout of Chinese offices."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import IO, Final

from tenants.files import markup, pictures, zips
from tenants.files.embedded import check_attached
from tenants.files.limits import BOMB, CHUNK, ENCRYPTED, MOST_PAGES, OTHER, PROGRAM, Unfit

_ROOT: Final = "OFD.xml"
_PICTURES: Final = {".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp"}


def check(file: IO[bytes], _kind: str) -> set[str]:
    """Return what to warn of; raise Unfit unless the file is in order."""
    warnings: set[str] = set()
    elements = markup.Elements()
    with zips.opened(file) as package:
        names = package.namelist()
        if "Encryptions.xml" in names:
            raise Unfit(ENCRYPTED)
        if _ROOT not in names:
            raise Unfit(OTHER)
        for entry in package.infolist():
            with package.open(entry) as part:
                if entry.filename.lower().endswith(".xml"):
                    walker = _Part()
                    markup.walk(part, walker, elements)
                    warnings |= walker.found
                else:
                    _check_other(part, entry.filename)
    return warnings


class _Part(markup.Walker):
    def __init__(self) -> None:
        self.found: set[str] = set()
        self.pages = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "Page" and "BaseLoc" in attributes:
            self.pages += 1
            if self.pages > MOST_PAGES:
                raise Unfit(BOMB)
        elif tag == "Attachment":
            self.found.add("embedded")
            check_attached(attributes.get("Name", ""), b"")
        elif tag == "Annot" and attributes.get("Type") not in {"Stamp", "Watermark", "Link"}:
            self.found.add("comments")


def _check_other(part: IO[bytes], name: str) -> None:
    if PurePosixPath(name.lower()).suffix in _PICTURES:
        pictures.check_size(part)
    head = part.read(CHUNK)
    try:
        check_attached(name if "attach" in name.lower() else "", head)
    except Unfit as unfit:
        raise Unfit(PROGRAM) from unfit
    zips.drain(part)
