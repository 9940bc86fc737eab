"""Fetch from an identity provider, whose address an administrator typed: nothing else is reached.

Names are resolved once and connected to as resolved; private addresses only where SSO_PRIVATE
names the origin; no redirects, little time, little size.
"""

import ipaddress
import json
import socket
import time
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import SplitResult, urlencode, urlsplit

import urllib3
from django.conf import settings

MOST_SECONDS: Final = 8.0
MOST_BYTES: Final = 256 * 1024


class Unreachable(Exception):
    """The provider did not answer as it should; says what happened, for the log."""


def fetch_json(url: str, form: Mapping[str, str] | None = None) -> dict[str, Any]:
    """GET this address, or POST the form to it, and return the JSON object that comes back."""
    parts = urlsplit(url)
    ends = time.monotonic() + MOST_SECONDS
    try:
        with _pool(parts) as pool:
            answer = _ask(pool, parts, form)
            body = _read(answer, ends)
            status = answer.status
        found = json.loads(body)
    except (urllib3.exceptions.HTTPError, OSError, ValueError) as failure:
        raise Unreachable(f"{parts.netloc}: {type(failure).__name__}") from failure
    if status != 200 or not isinstance(found, dict):
        raise Unreachable(f"{parts.netloc} answered {status}")
    return found


def is_allowed(url: str) -> bool:
    """Tell whether this is an https address, or one that SSO_PRIVATE names."""
    parts = urlsplit(url)
    return (parts.scheme == "https" and bool(parts.hostname)) or _is_private(parts)


def _ask(
    pool: urllib3.HTTPConnectionPool, parts: SplitResult, form: Mapping[str, str] | None
) -> urllib3.BaseHTTPResponse:
    headers = {"Host": parts.netloc, "Accept": "application/json"}
    if form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    return pool.urlopen(
        "GET" if form is None else "POST",
        parts.path + (f"?{parts.query}" if parts.query else ""),
        body=urlencode(form) if form is not None else None,
        headers=headers,
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


def _pool(parts: SplitResult) -> urllib3.HTTPConnectionPool:
    name, is_private = parts.hostname or "", _is_private(parts)
    limits: dict[str, Any] = {"timeout": urllib3.Timeout(connect=3, read=3), "retries": False}
    if parts.scheme == "https":
        port = parts.port or 443
        address = _resolve(name, port, is_private=is_private)
        names: dict[str, Any] = {"server_hostname": name, "assert_hostname": name}
        return urllib3.HTTPSConnectionPool(address, port, **names, **limits)
    if is_private:
        port = parts.port or 80
        return urllib3.HTTPConnectionPool(_resolve(name, port, is_private=True), port, **limits)
    raise Unreachable(f"{parts.scheme}://{parts.netloc} is not allowed")


def _resolve(name: str, port: int, *, is_private: bool) -> str:
    found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    address = str(found[0][4][0])
    if not is_private and not ipaddress.ip_address(address).is_global:
        raise Unreachable(f"{name} is a private address")
    return address


def _is_private(parts: SplitResult) -> bool:
    allowed = {origin.rstrip("/") for origin in settings.SSO_PRIVATE}
    return f"{parts.scheme}://{parts.netloc}" in allowed
