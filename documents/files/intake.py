"""Checks on an uploaded file before anything else reads it."""

from __future__ import annotations

import hashlib
import mmap
import subprocess
import sys
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import IO, Protocol

import puremagic
from django.utils.translation import gettext as _

from documents.files import kinds
from documents.files.kinds import Kind
from documents.text.markdown import decode
from tenants.errors import Refused
from tenants.files import ooxml

MOST_BYTES = 50 * 2**20
# Nobody writes a longer text by hand; converting one takes a second per megabyte.
MOST_TEXT_BYTES = 5 * 2**20
_CHUNK = 2**16
_CHECK_SECONDS = 5
_LONGEST_NAME = 200

_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")


class Readable(Protocol):
    """An uploaded file, or any other that can be read piece by piece."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class CheckedUpload:
    """What is known of a file that has passed."""

    kind: Kind
    sha256: str
    size: int
    name: str
    warnings: tuple[str, ...] = ()

    @property
    def media_type(self) -> str:
        return self.kind.media_type


def check_upload(file: Readable, filename: str) -> CheckedUpload:
    """Return what the file is, or refuse it with a sentence; reads it from where it stands."""
    name = clean_name(filename)
    kind = kinds.by_name(name, (kinds.DOCX, kinds.TEXT, kinds.MARKDOWN))
    with tempfile.TemporaryFile() as copy:
        sha256, size = _receive(file, copy)
        copy.seek(0)
        if kind is None:
            raise Refused(_("Only Word (.docx) and Markdown (.md) files can be uploaded."))
        if kind == kinds.DOCX:
            _check_word(copy)
        else:
            _check_text(copy, size)
        return CheckedUpload(kind, sha256, size, name)


def clean_name(filename: str) -> str:
    """Return a file name without folders, control and direction characters."""
    name = unicodedata.normalize("NFC", filename).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(c for c in name if unicodedata.category(c) not in {"Cc", "Cf", "Cs"}).strip()
    suffix = PurePath(name).suffix[:10]
    return name.removesuffix(suffix)[: _LONGEST_NAME - len(suffix)] + suffix


def _receive(file: Readable, copy: IO[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while chunk := file.read(_CHUNK):
        size += len(chunk)
        if size > MOST_BYTES:
            raise Refused(_("The file is larger than %(n)d MB.") % {"n": MOST_BYTES >> 20})
        digest.update(chunk)
        copy.write(chunk)
    if not size:
        raise Refused(_("The file is empty."))
    copy.flush()
    return digest.hexdigest(), size


def _check_text(copy: IO[bytes], size: int) -> None:
    if size > MOST_TEXT_BYTES:
        raise Refused(_("The text is longer than %(n)d MB.") % {"n": MOST_TEXT_BYTES >> 20})
    data = copy.read()
    try:
        text = decode(data)
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise Refused(
            _("This is not plain text: %(found)s. Save it as UTF-8 or GB18030 text.")
            % {"found": _likely_type(data)}
        )
    if not text.strip():
        raise Refused(_("The file is empty."))


def _check_word(copy: IO[bytes]) -> None:
    head = copy.read(_CHUNK)
    copy.seek(0)
    if head.startswith(_OLE_MAGIC):
        raise Refused(_ole_sentence(copy))
    if not head.startswith(b"PK\x03\x04"):
        raise Refused(
            _("The name says Word document, the content does not: %(found)s.")
            % {"found": _likely_type(head)}
        )
    verdict = _verdict(copy)
    if verdict != "fit":
        raise Refused(_sentence(verdict))


def _verdict(copy: IO[bytes]) -> str:
    """Let another process, which has limits, take the file apart."""
    try:
        answer = subprocess.run(
            [sys.executable, "-I", "-S", str(Path(ooxml.__file__))],
            stdin=copy,
            capture_output=True,
            timeout=_CHECK_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "bomb"
    return answer.stdout.decode() or "bomb"


def _ole_sentence(copy: IO[bytes]) -> str:
    with mmap.mmap(copy.fileno(), 0, access=mmap.ACCESS_READ) as content:
        encrypted = content.find(_ENCRYPTED_STREAM) >= 0
    return _sentence("encrypted" if encrypted else "old-word")


def _sentence(verdict: str) -> str:
    sentences = {
        "encrypted": _("The file is protected by a password. Save it without one."),
        "old-word": _("This is the old Word format. Save it as .docx."),
        "not-word": _("The archive does not hold a Word document."),
        "macros": _("The file holds macros or controls. Save it as .docx without them."),
        "external": _("The file takes in content from outside. Embed it or break the link."),
        "doctype": _("The file holds a document type declaration, which Word never writes."),
        "bomb": _("The file unpacks to more than can be checked safely."),
        "broken": _("The file is damaged. Open it in Word and save it again."),
    }
    return sentences[verdict]


def _likely_type(data: bytes) -> str:
    try:
        return puremagic.from_string(data[:_CHUNK]).lstrip(".").upper()
    except (puremagic.PureError, ValueError):
        return _("unknown content")
