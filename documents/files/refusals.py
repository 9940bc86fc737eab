"""Why a file is refused, and what to do; what to know of one that is taken."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath
from typing import Final

import puremagic
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.files import kinds
from documents.files.kinds import Kind

_LOOKED_AT: Final = 2**16
_WITH_MACROS: Final = {".docm": ".docx", ".dotm": ".docx", ".xlsm": ".xlsx", ".pptm": ".pptx"}
_NEWER: Final = {"doc": ".docx", "wps": ".docx", "xls": ".xlsx"}

WARNINGS: Final[dict[str, str | Promise]] = {
    "tracked-changes": gettext_lazy(
        "The file holds tracked changes. What is published is the text with all of them accepted."
    ),
    "comments": gettext_lazy("The file holds comments. They are not published."),
    "embedded": gettext_lazy("Embedded files are kept as pictures only."),
    "restricted": gettext_lazy("The file asks not to be copied or printed."),
    "pdf-script": gettext_lazy("Scripts were taken out of the PDF."),
    "pdf-launch": gettext_lazy("Actions that open other files were taken out of the PDF."),
    "pdf-attachment": gettext_lazy("Attached files were taken out of the PDF."),
}


def warned(codes: Iterable[str]) -> list[str]:
    """Return what to know of a file, in sentences."""
    return [str(WARNINGS[code]) for code in codes if code in WARNINGS]


def unknown_kind(name: str) -> str:
    """Say what to do with a file whose name does not say that it can be taken."""
    suffix = PurePath(name).suffix.lower()
    if suffix in _WITH_MACROS:
        return _macros(_WITH_MACROS[suffix])
    known = kinds.by_name(name, kinds.SOURCES)
    if known is not None and known.needs_office:
        return _("This system cannot read %(suffix)s here. Save it as .docx or PDF.") % {
            "suffix": suffix
        }
    if known is not None:
        return _("A file of this kind does not belong here.")
    return _("Files of this kind cannot be taken. Use Word, WPS, Excel, PDF, OFD or plain text.")


def sentence(verdict: str, kind: Kind, head: bytes) -> str:
    """Say why the structure check refuses a file, and what to do."""
    sentences = {
        "encrypted": _("The file is protected by a password. Save it without one."),
        "old": _("This is the format of before 2007. Save it as %(suffix)s.")
        % {"suffix": kind.suffixes[0]},
        "macros": _macros(_NEWER.get(kind.name, kind.suffixes[0])),
        "external": _("The file takes in content from outside. Embed it or break the link."),
        "doctype": _("The file holds a document type declaration, which no office program writes."),
        "bomb": _("The file unpacks to more than can be checked safely."),
        "broken": _("The file is damaged. Open it in the program it comes from, save it again."),
        "mixed": _("The file is two kinds of file in one. Print it as a new PDF."),
        "program": _("A program is embedded in the file. Take it out and save the file again."),
        "signed": _("The PDF is signed and holds scripts or attachments; taking them out breaks"
                    " the signature. Print it as a new PDF."),
    }  # fmt: skip
    return sentences.get(verdict) or _(
        "The name says %(label)s, the content does not: %(found)s."
        " Open it in the program it comes from, save it again."
    ) % {"label": kind.label, "found": likely_type(head)}


def _macros(suffix: str) -> str:
    return _("The file holds macros or controls. Save it as %(suffix)s without them.") % {
        "suffix": suffix
    }


def likely_type(data: bytes) -> str:
    """Return what the bytes look like, in a word."""
    try:
        return puremagic.from_string(data[:_LOOKED_AT]).lstrip(".").upper() or _("unknown content")
    except (puremagic.PureError, ValueError):
        return _("unknown content")
