"""What acts cost beside the check of a password, which is the yardstick of every signature."""

import time
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from http import HTTPStatus
from itertools import count
from unittest.mock import patch
from uuid import uuid4

import rjieba
from argon2 import PasswordHasher as Argon2
from django.contrib.auth.hashers import check_password
from django.test import Client
from django.utils import timezone

from benchmarks import desk
from benchmarks.desk import PASSWORD, Desk
from benchmarks.measure import Case, at_most
from benchmarks.stage import Stage
from documents.models import Revision
from documents.pdf.pages import BodyPage
from documents.pdf.typeset import body_pdf
from documents.text.blocks import Block
from documents.text.markdown import from_markdown
from tenants.models import Member, User
from tenants.people.passwords import Argon2 as Hasher
from tenants.scope import tenant_scope

type Deed = Callable[[], object]

PAGES = 50


def seconds_of(deed: Deed) -> float:
    """Do it; return how long it took."""
    start = time.perf_counter()
    deed()
    return time.perf_counter() - start


@contextmanager
def check_a_password(stage: Stage) -> Generator[Case]:
    """Measure the yardstick itself, beside the library with the parameters OWASP asks for."""
    kept = desk.set_up(stage).approver.user.password
    library = Argon2(Hasher.time_cost, Hasher.memory_cost, parallelism=1)
    theirs = library.hash(PASSWORD)
    yield Case(
        "password",
        ours=lambda: seconds_of(lambda: check_password(PASSWORD, kept)),
        peer_name="argon2-cffi itself",
        peer=lambda: seconds_of(lambda: library.verify(theirs, PASSWORD)),
        goal=at_most(1.2),
        note=lambda: f"Argon2id, {Hasher.memory_cost // 1024} MiB; once a signature",
    )


@contextmanager
def act(stage: Stage, name: str, prepare: Callable[[Desk], Deed], checks: float) -> Generator[Case]:
    """Compare a request that changes something, saved and answered, with the yardstick.

    `prepare` makes what is acted upon, in the tenant's scope, and returns what is measured;
    `checks` of a password is what that may take.
    """
    at = desk.set_up(stage)
    kept = at.approver.user.password

    def seconds_acting() -> float:
        with tenant_scope(at.tenant.pk):
            deed = prepare(at)
        return seconds_of(deed)

    # A signature asks for the password: that time has a row of its own.
    with patch.object(User, "check_password", lambda _user, password: password == PASSWORD):
        yield Case(
            name,
            ours=seconds_acting,
            peer_name="one check of a password",
            peer=lambda: seconds_of(lambda: check_password(PASSWORD, kept)),
            goal=at_most(checks),
            aim="40 ms",
        )


def request(member: Member, path: str, **data: object) -> Deed:
    """Return what sends a form; a refusal is an error here."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(member.user)

    def send() -> None:
        answer = client.post(path, data)
        assert answer.status_code == HTTPStatus.FOUND, answer.content.decode()

    return send


def address_of(revision: Revision, verb: str) -> str:
    document = revision.document
    return f"/t/{document.tenant.slug}/documents/{document.number}/revisions/{revision.n}/{verb}/"


def _register(at: Desk) -> Deed:
    return request(
        at.author,
        f"/t/{at.tenant.slug}/new-document/",
        key=uuid4(),
        document_type=at.document_type.pk,
        language="zh-hans",
        title="文件控制程序",
        unit=at.unit.pk,
        owner=at.author.pk,
        everybody="on",
    )


def _save(at: Desk) -> Deed:
    revision = at.draft(desk.procedure())
    return request(
        at.author,
        address_of(revision, "draft"),
        saves=revision.saves,
        title=revision.title,
        change_class=revision.change_class,
        summary=revision.summary,
        reason=revision.reason,
        markdown=f"{revision.markdown}\n\n补充说明。\n",
    )


def _submit(at: Desk, text: str) -> Deed:
    return request(at.author, address_of(at.draft(text), "submit"))


def _approve(at: Desk) -> Deed:
    revision = at.submit(desk.procedure()).revision
    return request(
        at.approver,
        address_of(revision, "decide"),
        decision="sign",
        key=uuid4(),
        password=PASSWORD,
    )


def _acknowledge(at: Desk) -> Deed:
    revision = at.publish(at.draft(desk.procedure())).in_force
    assert revision is not None
    form = {"key": uuid4(), "understood": "on"}
    return request(at.reader, address_of(revision, "acknowledge"), **form)


def _submit_a_procedure(at: Desk) -> Deed:
    return _submit(at, desk.procedure())


ACTS: dict[str, Callable[[Stage], AbstractContextManager[Case]]] = {
    name: partial(act, name=name, prepare=prepare, checks=checks)
    for name, prepare, checks in (
        ("register", _register, 2.5),
        ("save", _save, 2.5),
        ("submit", _submit_a_procedure, 5.0),  # sets its pages
        ("approve", _approve, 2.5),
        ("acknowledge", _acknowledge, 2.5),
    )
}


@contextmanager
def submit_a_long_text(stage: Stage) -> Generator[Case]:
    """Compare the submission of 50 pages with what two libraries need to set and to cut them."""
    at = desk.set_up(stage)
    text = desk.text_of(PAGES)
    copies = count()

    def another() -> str:
        return f"{text}\n\n第 {next(copies)} 份。\n"  # typst remembers what it has set

    def seconds_submitting() -> float:
        with tenant_scope(at.tenant.pk):
            deed = _submit(at, another())
        return seconds_of(deed)

    def seconds_to_set_and_cut() -> float:
        copy = another()
        blocks = from_markdown(copy)
        return seconds_of(lambda: (body_pdf(_page(blocks)), rjieba.cut_for_search(copy)))

    yield Case(
        "submit_50_pages",
        ours=seconds_submitting,
        peer_name="typst and rjieba alone",
        peer=seconds_to_set_and_cut,
        goal=at_most(2.5),
        note=lambda: f"{len(text):,} characters",
        aim="150 ms (p95)",
    )


def _page(blocks: list[Block]) -> BodyPage:
    return BodyPage(
        number="BD-1",
        revision="A/0",
        title="长篇文件",
        language="zh-hans",
        status="",
        blocks=blocks,
        dated=timezone.now(),
    )
