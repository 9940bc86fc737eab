"""A virus scanner of the tests' own: says what it is told to say, or does not."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from typing import Final

type Behaviour = Callable[[socket.socket], None]

PATTERN: Final = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"


def scans(line: socket.socket) -> None:
    """Do as clamd does, with one signature."""
    content = _read(line)
    found = b"stream: Eicar-Test-Signature FOUND" if PATTERN in content else b"stream: OK"
    line.sendall(found + b"\0")


def hangs(line: socket.socket) -> None:
    """Take everything and say nothing."""
    with contextlib.suppress(OSError):
        while line.recv(65536):
            pass


def hangs_up(line: socket.socket) -> None:
    """End in the middle of the file."""
    line.recv(100)


def complains(line: socket.socket) -> None:
    _read(line)
    line.sendall(b"INSTREAM size limit exceeded. ERROR\0")


def _read(line: socket.socket) -> bytes:
    file = line.makefile("rb")
    command = b""
    while not command.endswith(b"\0"):
        command += file.read(1)
    if command == b"zPING\0":
        line.sendall(b"PONG\0")
        return b""
    assert command == b"zINSTREAM\0"
    content = b""
    while length := struct.unpack("!I", file.read(4))[0]:
        content += file.read(length)
    return content


@contextlib.contextmanager
def clamd(behaviour: Behaviour) -> Iterator[str]:
    """Run a scanner that behaves like this; give its address."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    line, _address = server.accept()
                    with line:
                        behaviour(line)

        threading.Thread(target=serve, daemon=True).start()
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}"
        with contextlib.suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)


def nobody() -> str:
    """Return an address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"tcp://127.0.0.1:{server.getsockname()[1]}"
