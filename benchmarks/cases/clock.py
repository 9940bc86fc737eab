"""What the clock costs beside what it waits for: tenants with nothing due, a slow mail server."""

import asyncio
import smtplib
import socket
import time
from collections.abc import Generator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any
from unittest.mock import patch

from aiosmtpd.controller import Controller
from django.test import override_settings
from django.utils import timezone

from benchmarks.crowd import forget_notices, gather
from benchmarks.measure import Case, at_least, at_most
from benchmarks.memory import resident_megabytes
from benchmarks.stage import Stage, settle
from config.clock import do_what_is_due
from tenants.channels.delivering import deliver
from tenants.models import Delivery, Tenant
from tenants.people.directory import each_tenant, tenants_due
from tenants.scope import tenant_scope

SLOW = 0.03  # seconds in which the server takes a mail
LOOP = 100


@contextmanager
def look_for_what_is_due(stage: Stage) -> Generator[Case]:
    """Compare the question which of very many tenants have something due with a look into each."""
    swept = {"swept_on": timezone.localdate(), "sweep_mark": None}
    idle = [
        Tenant(code=f"I{number:05}", kind=Tenant.Kind.ZONE, live_at=timezone.now(), **swept)
        for number in range(stage.scale.idle)
    ]
    before = dict(Tenant.objects.values_list("pk", "swept_on"))
    Tenant.objects.update(**swept)
    Tenant.objects.bulk_create(idle)
    settle()
    nothing = {tenant.pk for tenant in idle}
    assert not nothing.intersection(tenants_due(timezone.now()))
    yield Case(
        "idle_sweep",
        ours=_seconds_to_ask,
        peer_name="a scope and one question in each",
        peer=_seconds_to_look_into_each,
        goal=at_least(20),
        note=lambda: f"{Tenant.objects.count():,} tenants",
        aim="2 s",
        most_rounds=5,
    )
    Tenant.objects.filter(pk__in=nothing).update(suspended_at=timezone.now())
    for pk, day in before.items():
        Tenant.objects.filter(pk=pk).update(swept_on=day)


def _seconds_to_ask() -> float:
    start = time.perf_counter()
    tenants_due(timezone.now())
    return time.perf_counter() - start


def _seconds_to_look_into_each() -> float:
    start = time.perf_counter()
    for tenant in each_tenant():
        with tenant_scope(tenant.pk):
            Delivery.objects.due(timezone.now()).exists()
    return time.perf_counter() - start


class SlowServer:
    """Takes every mail, and its time."""

    taken = 0

    async def handle_DATA(self, _server: Any, _session: Any, _envelope: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        await asyncio.sleep(SLOW)
        self.taken += 1
        return "250 OK"


class Post:
    """A crowd in which everybody gets a mail, and the server it goes to."""

    def __init__(self, people: int) -> None:
        self.people = people
        self.crowd = gather("POST", people=people, revisions=3)
        self.server = SlowServer()
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.host, self.port = free.getsockname()
        self.grown = 0.0
        self.seconds: list[float] = []

    def mailers(self) -> dict[str, dict[str, Any]]:
        backend = "django.core.mail.backends.smtp.EmailBackend"
        return {"default": {"BACKEND": backend, "OPTIONS": {"host": self.host, "port": self.port}}}

    def seconds_a_mail(self) -> float:
        """Deliver the digests of everybody; what is written of them before is not counted."""
        forget_notices()
        Tenant.objects.filter(pk=self.crowd.tenant.pk).update(swept_on=None)
        tenant = Tenant.objects.get(pk=self.crowd.tenant.pk)
        with patch("config.clock.deliver"):
            assert do_what_is_due(tenant, timezone.localdate()) == []
        settle()
        before, taken = resident_megabytes("VmRSS", forget_peak=True), self.server.taken
        start = time.perf_counter()
        while self.server.taken - taken < self.people:
            deliver(tenant)  # a visit ends after a minute, the next sweep goes on
        self.seconds.append(time.perf_counter() - start)
        self.grown = max(self.grown, resident_megabytes("VmHWM") - before)
        return self.seconds[-1] / self.people

    def seconds_without_us(self) -> float:
        """Hand over ready-made mails through one connection."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "a@bench.example", "b@bench.example", "提醒"
        mail.set_content("待办事项\n" * 50)
        with smtplib.SMTP(self.host, self.port) as link:
            start = time.perf_counter()
            for _ in range(LOOP):
                link.send_message(mail)
            return (time.perf_counter() - start) / LOOP

    def note(self) -> str:
        """Say what the ratio does not."""
        return (
            f"{self.people:,} digests in {min(self.seconds):.0f} s by one worker, where the server"
            f" takes {SLOW * 1000:.0f} ms for each (aim: 10,000 in 600 s); memory grew by"
            f" {self.grown:.0f} MiB at most"
        )


@contextmanager
def mail_to_a_crowd(stage: Stage) -> Generator[Case]:
    """Compare digests sent to a slow server with ready-made mails sent there."""
    post = Post(stage.scale.mails)
    controller = Controller(post.server, hostname=post.host, port=post.port)
    controller.start()
    try:
        with override_settings(MAILERS=post.mailers()):
            yield Case(
                "digest_mails",
                ours=post.seconds_a_mail,
                peer_name="smtplib, ready-made mails",
                peer=post.seconds_without_us,
                goal=at_most(2),
                note=post.note,
                most_rounds=2,
            )
    finally:
        controller.stop()
        forget_notices()
