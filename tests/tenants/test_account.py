"""A person's own account: sessions that end, a password that changes, sign-ins that are listed."""

import datetime as dt
from collections import deque

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from tenants.models import AuditEntry, Digest, Notice, Session, User
from tenants.notices.digests import make_digests
from tenants.scope import tenant_scope
from tenants.tasks import mail_to_account
from tests.world import PASSWORD, Cast, City, signed_in

NEW = "a new one that is long"
MINUTE = dt.timedelta(minutes=1)


def sign_in(agent: str = "Firefox/1 Windows") -> Client:
    client = Client(HTTP_USER_AGENT=agent)
    client.post("/sign-in/", {"username": "ada@acme.example", "password": PASSWORD})
    return client


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_a_session_nobody_uses_ends(acme: Cast) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = sign_in()
        clock.shift(settings.SESSION_IDLE - MINUTE)
        assert is_in(client)
        clock.shift(settings.SESSION_IDLE - MINUTE)
        assert is_in(client), "it was used meanwhile"
        clock.shift(settings.SESSION_IDLE)
        assert not is_in(client)


def test_a_session_ends_though_it_is_used_all_day(acme: Cast) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = sign_in()
        spent = dt.timedelta()
        while spent + settings.SESSION_IDLE / 2 < settings.SESSION_LONGEST:
            spent += settings.SESSION_IDLE / 2
            clock.shift(settings.SESSION_IDLE / 2)
            assert is_in(client)
        clock.shift(settings.SESSION_IDLE / 2)
        assert not is_in(client)


def test_that_a_session_is_used_is_not_written_every_time(acme: Cast) -> None:
    client = sign_in()

    def writes() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert is_in(client)
        return sum("UPDATE" in query["sql"] for query in captured)

    assert writes() == 0
    Session.objects.update(seen_at=timezone.now() - 4 * MINUTE)
    assert [writes(), writes()] == [1, 0]


def test_the_page_lists_sessions_and_sign_ins_of_this_person_alone(acme: Cast, city: City) -> None:
    client, _other = sign_in(), sign_in("MicroMessenger Android")
    Client(HTTP_USER_AGENT="Edg/1 Windows").post(
        "/sign-in/", {"username": "ruth@acme.example", "password": PASSWORD}
    )
    text = client.get("/account/").content.decode()
    assert text.count("Firefox · Windows") == text.count("WeChat · Android") == 2
    assert "Edge" not in text


def test_one_session_is_ended(acme: Cast, city: City) -> None:
    mine, other = sign_in(), sign_in()
    session = Session.objects.exclude(pk=mine.session.session_key).get(user=acme.ada.user)
    assert mine.post("/account/sessions/end/", {"session": str(session.id)}).status_code == 302
    assert is_in(mine)
    assert not is_in(other)


def test_nobody_ends_the_session_of_another(acme: Cast) -> None:
    ada = sign_in()
    session = Session.objects.get(user=acme.ada.user)
    signed_in(acme.ruth).post("/account/sessions/end/", {"session": str(session.id)})
    assert is_in(ada)


def test_all_other_sessions_are_ended(acme: Cast) -> None:
    mine, other, ruth = sign_in(), sign_in(), signed_in(acme.ruth)
    mine.post("/account/sessions/end/")
    assert [is_in(client) for client in (mine, other, ruth)] == [True, False, True]


def change(client: Client, old: str = PASSWORD, new: str = NEW, again: str = "") -> int:
    data = {"old_password": old, "new_password1": new, "new_password2": again or new}
    return client.post("/account/password/", data).status_code


def test_a_new_password_ends_all_other_sessions_and_is_told_by_mail(
    acme: Cast, city: City, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    mine, other = sign_in(), sign_in()
    key = mine.session.session_key
    with django_capture_on_commit_callbacks() as callbacks:
        assert change(mine) == 302
    assert len(callbacks) == 1
    assert is_in(mine)
    assert mine.session.session_key != key
    assert not is_in(other)
    assert User.objects.get(pk=acme.ada.user_id).check_password(NEW)
    with tenant_scope(city.tenant.pk):
        assert AuditEntry.objects.filter(event="account.password_changed").count() == 1
    mail_to_account(str(acme.ada.user_id), "password_changed")
    assert mail.outbox[0].subject == "Your password for Wenkong was changed"
    assert NEW not in mail.outbox[0].body


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [
        ("wrong", NEW, NEW),
        (PASSWORD, NEW, "another"),
        (PASSWORD, "short-one11", "short-one11"),
        (PASSWORD, "123456789012345", "123456789012345"),
        (PASSWORD, "ada@acme.example", "ada@acme.example"),
    ],
)
def test_a_bad_change_changes_nothing(acme: Cast, old: str, new: str, again: str) -> None:
    assert change(signed_in(acme.ada), old, new, again) == 200
    assert User.objects.get(pk=acme.ada.user_id).check_password(PASSWORD)


def test_guessing_the_present_password_stops(acme: Cast) -> None:
    client = signed_in(acme.ada)
    for _attempt in range(5):
        assert change(client, "wrong") == 200
    assert change(client) == 200
    assert User.objects.get(pk=acme.ada.user_id).check_password(PASSWORD)


def test_the_profile_keeps_the_language(acme: Cast, city: City) -> None:
    client = signed_in(acme.ada)
    answer = client.post("/account/", {"language": "zh-hans", "digest_hour": "8"})
    assert answer.cookies["django_language"].value == "zh-hans"
    assert User.objects.get(pk=acme.ada.user_id).language == "zh-hans"
    with tenant_scope(city.tenant.pk):
        (entry,) = AuditEntry.objects.filter(event="account.changed")
    assert b'"language":["en","zh-hans"]' in bytes(entry.body)
    client.post("/account/", {"language": "zh-hans", "digest_hour": "8"})
    with tenant_scope(city.tenant.pk):
        assert AuditEntry.objects.filter(event="account.changed").count() == 1


def test_a_picture_is_no_signature(acme: Cast) -> None:
    assert "a picture is no signature" in signed_in(acme.ada).get("/account/").content.decode()


def test_the_digest_comes_at_the_hour_one_chooses(acme: Cast) -> None:
    monday = dt.date(2026, 11, 23)
    signed_in(acme.ada).post("/account/", {"language": "en", "digest_hour": "14"})
    with tenant_scope(acme.tenant.pk):
        for member in (acme.ada, acme.ruth):
            Notice.objects.create(
                recipient=member, kind="issued", subject="revision:x", facts={}, url=""
            )

        def gathered(hour: int) -> set[str]:
            deque(make_digests(monday, hour=hour), maxlen=0)
            return set(Digest.objects.values_list("recipient__name", flat=True))

        assert gathered(8) == {"Ruth"}
        assert gathered(13) == {"Ruth"}
        assert gathered(14) == {"Ruth", "Ada"}


def test_no_hour_of_the_night_is_taken(acme: Cast) -> None:
    signed_in(acme.ada).post("/account/", {"language": "en", "digest_hour": "3"})
    assert User.objects.get(pk=acme.ada.user_id).digest_hour == 8
