"""Ask ClamAV about a file, where the operator has one; without an answer no file passes."""

from __future__ import annotations

import logging
import socket
import time
from typing import IO, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from tenants.errors import Refused

_CHUNK: Final = 2**16
_LONGEST_ANSWER: Final = 4096
_PORT: Final = 3310
_PROBE_SECONDS: Final = 1

logger = logging.getLogger(__name__)


class Infected(Refused):
    """The scanner found something; `found` is its word for it."""

    def __init__(self, found: str) -> None:
        self.found = found
        super().__init__(
            _("The virus scanner found %(found)s in the file. It was not kept.") % {"found": found}
        )


class ScannerDown(Refused):
    """The scanner gave no answer: nobody knows."""

    def __init__(self) -> None:
        super().__init__(_("The virus scanner does not answer. Try again later."))


def is_on() -> bool:
    return bool(settings.CLAMAV_URL)


def answers() -> bool:
    """Tell whether the scanner is there now."""
    try:
        with _Line(time.monotonic() + _PROBE_SECONDS) as line:
            line.send(b"zPING\0")
            return line.answer() == "PONG"
    except OSError:
        return False


def scan(file: IO[bytes]) -> None:
    """Raise Infected, or ScannerDown when nothing is known; without a scanner nothing is asked."""
    if not is_on():
        return
    file.seek(0)
    try:
        with _Line(time.monotonic() + settings.CLAMAV_SECONDS) as line:
            line.send(b"zINSTREAM\0")
            while chunk := file.read(_CHUNK):
                line.send(len(chunk).to_bytes(4) + chunk)
            line.send(bytes(4))
            answer = line.answer()
    except OSError as error:
        logger.warning("ClamAV gives no answer: %s", error)
        raise ScannerDown from error
    _judge(answer)


def _judge(answer: str) -> None:
    words = answer.removeprefix("stream: ")
    if words == "OK":
        return
    if words.endswith(" FOUND"):
        raise Infected(words.removesuffix(" FOUND"))
    logger.error("ClamAV could not scan: %s", answer or "it hung up")
    raise ScannerDown


class _Line:
    """A connection on which everything together is over at a moment."""

    def __init__(self, ends: float) -> None:
        self._ends = ends
        self._socket: socket.socket | None = None

    def __enter__(self) -> _Line:
        url = urlsplit(settings.CLAMAV_URL)
        if url.scheme == "unix":
            self._socket = socket.socket(socket.AF_UNIX)
            self._socket.settimeout(self._left())
            self._socket.connect(url.path)
        else:
            address = (url.hostname or "127.0.0.1", url.port or _PORT)
            self._socket = socket.create_connection(address, timeout=self._left())
        return self

    def __exit__(self, *_error: object) -> None:
        if self._socket is not None:
            self._socket.close()

    def send(self, data: bytes) -> None:
        self._open().sendall(data)

    def answer(self) -> str:
        """Return what it says, up to the NUL that ends it."""
        heard = b""
        while b"\0" not in heard and len(heard) < _LONGEST_ANSWER:
            more = self._open().recv(_LONGEST_ANSWER)
            if not more:
                break
            heard += more
        return heard.partition(b"\0")[0].decode(errors="replace").strip()

    def _open(self) -> socket.socket:
        if self._socket is None:
            raise OSError("not connected")
        self._socket.settimeout(self._left())
        return self._socket

    def _left(self) -> float:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimeoutError("it took too long")
        return left
