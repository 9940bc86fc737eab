"""Make a file's text, or its pages, with whatever it takes; the database is not asked."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

from django.conf import settings

from documents.converting import office, program
from documents.converting.faults import Unconverted
from documents.converting.limits import MB, Limits, TookTooLong, run
from documents.converting.reading.found import SHOWN
from documents.files.kinds import DOCX, Kind
from documents.models import Conversion
from documents.text.html import PICTURE

READING: Final = Limits(seconds=90, memory=2000 * MB, cpu_seconds=80, file_bytes=300 * MB)
_PDF: Final = {
    "SelectPdfVersion": {"type": "long", "value": "2"},  # PDF/A-2b
    "UseTaggedPDF": {"type": "boolean", "value": "true"},
    "ExportBookmarks": {"type": "boolean", "value": "true"},
    "ExportNotes": {"type": "boolean", "value": "false"},
}
_EXPORTS: Final = {"xlsx": "calc", "xls": "calc", "ods": "calc", "pptx": "impress"}
_FAULTS: Final = {
    program.BROKEN: (Conversion.Fault.BROKEN, True),
    program.TOO_LARGE: (Conversion.Fault.TOO_LARGE, True),
    program.ENCRYPTED: (Conversion.Fault.ENCRYPTED, True),
}


class Picture(NamedTuple):
    """A picture of a document, as browsers can show it."""

    file: Path
    media_type: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of a file: blocks as JSON, what is to be told of it, and its pictures."""

    blocks: list[dict[str, Any]]
    rejected: list[dict[str, Any]]
    facts: dict[str, Any]
    pictures: list[Picture]


def read_text(source: Path, kind: Kind, folder: Path) -> Reading:
    """Read the text of a file; LibreOffice turns what we cannot read into what we can."""
    reader = kind.reader
    if kind.needs_office:
        reader = "pdf" if kind.name == "pptx" else "xlsx" if kind.name in _EXPORTS else "docx"
        to = _export(kind) if reader == "pdf" else reader
        source = _made_by_office(source, kind.suffixes[0], to, folder / f"source.{reader}")
    told = _told(reader, source, folder)
    facts = told["facts"]
    rejected = facts.pop("rejected", [])
    shown = {
        f"sha256:{name}": _drawn(Picture(folder / name, media_type))
        for name, media_type in facts.get("pictures", {}).items()
    }
    pictures = [picture for picture in shown.values() if picture]
    facts["pictures"] = len(pictures)
    blocks, rejected = (_with(shown, part) for part in (told["blocks"], rejected))
    return Reading(blocks, rejected, facts, pictures)


def make_look(
    source: Path, kind: Kind, folder: Path, *, is_tracked: bool = False
) -> tuple[Path, dict[str, Any]]:
    """Make the pages of an office file as they look, checked; with what is to be told of them.

    Tracked changes are accepted before, so that the pages say what the text says.
    """
    suffix = kind.suffixes[0]
    if is_tracked and kind != DOCX:
        source, suffix = _made_by_office(source, suffix, "docx", folder / "word.docx"), ".docx"
    if is_tracked or kind == DOCX:
        _told("settle", source, folder)
        settled = folder / "settled.docx"
        source = settled if settled.exists() else source
    pdf = _made_by_office(source, suffix, _export(kind), folder / "look.pdf")
    try:
        return pdf, _told("check-pdf", pdf, folder)
    except Unconverted as unfit:  # it is no PDF, has no pages, or would act by itself
        raise Unconverted(Conversion.Fault.NO_RESULT) from unfit


def _drawn(picture: Picture) -> Picture | None:
    """Have LibreOffice draw what browsers do not show; None when it cannot."""
    if picture.media_type in SHOWN.values():
        return picture
    suffix = ".emf" if "emf" in picture.media_type else ".wmf"
    drawn = picture.file.with_suffix(".png")
    try:
        _made_by_office(picture.file, suffix, "png", drawn)
        told = _told("picture", drawn, picture.file.parent)
    except Unconverted:
        return None
    return Picture(picture.file.parent / told["sha256"], told["media_type"])


def _with(pictures: Mapping[str, Picture | None], blocks: list[dict[str, Any]]) -> list[Any]:
    """Name the pictures in the blocks as they are kept; what cannot be shown is only called."""
    kept = {name: f"sha256:{p.file.name}" if p else "" for name, p in pictures.items()}

    def named(found: re.Match[str]) -> str:
        now = kept.get(f"sha256:{found[1]}", "")
        return f'<img src="{now}" alt="{found[2]}"{found[3]}>' if now else f"[{found[2]}]"

    for block in blocks:
        if "html" in block:
            block["html"] = PICTURE.sub(named, block["html"])
        if block["kind"] == "image":
            block["marker"] = kept.get(block.get("marker", ""), "")
    return blocks


def _export(kind: Kind) -> str:
    module = _EXPORTS.get(kind.name, "writer")
    return f"pdf:{module}_pdf_Export:{json.dumps(_PDF)}"


def _made_by_office(source: Path, suffix: str, to: str, target: Path) -> Path:
    with target.open("w+b") as file:
        office.convert(source, suffix, to, file)
    return target


def _told(reader: str, source: Path, folder: Path) -> dict[str, Any]:
    """Let a process with limits read the file, and return what it wrote down."""
    command = [sys.executable, "-E", "-s", "-m", program.__name__, reader, str(source), str(folder)]
    environment = {"PATH": os.defpath, "LANG": "C.UTF-8"}
    try:
        code = run(command, READING, environment=environment, folder=settings.BASE_DIR)
    except TookTooLong:
        raise Unconverted(Conversion.Fault.TOO_LONG) from None
    if code in _FAULTS:
        fault, for_good = _FAULTS[code]
        raise Unconverted(fault, for_good=for_good)
    written = folder / "result.json"
    if code or not written.exists():
        raise Unconverted(Conversion.Fault.CRASHED)
    told: dict[str, Any] = json.loads(written.read_bytes())
    return told
