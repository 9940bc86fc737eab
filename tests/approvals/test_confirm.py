"""Confirm who signs: by what a person has, for this one signature, and as the type demands."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from approvals.actions.rounds import submit
from approvals.models import Round, Step
from approvals.rounds import identity
from approvals.rounds.identity import MOST_FAILURES
from approvals.rounds.signing import SIGNED
from tenants import audit
from tenants.models import AuditEntry
from tenants.scope import new_id, tenant_scope
from tests.approvals.confirming import (
    ask,
    bound_to,
    demand_two_factors,
    page_of,
    sign,
    signature_of,
)
from tests.approvals.conftest import Office, make_office
from tests.tenants.code_app import code_of, set_up
from tests.tenants.device import Device
from tests.tenants.test_passkeys import make
from tests.world import PASSWORD, Cast, make_cast, signed_in


@pytest.fixture
def round(acme: Cast, office: Office) -> Round:
    return submit(office.draft(), by=acme.ada)


@pytest.fixture
def ravi(acme: Cast, office: Office) -> Client:
    return signed_in(acme.ravi)


@pytest.fixture
def device(ravi: Client) -> Device:
    """A device with a passkey of Ravi."""
    device = Device()
    assert make(ravi, device) == 302
    return device


def test_a_session_alone_signs_nothing(acme: Cast, round: Round, ravi: Client) -> None:
    assert b"Confirm that it is you" in sign(ravi, round).content
    assert signature_of(acme.ravi) is None


def test_how_it_was_confirmed_is_kept_where_nobody_rewrites_it(
    acme: Cast, round: Round, ravi: Client
) -> None:
    key = set_up(ravi)
    assert sign(ravi, round, code=code_of(key, 1)).status_code == 302
    signature = signature_of(acme.ravi)
    assert signature is not None
    assert signature.method == "code"
    entry = AuditEntry.objects.get(subject=audit.subject_of(signature), event=SIGNED)
    assert json.loads(bytes(entry.body))["facts"]["method"] == "code"


def test_a_code_signs_once(acme: Cast, office: Office, round: Round, ravi: Client) -> None:
    key, second = set_up(ravi), submit(office.draft(), by=acme.ada)
    assert sign(ravi, round, code=code_of(key, 1)).status_code == 302
    assert b"was used already" in sign(ravi, second, code=code_of(key, 1)).content


def test_codes_on_paper_sign_nothing(acme: Cast, round: Round, ravi: Client) -> None:
    set_up(ravi)
    paper = ravi.get("/account/second-factor/").context["new_codes"][0]
    assert sign(ravi, round, code=paper).status_code == 200
    assert signature_of(acme.ravi) is None


@pytest.mark.parametrize("missing", ["password", "code"])
def test_where_two_factors_are_demanded_one_is_not_enough(
    acme: Cast, office: Office, round: Round, ravi: Client, missing: str
) -> None:
    demand_two_factors(office)
    both = {"password": PASSWORD, "code": code_of(set_up(ravi), 1)}
    one = {name: word for name, word in both.items() if name != missing}
    assert b"signed with two factors" in sign(ravi, round, **one).content
    assert signature_of(acme.ravi) is None
    assert sign(ravi, round, **both).status_code == 302
    signature = signature_of(acme.ravi)
    assert signature is not None
    assert signature.method == "password+code"


def test_of_both_a_wrong_one_is_not_told_from_the_other(
    acme: Cast, office: Office, round: Round, ravi: Client
) -> None:
    demand_two_factors(office)
    code = code_of(set_up(ravi), 1)
    for wrong in ({"password": "guess", "code": code}, {"password": PASSWORD, "code": "000000"}):
        assert b"Password and code do not fit" in sign(ravi, round, **wrong).content
    assert sign(ravi, round, password=PASSWORD, code=code).status_code == 302


def test_who_lacks_what_is_demanded_reads_how_to_get_it_and_loses_nothing(
    acme: Cast, office: Office, round: Round, ravi: Client
) -> None:
    demand_two_factors(office)
    html = ravi.get(page_of(round)).content.decode()
    assert "/account/second-factor/" in html
    assert 'name="password"' not in html
    set_up(ravi)
    html = sign(ravi, round, by="again").content.decode()
    assert "Train them first" in html
    assert 'name="password"' in html
    assert 'name="code"' in html


def test_errors_of_every_kind_lock_a_person_together(
    acme: Cast, round: Round, ravi: Client, device: Device
) -> None:
    key = set_up(ravi)
    wrong = [{"password": "guess"}, {"code": "000000"}, {"answer": "{}"}, {"by": "provider"}]
    for said in [*wrong, {"password": "guess", "code": "000000"}]:
        assert b"Errors left" in sign(ravi, round, **said).content
    methods = AuditEntry.objects.filter(event=identity.NOT_CONFIRMED)
    assert len({json.loads(bytes(each.body))["facts"]["method"] for each in methods}) == 5
    for said in ({"password": PASSWORD}, {"code": code_of(key, 1)}):
        assert b"signing is locked until" in sign(ravi, round, **said).content
    answer = device.use(ask(ravi, bound_to(round, acme.ravi)))
    assert b"signing is locked until" in sign(ravi, round, answer=answer).content
    assert signature_of(acme.ravi) is None


@pytest.mark.django_db(transaction=True)
def test_guesses_at_the_same_time_are_all_counted() -> None:
    acme = make_cast("ACME")
    with tenant_scope(acme.tenant.pk):
        office = make_office(acme)
        round = submit(office.draft(), by=acme.ada)
        address = page_of(round)
    client = signed_in(acme.ravi)

    def guess(_n: int) -> bool:
        mine = Client()
        mine.cookies = client.cookies
        data = {"decision": "sign", "key": str(new_id()), "password": "guess"}
        try:
            return b"Errors left" in mine.post(address, data).content
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(guess, range(12))) == MOST_FAILURES
    with tenant_scope(acme.tenant.pk):
        assert Step.objects.get(member=acme.ravi).state == Step.State.OPEN
