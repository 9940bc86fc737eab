"""Mails that come back stop further mail to a dead address, and those who can act are told."""

import datetime as dt
import socketserver
import threading
from collections.abc import Generator
from contextlib import contextmanager

import pytest
from django.core import mail
from pytest_django import Settings

from documents.models import Document
from tenants.channels.bounces import bounces_in, read_mailbox
from tenants.models import DeadAddress, Delivery, Notice
from tenants.scope import tenant_scope
from tests.library import make_library
from tests.sweeping import add_document, sweep
from tests.world import Cast, signed_in

MONDAY = dt.date(2027, 3, 1)
REPORT = """From: MAILER-DAEMON@mx.example
To: bounces@wenkong.example
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It did not arrive.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {to}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}

--b
Content-Type: text/rfc822-headers

Message-ID: {id}
To: {to}

--b--
"""


class Mailbox:
    """An IMAP server that holds these mails and answers as it is told."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        self.seen: set[int] = set()
        self.lies = ""
        self.port = 0


class Session(socketserver.StreamRequestHandler):
    box: Mailbox

    def handle(self) -> None:
        self._say(b"* OK here")
        while line := self.rfile.readline().strip():
            tag, _, rest = line.partition(b" ")
            verb = rest.split(b" ")[0].upper().decode()
            if self.box.lies == verb:
                self._say(b"* BYE " + tag + b" \xff\xfe nonsense")
                return
            getattr(self, f"do_{verb.lower()}", lambda _rest: None)(rest)
            self._say(tag + b" OK done")

    def do_capability(self, _rest: bytes) -> None:
        self._say(b"* CAPABILITY IMAP4rev1")

    def do_select(self, _rest: bytes) -> None:
        self._say(f"* {len(self.box.mails)} EXISTS".encode())

    def do_search(self, _rest: bytes) -> None:
        unseen = [n for n in range(1, len(self.box.mails) + 1) if n not in self.box.seen]
        self._say(b"* SEARCH " + " ".join(map(str, unseen)).encode())

    def do_fetch(self, rest: bytes) -> None:
        number = int(rest.split(b" ")[1])
        content = self.box.mails[number - 1]
        self._say(f"* {number} FETCH (BODY[] {{{len(content)}}}".encode())
        self._say(content + b")")

    def do_store(self, rest: bytes) -> None:
        self.box.seen.add(int(rest.split(b" ")[1]))

    def _say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")


@contextmanager
def serving() -> Generator[Mailbox]:
    box = Mailbox()
    handler = type("Bound", (Session,), {"box": box})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        box.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield box
        server.shutdown()


@pytest.fixture
def mailbox(settings: Settings) -> Generator[Mailbox]:
    with serving() as box:
        settings.BOUNCES_URL = f"imap://bounces:pa%40ss@127.0.0.1:{box.port}/INBOX"
        yield box


@pytest.fixture
def sent(acme: Cast) -> str:
    """Ada has had a mail; return its id."""
    with tenant_scope(acme.tenant.pk):
        add_document(make_library(acme), acme.ada, review_due=MONDAY)
    assert sweep(acme.tenant, MONDAY) == ["ada@acme.example"]
    return str(mail.outbox[-1].extra_headers["Message-ID"])


def report(message_id: str, **facts: str) -> bytes:
    usual = {"to": "ada@acme.example", "action": "failed", "status": "5.1.1"}
    given = {**usual, "said": "550 5.1.1 no such user", **facts}
    return REPORT.format(id=message_id, **given).encode()


def state(cast: Cast) -> str:
    with tenant_scope(cast.tenant.pk):
        return str(Delivery.objects.get(digest__day=MONDAY).state)


def test_a_dead_address_gets_no_more_mail_until_it_is_trusted_again(
    acme: Cast, sent: str, mailbox: Mailbox
) -> None:
    mailbox.mails = [report(sent)]
    assert read_mailbox() == 1
    assert state(acme) == "bounced"
    with tenant_scope(acme.tenant.pk):
        told = Notice.objects.filter(kind="address_dead").values_list("recipient__name", flat=True)
        assert set(told) == {"Cora", "Tom"}
        add_document_for_ada(acme)
    assert "ada@acme.example" not in sweep(acme.tenant, MONDAY + dt.timedelta(days=1))
    cora = signed_in(acme.cora)
    page = "/t/acme/settings/channels/addresses/"
    assert "550 5.1.1 no such user" in cora.get(page).content.decode()
    assert cora.post(page, {"trust": str(acme.ada.pk)}).status_code == 302
    with tenant_scope(acme.tenant.pk):
        add_document_for_ada(acme)
    assert "ada@acme.example" in sweep(acme.tenant, MONDAY + dt.timedelta(days=2))


def test_what_cannot_be_kept_of_a_report_holds_up_no_other(
    acme: Cast, sent: str, mailbox: Mailbox
) -> None:
    mailbox.mails = [report(sent, said="550 no \0 such user"), report("<digest.x@y>")]
    assert read_mailbox() == 1
    assert (state(acme), mailbox.seen) == ("bounced", {1, 2})


def add_document_for_ada(cast: Cast) -> None:
    """Let one more review of hers be due."""
    document = Document.objects.first()
    assert document is not None
    days = Document.objects.count() + 1
    twin = {"document_type": document.document_type, "folder": document.folder}
    number = f"QP-9{days:02}"
    made = Document.objects.create(
        number=number,
        number_key=number,
        title="One more",
        unit=document.unit,
        owner=cast.ada,
        in_force=document.in_force,
        review_due=MONDAY,
        **twin,
    )
    assert made.pk


@pytest.mark.parametrize(
    "facts",
    [
        {"action": "delayed", "status": "4.4.1"},
        {"to": "somebody@else.example"},
        {"id_is_wrong": "yes"},
    ],
    ids=["delayed", "not whom we wrote to", "made up"],
)
def test_what_is_no_report_on_a_mail_of_ours_changes_nothing(
    acme: Cast, sent: str, mailbox: Mailbox, facts: dict[str, str]
) -> None:
    wrong_id = facts.pop("id_is_wrong", "")
    mailbox.mails = [report(f"<digest.{'0' * 32}.{'1' * 32}@x>" if wrong_id else sent, **facts)]
    assert read_mailbox() == 0
    assert state(acme) == "delivered"
    assert not DeadAddress.objects.exists()


def test_a_full_mailbox_is_no_dead_address(acme: Cast, sent: str, mailbox: Mailbox) -> None:
    mailbox.mails = [report(sent, status="5.2.2", said="552 5.2.2 mailbox full")]
    read_mailbox()
    assert state(acme) == "bounced"
    assert not DeadAddress.objects.exists()


def test_a_mail_is_read_once_and_other_mail_is_left_alone(
    acme: Cast, sent: str, mailbox: Mailbox
) -> None:
    mailbox.mails = [b"Subject: Hello\r\n\r\nLunch?", report(sent), b"\xff\x00 no mail at all"]
    assert (read_mailbox(), read_mailbox()) == (1, 0)
    assert mailbox.seen == {1, 2, 3}


@pytest.mark.parametrize("verb", ["LOGIN", "SELECT", "SEARCH", "FETCH", "STORE"])
def test_a_mailbox_that_breaks_off_is_read_again(
    acme: Cast, sent: str, mailbox: Mailbox, verb: str
) -> None:
    mailbox.mails, mailbox.lies = [report(sent)], verb
    read_mailbox()
    mailbox.lies = ""
    read_mailbox()
    assert state(acme) == "bounced"
    assert DeadAddress.objects.count() == 1


def test_a_mailbox_that_is_down_is_no_error(settings: Settings) -> None:
    settings.BOUNCES_URL = "imap://u:p@127.0.0.1:1/"
    assert read_mailbox() == 0


def test_half_a_report_is_none() -> None:
    whole = report(f"<digest.{'0' * 32}.{'1' * 32}@x>")
    assert len(bounces_in(whole)) == 1
    assert [found for cut in range(0, 370, 37) for found in bounces_in(whole[:cut])] == []


def test_a_mark_by_hand_needs_a_reason_and_says_who(acme: Cast) -> None:
    page = "/t/acme/settings/channels/addresses/"
    cora = signed_in(acme.cora)
    assert cora.post(page, {"member": acme.ruth.pk, "reason": ""}).status_code == 422
    cora.post(page, {"member": acme.ruth.pk, "reason": "Letter came back"})
    assert DeadAddress.objects.get().email == "ruth@acme.example"
    assert signed_in(acme.ada).get(page).status_code == 403
