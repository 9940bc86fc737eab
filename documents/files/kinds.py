"""The kinds of file the product takes: one row each, asked by everything that meets a file."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from documents.converting import office

# How the text is got out of a file. "office": LibreOffice makes a .docx or .xlsx of it first.
type Reader = Literal["markdown", "plain", "docx", "xlsx", "pdf", "ofd", "office", ""]
# What the file is below its name, and so which structure check takes it apart.
type Family = Literal["text", "ooxml", "odf", "ole", "rtf", "pdf", "ofd", "write", "picture"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: how it is named, told, checked and read."""

    name: str
    suffixes: tuple[str, ...]
    media_type: str
    label: str | Promise
    family: Family
    reader: Reader = ""  # of a picture there is no text

    @property
    def needs_office(self) -> bool:
        """Tell whether only LibreOffice can read the text."""
        return self.reader == "office"

    @property
    def is_picture(self) -> bool:
        return self.family == "picture"


_OPEN = "application/vnd.oasis.opendocument"
_OFFICE = "application/vnd.openxmlformats-officedocument"

MARKDOWN: Final = Kind(
    "md", (".md", ".markdown"), "text/markdown", _("Markdown text"), "text", "markdown"
)
# Lists and settings that other programs write are text as well, and read line by line.
TEXT: Final = Kind("txt", (".txt", ".csv", ".json"), "text/plain", _("Plain text"), "text", "plain")
DOCX: Final = Kind(
    "docx", (".docx",), f"{_OFFICE}.wordprocessingml.document", _("Word document"), "ooxml", "docx"
)
XLSX: Final = Kind(
    "xlsx", (".xlsx",), f"{_OFFICE}.spreadsheetml.sheet", _("Excel workbook"), "ooxml", "xlsx"
)
PPTX: Final = Kind(
    *("pptx", (".pptx",), f"{_OFFICE}.presentationml.presentation"),
    *(_("PowerPoint presentation"), "ooxml", "office"),
)
DOC: Final = Kind(
    "doc", (".doc",), "application/msword", _("Word 97–2003 document"), "ole", "office"
)
WPS: Final = Kind(
    "wps", (".wps",), "application/wps-office.wps", _("WPS document"), "ole", "office"
)
XLS: Final = Kind(
    "xls", (".xls",), "application/vnd.ms-excel", _("Excel 97–2003 workbook"), "ole", "office"
)
ODT: Final = Kind("odt", (".odt",), f"{_OPEN}.text", _("OpenDocument text"), "odf", "office")
ODS: Final = Kind(
    "ods", (".ods",), f"{_OPEN}.spreadsheet", _("OpenDocument sheet"), "odf", "office"
)
RTF: Final = Kind("rtf", (".rtf",), "application/rtf", _("Rich text"), "rtf", "office")
WRI: Final = Kind(
    "wri", (".wri",), "application/x-mswrite", _("Windows Write text"), "write", "office"
)
PDF: Final = Kind("pdf", (".pdf",), "application/pdf", "PDF", "pdf", "pdf")
OFD: Final = Kind("ofd", (".ofd",), "application/ofd", "OFD", "ofd", "ofd")

SOURCES: Final = (*(DOCX, DOC, WPS, ODT, RTF, XLSX, XLS, ODS, PPTX, PDF, OFD, TEXT, MARKDOWN, WRI),)
AT_ONCE: Final = (DOCX, TEXT, MARKDOWN)  # read without a job
PICTURES: Final = (
    Kind("png", (".png",), "image/png", _("Picture"), "picture"),
    Kind("jpg", (".jpg", ".jpeg"), "image/jpeg", _("Picture"), "picture"),
    Kind("gif", (".gif",), "image/gif", _("Picture"), "picture"),
    Kind("webp", (".webp",), "image/webp", _("Picture"), "picture"),
)
ATTACHMENTS: Final = (*SOURCES, *PICTURES)


def by_name(file_name: str, among: Collection[Kind] = ATTACHMENTS) -> Kind | None:
    """Return the kind a file says it is by the end of its name."""
    suffix = PurePath(file_name).suffix.lower()
    return next((kind for kind in among if suffix in kind.suffixes), None)


def by_media_type(media_type: str) -> Kind | None:
    """Return the kind a stored file was taken as."""
    return next((kind for kind in ATTACHMENTS if kind.media_type == media_type), None)


def suffixes_of(among: Collection[Kind]) -> list[str]:
    """Return the ends of names, as a file field's `accept` lists them."""
    return [suffix for kind in among for suffix in kind.suffixes]


def readable() -> tuple[Kind, ...]:
    """Return the sources this machine makes a text of."""
    return tuple(kind for kind in SOURCES if has_office() or not kind.needs_office)


def has_office() -> bool:
    """Tell whether LibreOffice can be used on this machine."""
    return office.is_available()
