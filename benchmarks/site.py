"""The product as a few browsers see it: served by one process, over HTTP."""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from http import HTTPStatus

from django.conf import settings
from django.test import Client

from config.local.processes import wait_until
from tenants.models import Member

CONNECTIONS = 4
SERVER = (
    f"{sys.executable} -m granian --interface wsgi --log-level error --blocking-threads 4"
    " config.wsgi:application"
)


class Site:
    """The server, as a few browsers of one person see it."""

    def __init__(self, port: int, member: Member | None = None) -> None:
        self.port = port
        self.headers = {"Accept-Language": "zh-CN"}
        if member is not None:
            self.headers["Cookie"] = signed_in_cookie(member)

    def get(self, path: str, times: int = 1) -> bytes:
        """Ask so many times over one connection; return the last page. All must be 200."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        body = b""
        for _ in range(times):
            connection.request("GET", path, headers=self.headers)
            response = connection.getresponse()
            body = response.read()
            assert response.status == HTTPStatus.OK, f"{path}: {response.status}"
        connection.close()
        return body

    def seconds_each(self, path: str, times: int) -> float:
        """Return the seconds per request while some connections ask at once."""
        answered: list[bytes] = []
        browsers = [
            threading.Thread(target=lambda: answered.append(self.get(path, times)))
            for _ in range(CONNECTIONS)
        ]
        start = time.perf_counter()
        for browser in browsers:
            browser.start()
        for browser in browsers:
            browser.join()
        seconds = time.perf_counter() - start
        assert len(answered) == CONNECTIONS
        return seconds / (CONNECTIONS * times)


def signed_in_cookie(member: Member) -> str:
    """Sign the member in; return what their browser would send."""
    client = Client()
    client.force_login(member.user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


@contextmanager
def server() -> Generator[int]:
    """Have the product served by one process for the block; yield its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([*SERVER.split(), "--port", str(port)], env=os.environ)
    try:
        assert wait_until(lambda: answers(port), 60)
        yield port
    finally:
        process.terminate()
        process.wait()


def answers(port: int) -> bool:
    """Return whether the server serves."""
    try:
        return bool(Site(port).get("/livez"))
    except OSError:
        return False
