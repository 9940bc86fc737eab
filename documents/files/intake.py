"""Checks on an uploaded file before anything else reads it."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
import threading
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import IO, Final, NamedTuple, Protocol

from django.utils.translation import gettext as _

from documents.files import kinds, scanner
from documents.files.kinds import Kind
from documents.files.refusals import likely_type, sentence, unknown_kind
from documents.text.markdown import decode
from tenants.errors import Refused
from tenants.files import checker

MOST_BYTES: Final = 50 * 2**20
# Nobody writes a longer text by hand; converting one takes a second per megabyte.
MOST_TEXT_BYTES: Final = 5 * 2**20
_CHUNK: Final = 2**16
_CHECK_SECONDS: Final = 10  # by the clock on the wall; of the processor's time it has less
_LONGEST_NAME: Final = 200


class Readable(Protocol):
    """An uploaded file, or any other that can be read piece by piece."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class CheckedUpload:
    """What is known of a file that has passed; hash and size are those of what is kept."""

    kind: Kind
    sha256: str
    size: int
    name: str
    warnings: tuple[str, ...] = ()  # codes, told by documents.files.refusals.warned()
    anew: bytes | None = field(default=None, repr=False)  # kept in place of what came

    @property
    def media_type(self) -> str:
        return self.kind.media_type


def check_upload(
    file: Readable, filename: str, among: Collection[Kind] | None = None
) -> CheckedUpload:
    """Return what the file is, or refuse it with a sentence; reads it from where it stands.

    Without `among` it may be whatever this machine makes a text of. Where there is a virus
    scanner the file passes only when it says so: without an answer this raises ScannerDown.
    """
    name = clean_name(filename)
    kind = kinds.by_name(name, kinds.readable() if among is None else among)
    with tempfile.TemporaryFile() as copy:
        sha256, size = _receive(file, copy)
        if kind is None:
            raise Refused(unknown_kind(name))
        copy.seek(0)
        if kind.family == "text":
            _check_text(copy, size)
            answer = _Answer("fit")
        else:
            answer = _ask(copy, kind)
        if answer.verdict != "fit":
            copy.seek(0)
            raise Refused(sentence(answer.verdict, kind, copy.read(_CHUNK)))
        scanner.scan(copy)
    if answer.anew:
        sha256, size = hashlib.sha256(answer.anew).hexdigest(), len(answer.anew)
    return CheckedUpload(kind, sha256, size, name, answer.warnings, answer.anew or None)


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
            % {"found": likely_type(data)}
        )
    if not text.strip():
        raise Refused(_("The file is empty."))


class _Answer(NamedTuple):
    verdict: str
    warnings: tuple[str, ...] = ()
    anew: bytes = b""


def _ask(copy: IO[bytes], kind: Kind) -> _Answer:
    """Let another process, which has limits, take the file apart; no more of its answer is read."""
    command = [sys.executable, "-I", checker.__file__, kind.family, kind.name]
    with subprocess.Popen(
        command, stdin=copy, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        alarm = threading.Timer(_CHECK_SECONDS, process.kill)
        alarm.start()
        try:
            assert process.stdout is not None  # noqa: S101 - asked for above
            line, _newline, anew = process.stdout.read(MOST_BYTES + _CHUNK).partition(b"\n")
        finally:
            alarm.cancel()
            process.kill()
    try:
        facts = json.loads(line)
    except ValueError:  # killed: it took too much
        return _Answer("bomb")
    return _Answer(facts["verdict"], tuple(facts.get("warnings", ())), anew)
