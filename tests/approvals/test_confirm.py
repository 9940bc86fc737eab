"""Confirm who signs: by what a person has, for this one signature, and as the type demands."""

import json
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qsl, urlsplit

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import Client, override_settings
from django.utils import timezone

from approvals.actions.rounds import submit
from approvals.models import Round, Signature, Step
from approvals.rounds import identity
from approvals.rounds.identity import MOST_FAILURES
from approvals.rounds.signing import SIGNED
from tenants import audit
from tenants.models import AuditEntry, Identity, Member
from tenants.scope import new_id, tenant_scope
from tests.approvals.conftest import Office, make_office, step_of
from tests.tenants.device import PRESENT, Device
from tests.tenants.fake_provider import FakeProvider, running
from tests.tenants.test_passkeys import make
from tests.tenants.test_second_factor import code_of, set_up
from tests.tenants.test_single_sign_on import name
from tests.world import PASSWORD, Cast, make_cast, signed_in

ASK_PASSKEY = "/t/acme/signing/passkey/"
ASK_PROVIDER = "/t/acme/signing/provider/"


@pytest.fixture
def round(acme: Cast, office: Office) -> Round:
    return submit(office.draft(), by=acme.ada)


def page_of(round: Round) -> str:
    revision = round.revision
    return f"/t/acme/documents/{revision.document.number}/revisions/{revision.n}/decide/"


def sign(client: Client, round: Round, **said: str) -> HttpResponse:
    data = {"decision": "sign", "key": str(new_id()), "comment": "Train them first", **said}
    answer: HttpResponse = client.post(page_of(round), data)  # type: ignore[assignment]
    return answer


def signature_of(member: Member) -> Signature | None:
    return Signature.objects.filter(signer=member, step__isnull=False).first()


def demand_two_factors(office: Office) -> None:
    office.procedure.signing = "two_factors"
    office.procedure.save()


def bound_to(round: Round, member: Member) -> str:
    return identity.binding(step_of(round, member).pk, round.manifest_sha256)


def ask(client: Client, what: str) -> str:
    question: str = client.post(ASK_PASSKEY, {"bound_to": what}).json()["question"]
    return question


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


def test_whoever_has_a_passkey_sees_it_first(round: Round, ravi: Client, device: Device) -> None:
    html = ravi.get(page_of(round)).content.decode()
    assert html.index("data-sign-passkey") < html.index('name="password"')


def test_a_passkey_signs_where_two_factors_are_demanded(
    acme: Cast, office: Office, round: Round, ravi: Client, device: Device
) -> None:
    demand_two_factors(office)
    question = ask(ravi, bound_to(round, acme.ravi))
    assert sign(ravi, round, answer=device.use(question)).status_code == 302
    signature = signature_of(acme.ravi)
    assert signature is not None
    assert signature.method == "passkey"


def other_step(device: Device, client: Client, round: Round, office: Office) -> str:
    other = submit(office.draft(), by=office.ada)
    return device.use(ask(client, bound_to(other, office.ravi)))


def other_content(device: Device, client: Client, round: Round, office: Office) -> str:
    return device.use(ask(client, identity.binding(step_of(round, office.ravi).pk, "0" * 64)))


def other_person(device: Device, client: Client, round: Round, office: Office) -> str:
    stranger = Device()
    assert make(signed_in(office.lena), stranger) == 302
    return stranger.use(ask(client, bound_to(round, office.ravi)))


def forged(device: Device, client: Client, round: Round, office: Office) -> str:
    forger = Device()
    forger.id = device.id
    return forger.use(ask(client, bound_to(round, office.ravi)))


def from_the_door(device: Device, client: Client, round: Round, office: Office) -> str:
    return device.use(client.get("/sign-in/passkey/").context["question"])


def without_its_owner(device: Device, client: Client, round: Round, office: Office) -> str:
    device.flags = PRESENT
    return device.use(ask(client, bound_to(round, office.ravi)))


def of_an_earlier_question(device: Device, client: Client, round: Round, office: Office) -> str:
    answer = device.use(ask(client, bound_to(round, office.ravi)))
    ask(client, bound_to(round, office.ravi))
    return answer


def nonsense(device: Device, client: Client, round: Round, office: Office) -> str:
    ask(client, bound_to(round, office.ravi))
    return "{}"


@pytest.mark.parametrize(
    "lie",
    [
        *(other_step, other_content, other_person, forged),
        *(from_the_door, without_its_owner, of_an_earlier_question, nonsense),
    ],
)
def test_a_passkey_that_answers_something_else_signs_nothing(
    office: Office,
    round: Round,
    ravi: Client,
    device: Device,
    lie: Callable[[Device, Client, Round, Office], str],
) -> None:
    answer = lie(device, ravi, round, office)
    assert b"passkey is not yours" in sign(ravi, round, answer=answer).content
    assert signature_of(office.ravi) is None
    assert AuditEntry.objects.filter(event=identity.NOT_CONFIRMED).count() == 1


def test_an_answer_of_a_passkey_is_good_once_and_not_for_long(
    acme: Cast, office: Office, round: Round, ravi: Client, device: Device
) -> None:
    other = submit(office.draft(), by=acme.ada)
    answer = device.use(ask(ravi, bound_to(round, acme.ravi)))
    assert sign(ravi, other, answer=answer).status_code == 200
    assert sign(ravi, round, answer=answer).status_code == 200, "used up"
    with time_machine.travel(timezone.now(), tick=False) as clock:
        late = device.use(ask(ravi, bound_to(round, acme.ravi)))
        clock.shift(301)
        assert sign(ravi, round, answer=late).status_code == 200
    assert signature_of(acme.ravi) is None


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


@pytest.fixture
def provider(acme: Cast, office: Office) -> Generator[FakeProvider]:
    """The provider of acme, which knows Ravi, who has no password here."""
    with running() as provider, override_settings(SSO_PRIVATE=[provider.url]):
        name(signed_in(acme.tom), provider.url)
        Identity.objects.create(issuer=provider.url, subject="ravi-at-work", member=acme.ravi)
        provider.claims["sub"] = "ravi-at-work"
        yield provider


def go(client: Client, provider: FakeProvider, round: Round, what: str) -> dict[str, str]:
    """Go from the sign card to the provider as a browser does; return what was asked there."""
    data = {"bound_to": what, "here": page_of(round), "comment": "Train them first"}
    shown = client.post(ASK_PROVIDER, data)
    assert shown.context["where"] in shown.content.decode().replace("&amp;", "&")
    provider.asked = dict(parse_qsl(urlsplit(shown.context["where"]).query))
    provider.claims["auth_time"] = int(timezone.now().timestamp())
    return provider.asked


def come_back(client: Client, asked: dict[str, str], code: str = "code-1") -> str:
    answer = client.get("/sign-in/acme/answer/", {"state": asked["state"], "code": code})
    return answer["Location"]


def test_the_provider_is_asked_afresh_and_the_button_signs(
    acme: Cast, office: Office, round: Round, ravi: Client, provider: FakeProvider
) -> None:
    demand_two_factors(office)
    acme.ravi.user.set_unusable_password()
    acme.ravi.user.save()
    ravi = signed_in(acme.ravi)
    assert "Confirm at WeCom" in ravi.get(page_of(round)).content.decode()
    asked = go(ravi, provider, round, bound_to(round, acme.ravi))
    assert (asked["prompt"], asked["max_age"]) == ("login", "0")
    assert come_back(ravi, asked) == page_of(round)
    html = ravi.get(page_of(round)).content.decode()
    assert "WeCom has confirmed that it is you" in html
    assert "Train them first" in html
    assert signature_of(acme.ravi) is None, "coming back signs nothing"
    assert sign(ravi, round, by="provider").status_code == 302
    signature = signature_of(acme.ravi)
    assert signature is not None
    assert signature.method == "provider"


def test_what_the_provider_said_is_good_once_for_one_step_and_not_for_long(
    acme: Cast, office: Office, round: Round, ravi: Client, provider: FakeProvider
) -> None:
    other = submit(office.draft(), by=acme.ada)
    come_back(ravi, go(ravi, provider, round, bound_to(other, acme.ravi)))
    assert "has confirmed that it is you" not in ravi.get(page_of(round)).content.decode()
    assert b"were not confirmed there" in sign(ravi, round, by="provider").content
    assert b"were not confirmed there" in sign(ravi, other, by="provider").content, "used up"
    with time_machine.travel(timezone.now(), tick=False) as clock:
        come_back(ravi, go(ravi, provider, round, bound_to(round, acme.ravi)), "code-2")
        clock.shift(301)
        assert b"were not confirmed there" in sign(ravi, round, by="provider").content
    assert signature_of(acme.ravi) is None


def long_ago(provider: FakeProvider) -> None:
    provider.claims["auth_time"] -= 60


def not_said(provider: FakeProvider) -> None:
    provider.claims["auth_time"] = None


def somebody_else(provider: FakeProvider) -> None:
    provider.claims["sub"] = "lena-at-work"


def a_colleague(provider: FakeProvider) -> None:
    lena = Member.objects.get(name="Lena")
    Identity.objects.create(issuer=provider.url, subject="lena-at-work", member=lena)
    provider.claims["sub"] = "lena-at-work"


@pytest.mark.parametrize("lie", [long_ago, not_said, somebody_else, a_colleague])
def test_a_provider_that_did_not_ask_this_person_now_confirms_nothing(
    acme: Cast,
    round: Round,
    ravi: Client,
    provider: FakeProvider,
    lie: Callable[[FakeProvider], None],
) -> None:
    asked = go(ravi, provider, round, bound_to(round, acme.ravi))
    lie(provider)
    assert come_back(ravi, asked) == page_of(round)
    assert "Train them first" in ravi.get(page_of(round)).content.decode()
    assert sign(ravi, round, by="provider").status_code == 200
    assert signature_of(acme.ravi) is None


def test_signing_in_at_the_provider_confirms_no_signature(
    acme: Cast, round: Round, ravi: Client, provider: FakeProvider
) -> None:
    where = ravi.get("/sign-in/acme/provider/", {"next": page_of(round)})["Location"]
    provider.asked = dict(parse_qsl(urlsplit(where).query))
    provider.claims["auth_time"] = int(timezone.now().timestamp())
    assert "prompt" not in provider.asked
    come_back(ravi, provider.asked)
    assert sign(ravi, round, by="provider").status_code == 200
    assert signature_of(acme.ravi) is None
