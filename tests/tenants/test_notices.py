"""Members are told things once, in their language, and only what they may see."""

import datetime as dt

import pytest
from django.core import mail

from documents.models import Document
from tenants.models import Member, Notice
from tenants.notices import notify
from tenants.scope import tenant_scope
from tests.library import make_library
from tests.sweeping import add_document, sweep
from tests.world import Cast, signed_in

MONDAY = dt.date(2027, 3, 1)


@pytest.fixture
def document(acme: Cast) -> Document:
    with tenant_scope(acme.tenant.pk):
        return add_document(make_library(acme), acme.ada, title="Control of <files>")


def remind(cast: Cast, member: Member, document: Document, milestone: int = 7) -> None:
    with tenant_scope(cast.tenant.pk):
        notify(member, "review_due", subject=document, due_on=MONDAY, milestone=milestone)


def page(member: Member, code: str = "acme") -> str:
    english = {"accept-language": "en"}
    return signed_in(member).get(f"/t/{code}/notices/", headers=english).content.decode()


def test_the_same_thing_is_told_once(acme: Cast, document: Document) -> None:
    for _ in range(3):
        remind(acme, acme.ada, document)
    with tenant_scope(acme.tenant.pk):
        assert Notice.objects.count() == 1


def test_a_kind_nobody_registered_is_a_bug(acme: Cast) -> None:
    with tenant_scope(acme.tenant.pk), pytest.raises(KeyError):
        notify(acme.ada, "no_such_kind", subject=acme.ada)


def test_a_member_reads_their_notices_and_marks_them(acme: Cast, document: Document) -> None:
    remind(acme, acme.ada, document, milestone=14)
    remind(acme, acme.ada, document, milestone=7)
    shown = page(acme.ada)
    assert shown.count("review due by 2027-03-01") == 2  # its row and the label of its button
    assert "Control of &lt;files&gt;" in shown
    assert "Notices, 1 unread" in shown
    signed_in(acme.ada).post("/t/acme/notices/", {"notice": ""})
    assert "Notices, 0 unread" in page(acme.ada)


def test_one_notice_is_marked_and_the_others_stay(acme: Cast, document: Document) -> None:
    with tenant_scope(acme.tenant.pk):
        notify(acme.ada, "expiry", subject=document, due_on=MONDAY)
        notice = Notice.objects.get()
    remind(acme, acme.ada, document)
    signed_in(acme.ada).post("/t/acme/notices/", {"notice": notice.pk})
    assert "Notices, 1 unread" in page(acme.ada)


def test_nobody_marks_the_notices_of_another(acme: Cast, document: Document) -> None:
    remind(acme, acme.ada, document)
    with tenant_scope(acme.tenant.pk):
        notice = Notice.objects.get()
    signed_in(acme.cora).post("/t/acme/notices/", {"notice": notice.pk})
    assert "Notices, 1 unread" in page(acme.ada)
    assert "review due" not in page(acme.cora)


def test_auditors_are_offered_no_button(acme: Cast, document: Document) -> None:
    remind(acme, acme.otto, document)
    shown = page(acme.otto)
    assert "review due" in shown
    assert "Mark as read" not in shown
    assert signed_in(acme.otto).post("/t/acme/notices/", {"notice": ""}).status_code == 403


def test_what_a_reader_may_no_longer_see_is_not_told(acme: Cast, document: Document) -> None:
    remind(acme, acme.ruth, document)
    with tenant_scope(acme.tenant.pk):
        Document.objects.update(restricted=True)
    assert "Control of" not in page(acme.ruth)
    assert "ruth@acme.example" not in sweep(acme.tenant, MONDAY)


def test_a_mail_is_in_the_language_of_its_reader(acme: Cast, document: Document) -> None:
    acme.ada.user.language = "zh-hans"
    acme.ada.user.save()
    with tenant_scope(acme.tenant.pk):
        Document.objects.update(review_due=MONDAY)
    sweep(acme.tenant, MONDAY)
    (message,) = mail.outbox
    assert message.subject.startswith("ACME 园区")


def test_a_digest_has_at_most_fifteen_lines(acme: Cast) -> None:
    with tenant_scope(acme.tenant.pk):
        library = make_library(acme)
        for _ in range(18):
            add_document(library, acme.ada, review_due=MONDAY)
    sweep(acme.tenant, MONDAY)
    (message,) = mail.outbox
    assert "18 things for you" in message.subject
    assert str(message.body).count("review due by") == 15
    assert "3 more: http://" in str(message.body)


def test_a_mail_says_it_in_text_and_in_html(acme: Cast, document: Document) -> None:
    with tenant_scope(acme.tenant.pk):
        Document.objects.update(review_due=MONDAY)
    sweep(acme.tenant, MONDAY)
    (message,) = mail.outbox
    assert isinstance(message, mail.EmailMultiAlternatives)
    html = str(message.alternatives[0][0])
    assert "Control of <files>" in str(message.body)
    assert "Control of &lt;files&gt;" in html
    assert f"/t/acme/documents/{document.number}/" in str(message.body)
