"""Ask a server whose address somebody typed: nothing else is reached by it.

Names are resolved once and connected to as resolved; private addresses and plain http only where
the operator names the origin; no redirects, little time, little size.
"""

import ipaddress
import socket
import time
from collections.abc import Collection, Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import SplitResult, urlsplit

import urllib3

MOST_SECONDS: Final = 8.0
MOST_BYTES: Final = 256 * 1024
SILENCE_SECONDS: Final = 3.0


class Unreachable(Exception):
    """The server did not answer as it should; says what happened, for the log."""


class Answer(NamedTuple):
    """What a server answered."""

    status: int
    body: bytes
    headers: Mapping[str, str]


def fetch(
    url: str,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    *,
    private: Collection[str] = (),
) -> Answer:
    """GET this address, or POST the body to it; `private` names origins inside the house."""
    parts = urlsplit(url)
    ends = time.monotonic() + MOST_SECONDS
    try:
        with _pool(parts, private) as pool:
            answer = _ask(pool, parts, body, headers or {})
            return Answer(answer.status, _read(answer, ends), dict(answer.headers))
    except (urllib3.exceptions.HTTPError, OSError, ValueError) as failure:
        raise Unreachable(f"{parts.netloc}: {type(failure).__name__}") from failure


def is_allowed(url: str, *, private: Collection[str] = ()) -> bool:
    """Tell whether this is an https address, or one whose origin the operator names."""
    try:
        parts = urlsplit(url)
        return (parts.scheme == "https" and bool(parts.hostname)) or _is_named(parts, private)
    except ValueError:
        return False


def is_inside(host: str) -> bool:
    """Tell whether a host, as it is typed, is this machine or in a network of the house.

    Only what stands there is looked at: a name may still be resolved to such an address.
    """
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return not ipaddress.ip_address(name).is_global
    except ValueError:
        pass
    try:  # 127.1 and 0x7f000001 are addresses, too: for whoever resolves them
        return not ipaddress.ip_address(socket.inet_aton(name)).is_global
    except (OSError, ValueError):
        return False


def is_private(url: str, *, private: Collection[str] = ()) -> bool:
    """Tell whether an address is inside the house, and the operator does not name its origin."""
    parts = urlsplit(url)
    return is_inside(parts.hostname or "") and not _is_named(parts, private)


def _ask(
    pool: urllib3.HTTPConnectionPool,
    parts: SplitResult,
    body: bytes | None,
    headers: Mapping[str, str],
) -> urllib3.BaseHTTPResponse:
    return pool.urlopen(
        "GET" if body is None else "POST",
        (parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
        body=body,
        headers={"Host": parts.netloc.rpartition("@")[2], "Accept": "application/json", **headers},
        redirect=False,
        preload_content=False,
        decode_content=False,
    )


def _read(answer: urllib3.BaseHTTPResponse, ends: float) -> bytes:
    body = b""
    while piece := answer.read1(8192):
        body += piece
        if len(body) > MOST_BYTES or time.monotonic() > ends:
            raise Unreachable("it sends too much, or too slowly")
    return body


def _pool(parts: SplitResult, private: Collection[str]) -> urllib3.HTTPConnectionPool:
    name, is_named = parts.hostname or "", _is_named(parts, private)
    limits: dict[str, Any] = {"timeout": SILENCE_SECONDS, "retries": False}
    if parts.scheme == "https":
        port = parts.port or 443
        address = _resolve(name, port, is_named=is_named)
        names: dict[str, Any] = {"server_hostname": name, "assert_hostname": name}
        return urllib3.HTTPSConnectionPool(address, port, **names, **limits)
    if is_named:
        port = parts.port or 80
        return urllib3.HTTPConnectionPool(_resolve(name, port, is_named=True), port, **limits)
    raise Unreachable(f"{parts.scheme}://{parts.netloc} is not allowed")


def _resolve(name: str, port: int, *, is_named: bool) -> str:
    found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    address = str(found[0][4][0])
    if not is_named and is_inside(address):
        raise Unreachable(f"{name} is a private address")
    return address


def _is_named(parts: SplitResult, private: Collection[str]) -> bool:
    return f"{parts.scheme}://{parts.netloc}" in {origin.rstrip("/") for origin in private}
