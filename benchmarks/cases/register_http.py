"""What the register page costs over HTTP beside a tenant's smallest page."""

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

from benchmarks.measure import Case, at_least
from benchmarks.stage import Stage
from config.local.processes import wait_until
from documents.register import PAGE_ROWS
from tenants.models import Member, Tenant
from tenants.scope import tenant_scope

CONNECTIONS = 4
SERVER = (
    f"{sys.executable} -m granian --interface wsgi --log-level error --blocking-threads 4"
    " config.wsgi:application"
)


@contextmanager
def register_over_http(stage: Stage) -> Generator[Case]:
    """Compare the page of 50 rows with one row and no template: same server, same middleware."""
    tenant = stage.tenants[0]
    cookie = signed_in_cookie(tenant)
    with server() as port:
        site = Site(port, cookie)
        page = site.get(f"/t/{tenant.slug}/documents/")
        assert page.count(b"data-number=") == PAGE_ROWS
        assert site.get(f"/t/{tenant.slug}/one-row/") != b""
        yield Case(
            "register_http",
            ours=lambda: site.seconds_each(f"/t/{tenant.slug}/documents/", 10),
            peer_name="one row, no template",
            peer=lambda: site.seconds_each(f"/t/{tenant.slug}/one-row/", 50),
            goal=at_least(0.15),
            note=lambda: f"page of {len(page):,} bytes; every answer was 200",
        )


def signed_in_cookie(tenant: Tenant) -> str:
    """Sign the tenant's first member in; return what their browser would send."""
    with tenant_scope(tenant.pk):
        user = Member.objects.select_related("user")[0].user
    client = Client()
    client.force_login(user)
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
        return bool(Site(port, "").get("/livez"))
    except OSError:
        return False


class Site:
    """The server, as a few browsers see it."""

    def __init__(self, port: int, cookie: str) -> None:
        self.port = port
        self.headers = {"Cookie": cookie, "Accept-Language": "zh-CN"}

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
