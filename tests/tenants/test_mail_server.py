"""A real mail server takes the digests, or says no in its own words."""

import datetime as dt
import socket
from collections.abc import Generator
from email import message_from_bytes
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from pytest_django import Settings

from tenants.models import Delivery
from tenants.scope import tenant_scope
from tests.library import make_library
from tests.sweeping import add_document, sweep
from tests.world import Cast

MONDAY = dt.date(2027, 3, 1)


class Sink:
    """Keep what arrives; answer each recipient as told."""

    def __init__(self) -> None:
        self.answers: dict[str, str] = {}
        self.mails: list[bytes] = []
        self.most = 100  # mails in one connection

    async def handle_RCPT(self, _s: Any, _e: Any, envelope: Any, to: str, _o: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        answer = self.answers.get(to, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(to)
        return answer

    async def handle_MAIL(self, _s: Any, session: Any, envelope: Any, sender: str, _o: Any) -> str:  # noqa: N802
        session.taken = getattr(session, "taken", 0) + 1
        if session.taken > self.most:
            return "421 enough for one connection"
        envelope.mail_from = sender
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.mails.append(envelope.content)
        return "250 OK"


@pytest.fixture
def sink(settings: Settings) -> Generator[Sink]:
    handler = Sink()
    with socket.create_server(("127.0.0.1", 0)) as free:
        host, port = free.getsockname()
    controller = Controller(handler, hostname=host, port=port)
    controller.start()
    backend = "django.core.mail.backends.smtp.EmailBackend"
    settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": {"host": host, "port": port}}}
    yield handler
    controller.stop()


@pytest.fixture
def due(acme: Cast) -> None:
    with tenant_scope(acme.tenant.pk):
        library = make_library(acme)
        add_document(library, acme.ada, review_due=MONDAY)
        add_document(library, acme.cora, review_due=MONDAY)


def states(cast: Cast) -> dict[str, str]:
    with tenant_scope(cast.tenant.pk):
        rows = Delivery.objects.values_list("digest__recipient__name", "state")
        return dict(rows)


def test_a_server_takes_a_digest_each(acme: Cast, due: None, sink: Sink) -> None:
    sweep(acme.tenant, MONDAY)
    assert states(acme) == {"Ada": "delivered", "Cora": "delivered"}
    received = [message_from_bytes(content) for content in sink.mails]
    assert {mail["To"] for mail in received} == {"ada@acme.example", "cora@acme.example"}
    assert len({mail["Message-ID"] for mail in received}) == 2


def test_a_server_refuses_one_and_takes_the_other(acme: Cast, due: None, sink: Sink) -> None:
    sink.answers["ada@acme.example"] = "550 no such mailbox"
    sweep(acme.tenant, MONDAY)
    assert states(acme) == {"Ada": "failed", "Cora": "delivered"}


def test_a_busy_server_is_asked_again(acme: Cast, due: None, sink: Sink) -> None:
    sink.answers["ada@acme.example"] = "451 try later"
    sweep(acme.tenant, MONDAY)
    assert states(acme) == {"Ada": "waiting", "Cora": "delivered"}


def test_a_server_that_takes_one_mail_a_connection_gets_all(
    acme: Cast, due: None, sink: Sink
) -> None:
    sink.most = 1
    sweep(acme.tenant, MONDAY)
    assert states(acme) == {"Ada": "delivered", "Cora": "delivered"}
    assert len(sink.mails) == 2
