"""Invited people come in once, by a link or a code; nobody else does, and nobody learns of them."""

import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import strip_tags
from pytest_django import DjangoCaptureOnCommitCallbacks

from tenants.actions.invitations import invite, use_invitation
from tenants.errors import Refused
from tenants.models import AuditEntry, Invitation, Member, User
from tenants.people.invitations import by_code, by_link, code_of, link_of, token_of
from tenants.people.letters import send_waiting
from tenants.people.roles import Role
from tenants.scope import tenant_scope
from tests.world import PASSWORD, Cast, make_member, signed_in

PEOPLE = "/t/acme/people/"
NEW = "dianchi-lake-42"
PASSWORDS = {"new_password1": NEW, "new_password2": NEW}


def newcomer(cast: Cast, name: str, email: str | None, user: User | None = None) -> Member:
    """Make a member who has not come yet."""
    user = user or User.objects.create_user(email, language="en")
    member = make_member(cast.tenant, name, Role.READER, user=user)
    with tenant_scope(cast.tenant.pk):
        Member.objects.filter(pk=member.pk).update(joined_at=None)
    member.joined_at = None
    return member


@pytest.fixture
def mia(acme: Cast) -> Member:
    return newcomer(acme, "Mia", "mia@acme.example")


@pytest.fixture
def ned(acme: Cast) -> Member:
    """No mail, only a staff number."""
    return newcomer(acme, "Ned", None)


@pytest.fixture
def tom(acme: Cast) -> Client:
    return signed_in(acme.tom)


def ask(client: Client, way: str, *people: Member, **more: str) -> Client:
    client.post(f"{PEOPLE}invite/", {"way": way, "members": [p.pk for p in people], **more})
    return client


def invitation(cast: Cast, member: Member) -> Invitation:
    with tenant_scope(cast.tenant.pk):
        found: Invitation = Invitation.objects.filter(member=member)[0]
        return found


def link(cast: Cast, member: Member) -> str:
    return "/account/" + link_of(invitation(cast, member), cast.tenant).partition("/account/")[2]


def entering(client: Client, code: str, number: str = "NED", zone: str = "acme") -> str:
    typed = {"zone": zone, "staff_number": number, "code": code, **PASSWORDS}
    answer = client.post("/account/code/", typed)
    return answer.headers.get("Location", "") or answer.content.decode()


def is_in(client: Client, member: Member) -> bool:
    return client.session.get("_auth_user_id") == str(member.user_id)


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


def test_codes_are_printed_for_those_without_mail_only(
    tom: Client, acme: Cast, mia: Member, ned: Member
) -> None:
    asked = {"way": "paper", "members": [mia.pk, ned.pk]}
    page = tom.post(f"{PEOPLE}invite/", asked, follow=True).content.decode()
    assert code_of(invitation(acme, ned).pk) in page
    assert "Mia" not in strip_tags(page)
    with tenant_scope(acme.tenant.pk):
        assert not Invitation.objects.filter(member=mia).exists()


def test_everybody_who_is_not_invited_yet_is_invited_at_once(
    tom: Client, acme: Cast, mia: Member, ned: Member
) -> None:
    ask(tom, "mail", everybody="1")
    ask(tom, "paper", everybody="1")
    with tenant_scope(acme.tenant.pk):
        assert set(Invitation.objects.values_list("member__name", flat=True)) == {"Mia", "Ned"}


def test_a_code_lets_in_once(tom: Client, acme: Cast, ned: Member) -> None:
    ask(tom, "paper", ned)
    code = code_of(invitation(acme, ned).pk)
    client = Client()
    assert entering(client, code.lower().replace("-", " ")) == "/"
    assert is_in(client, ned)
    assert "do not fit together" in entering(Client(), code)
    with tenant_scope(acme.tenant.pk):
        assert AuditEntry.objects.filter(event="invitation.accepted", by=ned).exists()


def test_a_weak_password_does_not_cost_the_code(tom: Client, acme: Cast, ned: Member) -> None:
    ask(tom, "paper", ned)
    code = code_of(invitation(acme, ned).pk)
    typed = {"zone": "ACME", "staff_number": "NED", "code": code}
    weak = Client().post(
        "/account/code/", typed | {"new_password1": "12345678", "new_password2": "12345678"}
    )
    assert "too common" in weak.content.decode()
    assert entering(Client(), code) == "/"


def test_a_wrong_code_is_told_by_nothing(tom: Client, acme: Cast, bolt: Cast, ned: Member) -> None:
    """Person without code, stranger, other zone, no zone: one answer, and as many statements."""
    ask(tom, "paper", ned)
    wrong = "AAAA-AAAA-AAAA"
    told, costs = set(), set()
    for number, zone in (("NED", "acme"), ("RUTH", "acme"), ("NOBODY", "acme"), ("NED", "no")):
        with CaptureQueriesContext(connection) as captured:
            page = entering(Client(), wrong, number, zone)
        told.add(re.sub(r'middlewaretoken" value="\w+"|value="\w+"|FToken": "\w+"', "", page))
        costs.add(len(captured))
    assert len(told) == 1
    assert len(costs) == 1


def test_five_wrong_codes_lock_for_a_while(tom: Client, acme: Cast, ned: Member) -> None:
    ask(tom, "paper", ned)
    code = code_of(invitation(acme, ned).pk)
    for _ in range(5):
        entering(Client(), "AAAA-AAAA-AAAA")
    assert "do not fit together" in entering(Client(), code)
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=16), tick=True):
        assert entering(Client(), code) == "/"


def test_a_mailed_invitation_has_no_code(tom: Client, acme: Cast, mia: Member) -> None:
    ask(tom, "mail", mia)
    with tenant_scope(acme.tenant.pk):
        assert by_code("MIA", code_of(invitation(acme, mia).pk)) is None


def test_a_new_password_on_paper_ends_the_other_sessions(tom: Client, acme: Cast) -> None:
    before = signed_in(acme.ruth)
    page = tom.post(f"{PEOPLE}{acme.ruth.pk}/reset/", follow=True).content.decode()
    code = code_of(invitation(acme, acme.ruth).pk)
    assert code in page
    assert before.get("/t/acme/documents/").status_code == 200
    client = Client()
    assert entering(client, code, "RUTH") == "/"
    assert is_in(client, acme.ruth)
    assert before.get("/t/acme/documents/").status_code == 302
    acme.ruth.user.refresh_from_db()
    assert acme.ruth.user.check_password(NEW)


@pytest.mark.parametrize("who", ["tom", "mia", "known"])
def test_a_new_password_is_not_offered(
    tom: Client, acme: Cast, bolt: Cast, mia: Member, who: str
) -> None:
    """Not to oneself, not to who never came, not for an account that opens other places, too."""
    known = make_member(acme.tenant, "Bo", Role.READER, user=bolt.ruth.user)
    person = {"tom": acme.tom, "mia": mia, "known": known}[who]
    page = tom.post(f"{PEOPLE}{person.pk}/reset/", follow=True).content.decode()
    assert "is-bad" in page
    assert "BOLT" not in page
    with tenant_scope(acme.tenant.pk):
        assert not Invitation.objects.exists()


def test_a_neighbours_people_are_not_invited(tom: Client, acme: Cast, bolt: Cast) -> None:
    zoe = newcomer(bolt, "Zoe", "zoe@bolt.example")
    ask(tom, "mail", zoe)
    tom.post(f"{PEOPLE}invite/", {"way": "mail", "members": ["nonsense"]})
    with tenant_scope(bolt.tenant.pk):
        assert not Invitation.objects.exists()


def test_who_has_come_is_not_invited_again(tom: Client, acme: Cast) -> None:
    answer = tom.post(f"{PEOPLE}invite/", {"way": "mail", "members": [acme.ruth.pk]}, follow=True)
    assert "Nobody to invite by mail" in answer.content.decode()


def test_codes_and_links_are_of_one_invitation() -> None:
    one, other = UUID(int=1), UUID(int=2)
    assert re.fullmatch(r"(?:[A-HJKMNP-Z2-9]{4}-){2}[A-HJKMNP-Z2-9]{4}", code_of(one))
    assert code_of(one) != code_of(other)
    assert token_of(one) != token_of(other)
    assert token_of(one).isalnum()


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
