"""A service on this machine that answers as it is told: rightly, wrongly, or not at all."""

import json
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple


class Got(NamedTuple):
    """A request that came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class FakeService:
    """Answers from `queue`, then with `usual`: (status, body, headers); None: says nothing."""

    def __init__(self) -> None:
        self.url = ""
        self.got: list[Got] = []
        self.usual: tuple[int, bytes, dict[str, str]] = (200, b'{"errcode": 0, "code": 0}', {})
        self.queue: list[tuple[int, bytes, dict[str, str]] | None] = []
        self.over = threading.Event()

    def says(self, status: int, body: bytes | dict[str, Any] = b"", **headers: str) -> None:
        """Answer the next request so."""
        content = json.dumps(body).encode() if isinstance(body, dict) else body
        self.queue.append((status, content, headers))


class Handler(BaseHTTPRequestHandler):
    service: FakeService

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers["Content-Length"])))

    def _answer(self, body: bytes) -> None:
        service = self.service
        service.got.append(Got(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
        answer = service.queue.pop(0) if service.queue else service.usual
        if answer is None:
            service.over.wait(20)
            return
        status, content, headers = answer
        with suppress(OSError):
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving() -> Generator[FakeService]:
    """Serve as long as the block runs."""
    service = FakeService()
    handler = type("Bound", (Handler,), {"service": service})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    service.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield service
    finally:
        service.over.set()
        server.shutdown()
        server.server_close()
