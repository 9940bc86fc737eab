"""A forgotten password: a link by mail, once, for an hour; nobody learns who has an account."""

import re

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from tenants.door.resets import MOST_LETTERS
from tenants.models import User
from tenants.tasks import mail_reset_link
from tests.world import PASSWORD, Cast, City, signed_in

NEW = "a new one that is long"


def link(email: str = "ada@acme.example") -> str:
    """Return the path of the link that was mailed."""
    mail.outbox.clear()
    mail_reset_link(email)
    found = re.search(r"http://localhost:8000(/account/reset/\S+)", str(mail.outbox[0].body))
    assert found
    return found[1]


def choose(path: str, password: str = NEW) -> int:
    """Follow the link and choose a password; 302 when it was taken."""
    client = Client()
    form = client.get(path)
    if form.status_code != 302:
        return form.status_code
    data = {"new_password1": password, "new_password2": password}
    return client.post(form["Location"], data).status_code


def test_a_link_lets_one_choose_a_new_password_once(acme: Cast, city: City) -> None:
    stale = signed_in(acme.ada)
    path = link()
    assert choose(path) == 302
    assert User.objects.get(pk=acme.ada.user_id).check_password(NEW)
    assert choose(path, "yet another password") == 200
    assert User.objects.get(pk=acme.ada.user_id).check_password(NEW)
    assert stale.get("/account/").status_code == 302, "the old sessions are over"


def test_a_link_signs_nobody_in(acme: Cast) -> None:
    client = Client()
    form = client.get(link())["Location"]
    client.post(form, {"new_password1": NEW, "new_password2": NEW})
    assert client.get("/account/").status_code == 302


def test_a_link_works_for_an_hour(acme: Cast) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        path = link()
        clock.shift(3601)
        assert choose(path) == 200


def test_a_weak_password_is_refused(acme: Cast) -> None:
    assert choose(link(), "short-one11") == 200
    assert User.objects.get(pk=acme.ada.user_id).check_password(PASSWORD)


@override_settings(ALLOWED_HOSTS=["*"])
def test_no_mail_trusts_the_host(
    acme: Cast, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        Client().post(
            "/sign-in/forgotten/", {"email": "ada@acme.example"}, HTTP_HOST="evil.example"
        )
    assert len(callbacks) == 1
    assert "evil" not in link()
    assert "evil" not in mail.outbox[0].body


def asked(email: str) -> tuple[int, str, int]:
    with CaptureQueriesContext(connection) as captured:
        answer = Client().post("/sign-in/forgotten/", {"email": email})
    return answer.status_code, answer["Location"], len(captured)


def test_nobody_learns_who_has_an_account(acme: Cast) -> None:
    assert asked("ada@acme.example") == asked("nobody@acme.example")


@pytest.mark.parametrize("email", ["nobody@acme.example", "closed@acme.example"])
def test_who_has_no_open_account_gets_no_mail(acme: Cast, email: str) -> None:
    User.objects.create_user("closed@acme.example", PASSWORD, is_active=False)
    mail_reset_link(email)
    assert mail.outbox == []


def test_no_mailbox_is_flooded(acme: Cast) -> None:
    for _attempt in range(MOST_LETTERS + 2):
        mail_reset_link("ada@acme.example")
    assert len(mail.outbox) == MOST_LETTERS
