"""Kill the process at every point that leaves a trace, from the submission to what is in force.

What was acknowledged is there afterwards, what was not is done whole or not at all, and the same
requests sent again, with a visit of the clock, lead to one revision in force.
"""

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, Final

import pytest
from django.conf import settings

from approvals.models import Round, Signature, Step
from approvals.periodic import issue_what_waits, put_due_in_force
from approvals.tasks import issue_revision
from config.local.places import ROOT
from documents import files
from documents.models import Revision, StoredFile
from tenants.models import AuditEntry
from tenants.scope import new_id, tenant_scope
from tests.approvals.conftest import Office, make_office
from tests.database import TestDatabase
from tests.library import TEXT, make_document, make_draft
from tests.proof.deciders import cheap_pages
from tests.proof.dying import Order
from tests.proof.invariants import broken_now
from tests.world import PASSWORD, Cast, make_cast, signed_in

WHOLE: Final = bool(os.environ.get("PROBE"))
SAMPLE: Final = 5

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(3600)]


class Mortal:
    """The process that dies, forked anew for each order."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def obey(self, order: Order) -> dict[str, Any]:
        """Give an order and return what was answered until the end."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(order._asdict()) + "\n")
        self.process.stdin.flush()
        told: dict[str, Any] = json.loads(self.process.stdout.readline())
        return told


@contextmanager
def mortal(servers: dict[str, str]) -> Generator[Mortal]:
    """Have a process ready that serves this test's database."""
    address = servers["DATABASE_URL"].rpartition("/")[0] + f"/{TestDatabase(servers).name}"
    own = {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": address,
        "DATABASE_POOL_SIZE": "0",
        "FILES_ROOT": settings.FILES_ROOT,
        "PDF_SIGN_KEY_FILE": settings.PDF_SIGN_KEY_FILE,
        "SEAL_KEY_FILE": settings.SEAL_KEY_FILE,
        "SEAL_PUBLIC_KEYS": settings.SEAL_PUBLIC_KEYS,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.proof.dying"],
        cwd=ROOT,
        env={**os.environ, **servers, **own},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Mortal(process)
    finally:
        process.communicate()


def order_for(cast: Cast, office: Office, dies_at: str) -> Order:
    """Write a new text and say who takes it through."""
    with tenant_scope(cast.tenant.pk):
        text = f"{TEXT}\n2.2 Of {new_id()}.\n"  # bytes that are nowhere yet
        revision = make_draft(make_document(office, office.ada), office.ada, text)
        page = f"/t/acme/documents/{revision.document.number}/revisions/1/"
    people = {m.name: str(m.user_id) for m in (office.ada, office.ravi, office.lena, office.leo)}
    keys = [str(new_id()) for _ in people]
    return Order(str(cast.tenant.pk), str(revision.pk), page, people, keys, dies_at)


def check_what_was_answered(order: Order, answers: list[dict[str, Any]]) -> None:
    """See that nothing is half, and that what was acknowledged is there."""
    assert broken_now() == []
    done = [told["request"] for told in answers if "status" in told]
    assert all(told["status"] in (200, 302) for told in answers if "status" in told)
    signers = Signature.objects.filter(round__revision_id=order.revision)
    assert set(done) - {"issue"} <= set(signers.values_list("signer__name", flat=True))
    if "Leo" in done:
        revision = Revision.objects.get(pk=order.revision)
        assert revision.state in (Revision.State.APPROVED, Revision.State.EFFECTIVE)
    check_files()


def check_files() -> None:
    """See that there are the bytes for every row."""
    for file in StoredFile.objects.all():
        assert hashlib.sha256(files.read(file)).hexdigest() == file.sha256


def send_again(cast: Cast, office: Office, order: Order, answered: int) -> None:
    """Send what was not answered, and all that follows; then let the clock visit."""
    people = [office.ada, office.ravi, office.lena, office.leo]
    for n in range(answered, len(people)):
        fields = {"decision": "sign", "key": order.keys[n], "password": PASSWORD}
        tail = "decide/" if n else "submit/"
        answer = signed_in(people[n]).post(order.page + tail, fields)
        assert answer.status_code == 302, answer.content.decode()
    with tenant_scope(cast.tenant.pk):
        waits = issue_what_waits()
    assert waits <= 1
    issue_revision.celery_task(order.tenant, order.revision)
    with tenant_scope(cast.tenant.pk):
        put_due_in_force(cast.tenant.today())


def check_whole(order: Order) -> None:
    """See one revision in force, with one of everything."""
    revision = Revision.objects.get(pk=order.revision)
    assert revision.state == Revision.State.EFFECTIVE
    assert Round.objects.filter(revision=revision).count() == 1
    assert Signature.objects.filter(round__revision=revision).count() == len(order.people)
    assert not Step.objects.filter(round__revision=revision).exclude(state="signed").exists()
    about = AuditEntry.objects.filter(subject=f"revision:{revision.pk}")
    for event in ("revision.submitted", "revision.approved", "revision.activated"):
        assert about.filter(event=event).count() == 1
    assert broken_now() == []
    check_files()


def test_a_crash_anywhere_loses_nothing_and_leaves_nothing_half(
    servers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("celery.app.task.Task.apply_async", lambda *_args, **_facts: None)
    cast = make_cast("ACME")
    with tenant_scope(cast.tenant.pk):
        office = make_office(cast)
    with mortal(servers) as process, cheap_pages():
        whole = process.obey(order_for(cast, office, ""))
        points = whole["answers"][-1]["passed"]
        assert len(set(points)) >= 40
        for point in points if WHOLE else random.Random(8).sample(points, SAMPLE):
            order = order_for(cast, office, point)
            told = process.obey(order)
            assert told["status"] == signal.SIGKILL, (point, told)
            with tenant_scope(cast.tenant.pk):
                check_what_was_answered(order, told["answers"])
            send_again(cast, office, order, answered=len(told["answers"]))
            with tenant_scope(cast.tenant.pk):
                check_whole(order)
    print(f"{len(points)} points: {', '.join(points)}")
