"""Who comes in, who does not, and that nobody learns from a refusal who there is."""

from unittest.mock import patch

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from tenants.door.attempts import LOCKED_FOR, MOST_FAILURES, UNDER_ATTACK
from tenants.models import Attempt, AuditEntry, Session, User
from tenants.scope import tenant_scope
from tests.world import PASSWORD, Cast, City

WRONG = "wrong horse"
ELSEWHERE = "203.0.113.7"


def sign_in(
    login: str,
    password: str,
    zone: str = "",
    address: str = "127.0.0.1",
    client: Client | None = None,
) -> int:
    client = client or Client()
    data = {"username": login, "zone": zone, "password": password}
    return client.post("/sign-in/", data, REMOTE_ADDR=address).status_code


@pytest.mark.parametrize(
    ("login", "zone"),
    [("ada@acme.example", ""), (" ADA@acme.example ", ""), ("ADA", "ACME"), ("ADA", " acme ")],
)
def test_one_signs_in_by_mail_or_by_staff_number(acme: Cast, login: str, zone: str) -> None:
    client = Client()
    assert sign_in(login, PASSWORD, zone, client=client) == 302
    assert client.session["_auth_user_id"] == str(acme.ada.user_id)


@pytest.mark.parametrize(
    ("login", "password", "zone"),
    [
        ("ada@acme.example", WRONG, ""),
        ("nobody@acme.example", PASSWORD, ""),
        ("ADA", PASSWORD, ""),
        ("ADA", PASSWORD, "BOLT"),
        ("ADA", PASSWORD, "NONE"),
        ("NOBODY", PASSWORD, "ACME"),
        ("closed@acme.example", PASSWORD, ""),
        ("invited@acme.example", PASSWORD, ""),
    ],
)
def test_every_refusal_says_the_same(acme: Cast, login: str, password: str, zone: str) -> None:
    User.objects.create_user("closed@acme.example", PASSWORD, is_active=False)
    User.objects.create_user("invited@acme.example")
    data = {"username": login, "zone": zone, "password": password}
    answer = Client().post("/sign-in/", data)
    assert answer.status_code == 200
    (error,) = answer.context["form"].non_field_errors()
    assert error.startswith("This does not fit together.")


def test_the_number_of_a_member_who_left_opens_nothing(acme: Cast) -> None:
    with tenant_scope(acme.tenant.pk):
        type(acme.ada).objects.filter(pk=acme.ada.pk).update(valid_until="2020-01-01")
    assert sign_in("ADA", PASSWORD, "ACME") == 200


def cost(login: str, zone: str = "") -> tuple[int, int]:
    """Return how many statements and hashes a wrong password takes."""
    hashed = patch.object(MD5PasswordHasher, "encode", autospec=True, side_effect=encode)
    with CaptureQueriesContext(connection) as captured, hashed as hashes:
        assert sign_in(login, WRONG, zone) == 200
    return len(captured), hashes.call_count


encode = MD5PasswordHasher.encode


def test_a_refusal_costs_the_same_whoever_there_is(acme: Cast, city: City) -> None:
    User.objects.create_user("closed@acme.example", PASSWORD, is_active=False)
    User.objects.create_user("invited@acme.example")
    logins = ("ada", "nobody", "closed", "invited")
    for _attempt in range(MOST_FAILURES + 2):  # with a lock, too
        (of_mail,) = {cost(f"{name}@acme.example") for name in logins}
        (of_number,) = {cost(number, "ACME") for number in ("ADA", "NOBODY")}
        assert of_mail[1] == of_number[1] == 1


def test_five_failures_lock_the_account_at_this_address_only(acme: Cast, city: City) -> None:
    for _attempt in range(MOST_FAILURES):
        assert sign_in("ada@acme.example", WRONG) == 200
    assert sign_in("ada@acme.example", PASSWORD) == 200
    assert sign_in("ada@acme.example", PASSWORD, address=ELSEWHERE) == 302
    assert sign_in("ruth@acme.example", PASSWORD) == 302
    with tenant_scope(city.tenant.pk):
        (entry,) = AuditEntry.objects.filter(event="account.locked")
    assert entry.subject == f"user:{acme.ada.user_id}"


def test_a_right_password_before_the_lock_begins_anew(acme: Cast) -> None:
    for _round in range(2):
        for _attempt in range(MOST_FAILURES - 1):
            assert sign_in("ada@acme.example", WRONG) == 200
        assert sign_in("ada@acme.example", PASSWORD) == 302


def test_a_lock_ends_though_somebody_goes_on_trying(acme: Cast) -> None:
    for _attempt in range(MOST_FAILURES):
        sign_in("ada@acme.example", WRONG)
    began = Attempt.objects.get().at
    sign_in("ada@acme.example", WRONG)
    assert Attempt.objects.get().at == began
    Attempt.objects.update(at=began - LOCKED_FOR)
    assert sign_in("ada@acme.example", PASSWORD) == 302


def test_an_attack_from_everywhere_slows_down_and_shuts_out_nobody(acme: Cast) -> None:
    for number in range(UNDER_ATTACK // MOST_FAILURES):
        for _attempt in range(MOST_FAILURES):
            sign_in("ada@acme.example", WRONG, address=f"198.51.100.{number}")
    for _attempt in range(2):
        assert sign_in("ada@acme.example", WRONG, address=ELSEWHERE) == 200
    assert sign_in("ada@acme.example", PASSWORD, address=ELSEWHERE) == 200
    assert sign_in("ada@acme.example", PASSWORD, address="192.0.2.1") == 302


def test_one_network_of_version_six_is_one_address(acme: Cast) -> None:
    for number in range(MOST_FAILURES):
        sign_in("ada@acme.example", WRONG, address=f"2001:db8::{number}")
    assert sign_in("ada@acme.example", PASSWORD, address="2001:db8::ffff") == 200
    assert sign_in("ada@acme.example", PASSWORD, address="2001:db8:0:1::1") == 302


def test_what_was_typed_is_kept_nowhere(acme: Cast, city: City) -> None:
    for _attempt in range(MOST_FAILURES):
        sign_in("my secret", WRONG)
    assert "my secret" not in str(Attempt.objects.values())
    with tenant_scope(city.tenant.pk):
        assert all(b"my secret" not in bytes(e.body) for e in AuditEntry.objects.all())


def test_signing_in_changes_the_key_of_the_session(acme: Cast) -> None:
    client = Client()
    session = client.session
    session["planted"] = "1"
    session.save()
    assert sign_in("ada@acme.example", PASSWORD, client=client) == 302
    assert client.session.session_key != session.session_key
    assert not Session.objects.filter(pk=session.session_key).exists()


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example/", "javascript:x", "x"]
)
def test_nobody_is_led_elsewhere(acme: Cast, wanted: str) -> None:
    data = {"username": "ada@acme.example", "password": PASSWORD, "next": wanted}
    assert Client().post("/sign-in/", data)["Location"] == "/"


def test_one_is_led_to_where_one_wanted(acme: Cast) -> None:
    data = {"username": "ada@acme.example", "password": PASSWORD, "next": "/t/acme/documents/"}
    assert Client().post("/sign-in/", data)["Location"] == "/t/acme/documents/"


@override_settings(PROXIES=1)
def test_the_address_is_what_our_own_proxy_saw(acme: Cast) -> None:
    client = Client(HTTP_X_FORWARDED_FOR="6.6.6.6, 192.0.2.9", HTTP_USER_AGENT="X Firefox/1 Linux")
    assert sign_in("ada@acme.example", PASSWORD, client=client) == 302
    session = Session.objects.get(user=acme.ada.user)
    assert (session.address, session.device) == ("192.0.2.9", "Firefox · Linux")


def test_without_a_proxy_of_ours_nobody_names_their_address(acme: Cast) -> None:
    client = Client(HTTP_X_FORWARDED_FOR="6.6.6.6")
    assert sign_in("ada@acme.example", PASSWORD, client=client) == 302
    assert Session.objects.get(user=acme.ada.user).address == "127.0.0.1"
