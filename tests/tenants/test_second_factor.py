"""A second factor: set up with the password, asked for at the door, used once, removed, lost."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from tenants.actions.invitations import offer_reset
from tenants.door import codes
from tenants.door.attempts import MOST_FAILURES
from tenants.models import AuditEntry, Factor, Member
from tenants.people.invitations import code_of as code_of_invitation
from tenants.people.roles import Role
from tenants.scope import tenant_scope
from tenants.tasks import mail_to_account
from tests.tenants.code_app import code_of, is_in, set_up, show, sign_in
from tests.world import PASSWORD, Cast, City, make_cast, make_member, signed_in

WRONG = "wrong horse"


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    key = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238, appendix B
    assert codes.code_at(key, seconds // 30) == code


@pytest.fixture
def key(acme: Cast) -> str:
    """The key of Ada's code app."""
    return set_up(signed_in(acme.ada))


def test_an_app_is_set_up_with_the_password_and_its_first_code(acme: Cast, city: City) -> None:
    client = signed_in(acme.ada)
    set_up(client, WRONG)
    assert not Factor.objects.exists()
    key = client.get("/account/second-factor/app/").context["key"]
    client.post("/account/second-factor/app/", {"code": "000000", "old_password": PASSWORD})
    assert not Factor.objects.exists()
    assert set_up(client) == key
    app = Factor.objects.get(kind=Factor.Kind.APP)
    assert key.encode() not in bytes(app.secret), "the key is sealed"
    with tenant_scope(city.tenant.pk):
        assert AuditEntry.objects.filter(event="account.factor_added").count() == 1


def test_with_a_factor_the_password_is_not_enough(acme: Cast, key: str) -> None:
    client = Client()
    assert sign_in(client) == "/sign-in/second-factor/"
    assert not is_in(client)
    assert show(client, "000000") == ""
    assert not is_in(client)
    assert show(client, code_of(key, 1)) == "/"
    assert is_in(client)


def test_the_second_step_alone_leads_to_the_first(acme: Cast, key: str) -> None:
    assert show(Client(), code_of(key, 1)) == "/sign-in/"


def test_the_second_step_waits_ten_minutes(acme: Cast, key: str) -> None:
    client = Client()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in(client)
        clock.shift(601)
        assert show(client, code_of(key)) == "/sign-in/"


def test_a_code_counts_once(acme: Cast, key: str) -> None:
    first, second = Client(), Client()
    code = code_of(key, 1)
    sign_in(first)
    sign_in(second)
    assert show(first, code) == "/"
    assert show(second, code) == ""


def test_the_code_of_setting_up_opens_nothing(acme: Cast) -> None:
    with time_machine.travel(timezone.now(), tick=False):
        key = set_up(signed_in(acme.ada))
        client = Client()
        sign_in(client)
        assert show(client, code_of(key)) == ""


def test_guessing_codes_stops(acme: Cast, key: str) -> None:
    client = Client()
    sign_in(client)
    for _attempt in range(MOST_FAILURES):
        assert show(client, "000000") == ""
    assert show(client, code_of(key, 1)) == ""


def test_a_stranger_shuts_nobody_out_who_has_a_factor(acme: Cast, key: str) -> None:
    for _attempt in range(MOST_FAILURES + 1):
        assert sign_in(Client(), WRONG) == ""
    assert sign_in(Client()) == "", "the password alone opens nothing now"
    assert sign_in(Client(), WRONG, code_of(key, 1)) == ""
    assert sign_in(Client(), PASSWORD, code_of(key, 1)) == "/"


def recovery_codes(client: Client) -> list[str]:
    """Return the codes that the page shows, once."""
    text = client.get("/account/second-factor/").content.decode()
    return re.findall(r"<code>(\w{5}-\w{5})</code>", text)


def test_recovery_codes_are_shown_once_and_each_opens_once(acme: Cast) -> None:
    mine = signed_in(acme.ada)
    set_up(mine)
    shown = recovery_codes(mine)
    assert len(set(shown)) == 10
    assert recovery_codes(mine) == []
    client, other = Client(), Client()
    sign_in(client)
    assert show(client, shown[0].upper()) == "/"
    sign_in(other)
    assert show(other, shown[0]) == ""
    assert Factor.objects.filter(kind=Factor.Kind.RECOVERY).count() == 9


def test_new_recovery_codes_replace_the_old(acme: Cast) -> None:
    client = signed_in(acme.ada)
    set_up(client)
    old = recovery_codes(client)
    client.post("/account/second-factor/codes/", {"old_password": WRONG})
    assert recovery_codes(client) == []
    client.post("/account/second-factor/codes/", {"old_password": PASSWORD})
    assert set(recovery_codes(client)).isdisjoint(old)
    other = Client()
    sign_in(other)
    assert show(other, old[0]) == ""


def test_without_a_factor_there_are_no_recovery_codes(acme: Cast) -> None:
    signed_in(acme.ada).post("/account/second-factor/codes/", {"old_password": PASSWORD})
    assert not Factor.objects.exists()


def test_removing_asks_for_the_password_and_takes_the_codes_along(acme: Cast, key: str) -> None:
    client = signed_in(acme.ada)
    url = f"/account/second-factor/{Factor.objects.get(kind='app').pk}/remove/"
    client.post(url, {"old_password": WRONG})
    assert Factor.objects.exists()
    assert client.post(url, {"old_password": PASSWORD}).status_code == 302
    assert not Factor.objects.exists()
    assert sign_in(Client()) == "/"


def test_nobody_removes_the_factor_of_another(acme: Cast, key: str) -> None:
    url = f"/account/second-factor/{Factor.objects.get(kind='app').pk}/remove/"
    answer = signed_in(acme.ruth).post(url, {"old_password": PASSWORD})
    assert answer.status_code == 404
    assert Factor.objects.exists()


@pytest.mark.parametrize("kind", ["factor_added", "factor_removed", "factor_reset"])
def test_the_mails_say_what_happened(acme: Cast, kind: str) -> None:
    mail_to_account(str(acme.ada.user_id), kind)
    assert "second factor" in str(mail.outbox[0].subject)


def lose(by: Member, member: Member, reason: str = "Phone stolen") -> None:
    data = {"member": str(member.pk), "reason": reason}
    signed_in(by).post("/t/acme/settings/sign-in/lost/", data)


def test_an_administrator_takes_a_lost_factor_off(acme: Cast, key: str) -> None:
    session = signed_in(acme.ada)
    lose(acme.tom, acme.ada, reason=" ")
    lose(acme.cora, acme.ada)
    assert Factor.objects.exists()
    lose(acme.tom, acme.ada)
    assert not Factor.objects.exists()
    assert not is_in(session)
    assert sign_in(Client()) == "/"
    with tenant_scope(acme.tenant.pk):
        entry = AuditEntry.objects.get(event="factor.reset")
    assert (entry.by_id, b"Phone stolen" in bytes(entry.body)) == (acme.tom.pk, True)


def test_nobody_takes_off_their_own_factor_or_a_neighbours(acme: Cast, bolt: Cast) -> None:
    set_up(signed_in(acme.tom))
    set_up(signed_in(bolt.ada))
    lose(acme.tom, acme.tom)
    lose(acme.tom, bolt.ada)
    assert Factor.objects.filter(kind=Factor.Kind.APP).count() == 2


def test_only_the_city_takes_it_off_who_belongs_elsewhere_too(
    acme: Cast, city: City, bolt: Cast, key: str
) -> None:
    make_member(bolt.tenant, "Ada2", Role.READER, user=acme.ada.user)
    lose(acme.tom, acme.ada)
    assert Factor.objects.exists()
    member = make_member(city.tenant, "Ada3", Role.READER, user=acme.ada.user)
    data = {"member": str(member.pk), "reason": "Phone stolen"}
    signed_in(city.sena).post("/t/city/settings/sign-in/lost/", data)
    assert not Factor.objects.exists()


def test_a_code_on_paper_does_not_stand_for_the_factor(acme: Cast, key: str) -> None:
    with tenant_scope(acme.tenant.pk):
        Member.objects.filter(pk=acme.ada.pk).update(joined_at=timezone.now())
        code = code_of_invitation(offer_reset(acme.ada, by=acme.tom).pk)
    data = {"zone": "ACME", "staff_number": "ADA", "code": code}
    new = "a new one that is long"
    client = Client()
    answer = client.post("/account/code/", data | {"new_password1": new, "new_password2": new})
    assert answer["Location"] == "/sign-in/second-factor/"
    assert not is_in(client)


@pytest.mark.django_db(transaction=True)
def test_one_code_at_two_doors_at_once_opens_one() -> None:
    acme = make_cast("ACME")
    key = set_up(signed_in(acme.ada))
    clients = [Client(), Client()]
    for client in clients:
        sign_in(client)
    code = code_of(key, 1)

    def try_it(client: Client) -> str:
        try:
            return show(client, code)
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool:
        assert sorted(pool.map(try_it, clients)) == ["", "/"]
