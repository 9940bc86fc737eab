"""Mail that does not get through is tried again; nothing is lost and nothing sent twice."""

import datetime as dt
import smtplib
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import timezone

from documents.models import Document
from tenants.audit import subject_of
from tenants.channels import mail as mail_channel
from tenants.channels.base import DELIVERED, Result
from tenants.channels.messengers import Letter
from tenants.channels.wecom import WecomApp
from tenants.models import Delivery, Digest, Notice, Outlet, Preference, User
from tenants.notices import notify
from tenants.periodic import deliver
from tenants.scope import tenant_scope
from tests.library import Library, make_library
from tests.sweeping import add_document, sweep
from tests.world import Cast, signed_in

MONDAY = dt.date(2027, 3, 1)
REFUSED = smtplib.SMTPRecipientsRefused({"ada@acme.example": (550, b"no such mailbox")})
BUSY = smtplib.SMTPRecipientsRefused({"ada@acme.example": (451, b"try later")})


@pytest.fixture
def due(acme: Cast) -> Library:
    """Ada has to review a document, so there is a mail to send."""
    with tenant_scope(acme.tenant.pk):
        library = make_library(acme)
        add_document(library, acme.ada, review_due=MONDAY)
    return library


@pytest.fixture
def failures(monkeypatch: pytest.MonkeyPatch) -> list[Exception]:
    """What the mail server answers to the next mails; then it accepts."""
    queue: list[Exception] = []
    send = EmailBackend.send_messages

    def answer(self: EmailBackend, messages: list[mail.EmailMessage]) -> int:
        if queue:
            raise queue.pop(0)
        return send(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", answer)
    return queue


def delivery(cast: Cast) -> Delivery:
    with tenant_scope(cast.tenant.pk):
        found: Delivery = Delivery.objects.get()
        return found


def later(**wait: float) -> time_machine.travel:
    return time_machine.travel(timezone.now() + dt.timedelta(**wait), tick=True)


def test_a_failed_mail_goes_out_later(acme: Cast, due: Library, failures: list[Exception]) -> None:
    failures += [ConnectionRefusedError("no server"), BUSY]
    assert sweep(acme.tenant, MONDAY) == []
    failed = delivery(acme)
    assert (failed.why, failed.error) == ("down", "ConnectionRefusedError: no server")
    assert sweep(acme.tenant, MONDAY) == []  # not before its time
    with later(minutes=3):
        deliver(acme.tenant)
    assert delivery(acme).state == Delivery.State.WAITING
    with later(minutes=8):
        deliver(acme.tenant)
    assert (delivery(acme).state, delivery(acme).attempts) == (Delivery.State.DELIVERED, 3)
    assert len(mail.outbox) == 1


def test_the_notice_stands_while_the_mail_fails(
    acme: Cast, due: Library, failures: list[Exception]
) -> None:
    failures += [TimeoutError()]
    sweep(acme.tenant, MONDAY)
    with tenant_scope(acme.tenant.pk):
        assert Notice.objects.unread().filter(recipient=acme.ada).count() == 1


def test_a_refusal_for_good_is_shown_to_the_controller(
    acme: Cast, due: Library, failures: list[Exception]
) -> None:
    failures += [REFUSED]
    sweep(acme.tenant, MONDAY)
    assert delivery(acme).state == Delivery.State.FAILED
    lost, cora = "no such mailbox", signed_in(acme.cora)
    assert lost in cora.get("/t/acme/notices/").content.decode()
    assert lost not in signed_in(acme.ada).get("/t/acme/notices/").content.decode()
    for language, words in (("en", "nobody is known there"), ("zh-hans", "对方查无此收件人")):
        cora.cookies["django_language"] = language
        assert words in cora.get("/t/acme/notices/").content.decode()


def test_after_three_days_it_is_given_up(
    acme: Cast, due: Library, failures: list[Exception]
) -> None:
    failures += [BUSY] * 2
    sweep(acme.tenant, MONDAY)
    with later(days=3):
        deliver(acme.tenant)
    assert delivery(acme).state == Delivery.State.FAILED


def test_one_bad_mail_does_not_hold_up_the_others(
    acme: Cast, due: Library, failures: list[Exception]
) -> None:
    with tenant_scope(acme.tenant.pk):
        add_document(due, acme.cora, review_due=MONDAY)
    failures += [BUSY]
    assert len(sweep(acme.tenant, MONDAY)) == 1


def test_a_mail_that_cannot_be_written_holds_up_no_other(
    acme: Cast, due: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also one at which the database refuses: what is asked for many at once is not spoilt."""
    with tenant_scope(acme.tenant.pk):
        add_document(due, acme.cora, review_due=MONDAY)
    written = mail_channel.write

    def write(digest: Digest, *args: Any) -> Any:
        if digest.recipient_id == acme.ada.pk:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 / 0")
        return written(digest, *args)

    monkeypatch.setattr(mail_channel, "write", write)
    assert sweep(acme.tenant, MONDAY) == ["cora@acme.example"]
    with tenant_scope(acme.tenant.pk):
        (waiting,) = Delivery.objects.waiting()
    assert (waiting.why, "division by zero" in waiting.error) == ("fault", True)


def test_who_turns_out_to_have_no_mailbox_is_told_by_the_app_at_once(
    acme: Cast, due: Library, failures: list[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    """They want no messages of it; but what they have to act on comes by one way at least."""
    by_app = {"channel": Delivery.Channel.WECOM_APP, "kind": "review_due", "is_on": False}
    with tenant_scope(acme.tenant.pk):
        Outlet.objects.create(channel=Delivery.Channel.WECOM_APP, name="App", address="corp")
        Preference.objects.create(member=acme.ada, **by_app)
    sent: list[str] = []

    def send(_app: WecomApp, letter: Letter) -> Result:
        sent.append(letter.id)
        return DELIVERED

    monkeypatch.setattr(WecomApp, "send", send)
    monkeypatch.setattr("tenants.channels.messengers.unseal", lambda _secret: "")
    failures += [REFUSED]
    assert sweep(acme.tenant, MONDAY) == []
    assert len(sent) == 1


def test_what_cannot_be_put_into_words_goes_once_it_can(
    acme: Cast, due: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tenant_scope(acme.tenant.pk):
        document = Document.objects.get()
        facts: dict[str, Any] = {"owner": "Ada", "by": "Cora", "reason": "Leave"}
        notify(acme.ada, "document_changed", subject=document, **facts)
        Notice.objects.create(recipient=acme.ada, kind="unknown", subject=subject_of(document))

    def spoilt(name: str) -> object:
        if "document_changed" in name:
            raise TemplateDoesNotExist(name)
        return get_template(name)

    with monkeypatch.context() as patch:
        patch.setattr("tenants.notices.kinds.get_template", spoilt)
        sweep(acme.tenant, MONDAY)
    (first,) = mail.outbox
    assert "review due" in str(first.body)
    with tenant_scope(acme.tenant.pk):
        waiting = Notice.objects.for_mail().values_list("kind", flat=True)
        assert set(waiting) == {"document_changed", "unknown"}
        Document.objects.update(review_due=None)
    sweep(acme.tenant, MONDAY + dt.timedelta(days=1))
    (_first, second) = mail.outbox
    assert "owner is Ada" in str(second.subject) + str(second.body)
    with tenant_scope(acme.tenant.pk):
        assert [notice.kind for notice in Notice.objects.for_mail()] == ["unknown"]


def test_who_dies_before_settling_sends_the_same_message_again(
    acme: Cast, due: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die(*args: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("tenants.channels.delivering._settle", die)
        with pytest.raises(Killed):
            sweep(acme.tenant, MONDAY)
    deliver(acme.tenant)
    assert len(mail.outbox) == 1  # the claim still holds
    with later(minutes=11):
        deliver(acme.tenant)
    ids = [message.extra_headers["Message-ID"] for message in mail.outbox]
    assert len(ids) == 2
    assert len(set(ids)) == 1


def test_what_was_dealt_with_meanwhile_is_not_sent(
    acme: Cast, due: Library, failures: list[Exception]
) -> None:
    failures += [TimeoutError()]
    sweep(acme.tenant, MONDAY)
    with tenant_scope(acme.tenant.pk):
        Document.objects.update(review_due=MONDAY + dt.timedelta(days=400))
    with later(minutes=3):
        deliver(acme.tenant)
    assert delivery(acme).state == Delivery.State.NOT_NEEDED
    assert mail.outbox == []


def test_who_has_no_address_is_told_in_the_product_only(acme: Cast, due: Library) -> None:
    User.objects.filter(pk=acme.ada.user_id).update(email=None)
    sweep(acme.tenant, MONDAY)
    deliver(acme.tenant)
    assert mail.outbox == []
    assert delivery(acme).state == Delivery.State.NOWHERE
    assert (
        "E-mail: No address that works"
        in signed_in(acme.ada).get("/t/acme/notices/").content.decode()
    )


def test_nothing_overtakes_what_waits_for_the_same_person(
    acme: Cast, due: Library, failures: list[Exception]
) -> None:
    failures += [BUSY]
    sweep(acme.tenant, MONDAY)
    with tenant_scope(acme.tenant.pk):
        add_document(due, acme.ada, review_due=MONDAY + dt.timedelta(days=1))
        add_document(due, acme.cora, review_due=MONDAY + dt.timedelta(days=1))
    assert sweep(acme.tenant, MONDAY + dt.timedelta(days=1)) == ["cora@acme.example"]
    for minutes in (3, 4):
        with later(minutes=minutes):
            deliver(acme.tenant)
    subjects = [message.subject for message in mail.outbox if message.to == ["ada@acme.example"]]
    assert subjects == ["ACME: 1 thing for you", "ACME: 2 things for you, 1 overdue"]
