"""Invited people come in once, by the link in their mail; nobody else does."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags
from pytest_django import DjangoCaptureOnCommitCallbacks

from tenants.actions.invitations import invite, use_invitation
from tenants.errors import Refused
from tenants.models import Invitation, Member
from tenants.people.invitations import by_link, token_of
from tenants.people.letters import send_waiting
from tenants.scope import tenant_scope
from tests.tenants.inviting import NEW, PASSWORDS, PEOPLE, ask, invitation, is_in, link, newcomer
from tests.world import PASSWORD, Cast, signed_in


def test_an_invitation_goes_out_by_mail_and_lets_in_once(
    tom: Client,
    acme: Cast,
    mia: Member,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    ask(tom, "mail", mia)
    send_waiting(acme.tenant)
    [letter] = mail.outbox
    assert letter.to == ["mia@acme.example"]
    assert link(acme, mia) in str(letter.body)
    client = Client()
    assert "Welcome, Mia" in client.get(link(acme, mia)).content.decode()
    assert client.post(link(acme, mia), PASSWORDS)["Location"] == "/"
    assert is_in(client, mia)
    assert client.get("/t/acme/documents/").status_code == 200
    again = Client().get(link(acme, mia)).content.decode()
    assert "It was used on" in again
    assert "Tom" in again
    assert "new_password1" not in again
    mia.user.refresh_from_db()
    assert mia.user.check_password(NEW)


def test_a_mail_that_fails_is_tried_again(
    tom: Client, acme: Cast, mia: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise ConnectionRefusedError("no server")

    ask(tom, "mail", mia)
    with monkeypatch.context() as patch:
        patch.setattr("tenants.people.letters.write_to", fail)
        send_waiting(acme.tenant)
    assert "no server" in tom.get(f"{PEOPLE}{mia.pk}/").content.decode()
    send_waiting(acme.tenant)
    send_waiting(acme.tenant)
    assert len(mail.outbox) == 1
    assert invitation(acme, mia).sent_count == 1


def test_sending_again_keeps_the_link_and_gives_new_time(
    tom: Client, acme: Cast, mia: Member
) -> None:
    ask(tom, "mail", mia)
    first = link(acme, mia)
    with time_machine.travel(timezone.now() + dt.timedelta(days=10)):
        ask(signed_in(acme.tom), "mail", mia)
    with time_machine.travel(timezone.now() + dt.timedelta(days=20)):
        assert "Welcome" in Client().get(first).content.decode()


def test_a_link_that_is_over_or_taken_back_says_so(tom: Client, acme: Cast, mia: Member) -> None:
    ask(tom, "mail", mia)
    first = link(acme, mia)
    with time_machine.travel(timezone.now() + dt.timedelta(days=15)):
        assert "It worked until" in Client().get(first).content.decode()
        Client().post(first, PASSWORDS)
        ask(signed_in(acme.tom), "mail", mia)
        assert "newer one has taken its place" in Client().get(first).content.decode()
    tom.post(f"{PEOPLE}{mia.pk}/withdraw/")
    assert "It was taken back" in Client().get(link(acme, mia)).content.decode()
    mia.user.refresh_from_db()
    assert not mia.user.has_usable_password()


@pytest.mark.parametrize("zone", ["acme", "bolt", "nosuch"])
def test_a_wrong_link_tells_nothing(
    tom: Client, acme: Cast, bolt: Cast, mia: Member, zone: str
) -> None:
    ask(tom, "mail", mia)
    pk = invitation(acme, mia).pk
    wrong = Client().get(f"/account/invitation/{zone}/{pk}/{'0' * 43}/").content.decode()
    assert "The address is not whole" in wrong
    assert "Tom" not in strip_tags(wrong)
    if zone != "acme":  # the right proof in the wrong place
        elsewhere = Client().get(f"/account/invitation/{zone}/{pk}/{token_of(pk)}/")
        assert "The address is not whole" in elsewhere.content.decode()


def test_who_has_an_account_joins_without_a_new_password(
    tom: Client, acme: Cast, bolt: Cast
) -> None:
    ruth = newcomer(acme, "Ruth B", None, user=bolt.ruth.user)
    ask(tom, "mail", ruth)
    client = Client()
    page = client.get(link(acme, ruth)).content.decode()
    assert "new_password1" not in page
    client.post(link(acme, ruth), PASSWORDS)
    assert not client.session.get("_auth_user_id")
    bolt.ruth.user.refresh_from_db()
    assert bolt.ruth.user.check_password(PASSWORD)
    with tenant_scope(acme.tenant.pk):
        assert Member.objects.get(pk=ruth.pk).joined_at


def test_everybody_who_is_not_invited_yet_is_invited_at_once(
    tom: Client, acme: Cast, mia: Member, ned: Member
) -> None:
    ask(tom, "mail", everybody="1")
    ask(tom, "paper", everybody="1")
    with tenant_scope(acme.tenant.pk):
        assert set(Invitation.objects.values_list("member__name", flat=True)) == {"Mia", "Ned"}


def test_a_neighbours_people_are_not_invited(tom: Client, acme: Cast, bolt: Cast) -> None:
    zoe = newcomer(bolt, "Zoe", "zoe@bolt.example")
    ask(tom, "mail", zoe)
    tom.post(f"{PEOPLE}invite/", {"way": "mail", "members": ["nonsense"]})
    with tenant_scope(bolt.tenant.pk):
        assert not Invitation.objects.exists()


def test_who_has_come_is_not_invited_again(tom: Client, acme: Cast) -> None:
    answer = tom.post(f"{PEOPLE}invite/", {"way": "mail", "members": [acme.ruth.pk]}, follow=True)
    assert "Nobody to invite by mail" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_use_one_link_at_once_one_comes_in(acme: Cast) -> None:
    mia = newcomer(acme, "Mia", "mia@acme.example")
    with tenant_scope(acme.tenant.pk):
        invite([mia], by=acme.tom)
    pk = invitation(acme, mia).pk

    def use(password: str) -> bool:
        try:
            with tenant_scope(acme.tenant.pk):
                found = by_link(pk, token_of(pk))
                assert found is not None
                use_invitation(found, password=password, by=found.member)
        except Refused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(use, ("first-of-two-1", "second-of-two-2"))) == [False, True]
