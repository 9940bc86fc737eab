"""Structure check of OpenDocument texts and sheets."""

from __future__ import annotations

import re
import zipfile
from typing import IO, Final

from tenants.files import markup, pictures, zips
from tenants.files.embedded import check_embedded
from tenants.files.limits import ENCRYPTED, EXTERNAL, MACROS, OTHER, Unfit

_MANIFEST: Final = "META-INF/manifest.xml"
_TYPES: Final = {
    "odt": b"application/vnd.oasis.opendocument.text",
    "ods": b"application/vnd.oasis.opendocument.spreadsheet",
}
_LINKS: Final = {"a", "bookmark-start"}  # wait for somebody to follow them
_ELSEWHERE: Final = re.compile(r"(?!#|\./|\.\./)[a-z][a-z0-9+.-]+:|//|\\\\", re.IGNORECASE)
_FROM_OUTSIDE: Final = {"dde-source", "dde-connection-decl", "applet", "plugin"}
_TOLD: Final = {"changed-region": "tracked-changes", "annotation": "comments"}
_EMBEDDED: Final = re.compile(r"(ObjectReplacements/)?Object \d+$")


def check(file: IO[bytes], kind: str) -> set[str]:
    """Return what to warn of; raise Unfit unless the file is of this kind and in order."""
    warnings: set[str] = set()
    elements = markup.Elements()
    with zips.opened(file) as package:
        _check_type(package, kind)
        for entry in package.infolist():
            with package.open(entry) as part:
                warnings |= _check_part(part, entry.filename, elements)
    return warnings


def _check_type(package: zipfile.ZipFile, kind: str) -> None:
    if "mimetype" not in package.namelist():
        raise Unfit(OTHER)
    with package.open("mimetype") as part:
        if part.read(200).strip() != _TYPES[kind]:
            raise Unfit(OTHER)


def _check_part(part: IO[bytes], name: str, elements: markup.Elements) -> set[str]:
    if name.startswith(("Basic/", "Scripts/")) and not name.endswith(("/", "-lc.xml", "-lb.xml")):
        raise Unfit(MACROS)
    if name.endswith((".xml", ".rdf")):
        walker = _Part(name)
        markup.walk(part, walker, elements)
        return walker.found
    if _EMBEDDED.match(name) and not name.startswith("ObjectReplacements/"):
        check_embedded(part.read(), name)
        return {"embedded"}
    if name.startswith("Pictures/"):
        pictures.check_size(part)
    zips.drain(part)
    return {"embedded"} if _EMBEDDED.match(name) else set()


class _Part(markup.Walker):
    def __init__(self, name: str) -> None:
        self.found: set[str] = set()
        # OpenOffice 1 and 2 name a document type in the manifest, which nobody fetches.
        self.takes_bare_doctype = name == _MANIFEST

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "encryption-data":
            raise Unfit(ENCRYPTED)
        if tag in _FROM_OUTSIDE or "DDE(" in attributes.get("table:formula", "").upper():
            raise Unfit(EXTERNAL)
        if tag in _TOLD:
            self.found.add(_TOLD[tag])
        if tag not in _LINKS and _ELSEWHERE.match(attributes.get("xlink:href", "")):
            _check_link(tag, attributes["xlink:href"])


def _check_link(tag: str, target: str) -> None:
    """Take a link of somebody's own: the template a text was begun with, a link on a form."""
    if tag == "template" and target.startswith("file:///"):
        return
    if tag in {"image", "object", "object-ole", "section-source", "table-source", "template"}:
        raise Unfit(EXTERNAL)
    if target.startswith(("vnd.sun.star.script:", "macro:")):
        raise Unfit(MACROS)
