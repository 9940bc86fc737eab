"""No word of any tenant is in any answer to the city, whoever of it asks for whatever.

Every text of two tenants is a canary before anybody looks; what they handed in before was harmless.
The suite asks a sample; `make probe` asks thousands (`REQUESTS`, `SEED`).
"""

import io
import os
import random
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import product
from typing import Final, NamedTuple

import pytest
from django.conf import settings
from django.http import HttpResponseBase
from django.test import Client

from documents.models import Clause
from oversight.actions.scorecards import measure
from oversight.city.indicators import BY_NAME
from oversight.models import Examination, FollowUp
from oversight.standards.coverage import State
from tenants import exports
from tenants.models import Member
from tenants.people.roles import Role
from tenants.scope import tenant_scope
from tests.architecture.addresses import Place, address, make_shelf
from tests.oversight.canaries import CANARY, COMPARING, fill
from tests.oversight.examining import (
    begin_scoring,
    choose,
    city_page,
    give,
    make_round,
    old,
    page_of,
    publish,
    report,
    sign,
)
from tests.world import Cast, City, make_member, signed_in

WHOLE: Final = bool(os.environ.get("PROBE"))
REQUESTS: Final = int(os.environ.get("REQUESTS", "4800" if WHOLE else "160"))
SEED: Final = int(os.environ.get("SEED", "10"))
LANGUAGES: Final = ("zh-hans", "en")
LEAST_ANSWERED: Final = 0.5  # of the requests, by a page: with fewer this would prove little


class Asked(NamedTuple):
    """Who asks for what, in which language."""

    member: Member
    language: str
    method: str
    path: str


def places(round: Examination, place: Place) -> Iterator[str]:
    """Yield every address of the city, of both tenants, by every filter it has."""
    told = place._replace(examination=str(round.pk))
    for route, code, each in product(COMPARING, ("acme", "bolt"), (told, place)):
        yield address(route, code, each)
    tones, names = ("", "ok", "warn", "bad"), [*BY_NAME]
    for name in names:
        yield f"/city/?indicator={name}&columns=all"
        yield f"/city/thresholds/?indicator={name}"
        yield f"/city/follow-ups/new/?zone=BOLT&indicator={name}"
        for tone in tones:
            yield f"/city/indicators/{name}/?tone={tone}&at=BOLT"
    clauses = Clause.objects.filter(requirements__isnull=False).distinct()
    numbers = ["", *clauses.values_list("number", flat=True)]
    for number, state, kind in product(numbers, ("", *State.values), ("", "zone", "organ")):
        yield f"/city/clauses/?clause={number}&state={state}&kind={kind}"
    for state in ("", *FollowUp.State.values):
        yield f"/city/follow-ups/?state={state}&page=2"
    for rest in ("certificates/?page=2", "audit/?verify=1", "standards/?edition=ISO+9001:2026"):
        yield f"/city/{rest}"
    for code in ("acme", "bolt"):
        yield city_page(round, f"zones/{code}/")


def sheets(round: Examination) -> Iterator[str]:
    """Yield every address that hands a file out."""
    yield "/city/overview.xlsx"
    yield city_page(round, "result.xlsx")
    yield from ("/city/audit/export.csv", "/city/audit/export.xlsx")
    for state in ("", *State.values):
        yield f"/city/clauses/export.xlsx?state={state}"


def said(answer: HttpResponseBase) -> bytes:
    """Return all that an answer says: its head, and its body, a workbook unpacked."""
    body = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]
    head = repr(dict(answer.headers)).encode()
    if body.startswith(b"PK"):
        book = zipfile.ZipFile(io.BytesIO(body))
        return head + b"".join(map(book.read, book.namelist()))
    return head + body


def ask(client: Client, asked: Asked) -> int:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = asked.language
    answer = getattr(client, asked.method)(asked.path)
    assert CANARY.encode() not in said(answer), asked
    return int(answer.status_code)


@pytest.fixture
def eve(city: City) -> Member:
    return make_member(city.tenant, "Eve", Role.READER)


def states(
    city: City, acme: Cast, bolt: Cast, eve: Member, round: Examination
) -> dict[str, Callable[[], None]]:
    """Return what takes a round, and what was asked of a tenant, from one state to the next."""

    def score() -> None:
        begin_scoring(city, round)
        choose(city, round, acme, city.quan, eve)
        assert {give(round, acme, each, "50") for each in (city.quan, eve)} == {302}

    return {
        "open": lambda: None,
        "scoring": score,
        "signed": lambda: sign(city, round),
        "published": lambda: publish(city, round),
    }


def test_no_word_of_a_tenant_is_in_any_answer_to_the_city(
    city: City,
    acme: Cast,
    bolt: Cast,
    eve: Member,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(exports, "MOST_AN_HOUR", 10**6)
    for cast in (acme, bolt):
        old(cast.tenant)
    place, _other = (make_shelf(cast).draft for cast in (acme, bolt))
    round, dice = make_round(city), random.Random(SEED)
    report(acme, round)
    begun = {"version": 0} | dict.fromkeys(("achievements", "shortcomings", "promises"), CANARY)
    signed_in(bolt.cora).post(page_of(bolt, round, "write/"), begun)
    for cast in (acme, bolt):
        with tenant_scope(cast.tenant.pk):
            fill()
            measure()
    compare = (city.quan, city.lea, city.pia)  # the others see little: they ask less often
    people = (*compare * 3, city.aude, city.sam, city.sena, eve)
    clients = {member.pk: signed_in(member) for member in people}
    answered: Counter[int] = Counter()
    steps = states(city, acme, bolt, eve, round)
    for name, step in steps.items():
        step()
        some = [Asked(*each, "get", path) for path in places(round, place) for each in who(people)]
        files = [Asked(*each, "post", path) for path in sheets(round) for each in who(people)]
        number = REQUESTS // len(steps)
        for asked in (*dice.sample(some, number - number // 8), *dice.sample(files, number // 8)):
            answered[ask(clients[asked.member.pk], asked)] += 1
        print(name, dict(answered))
    assert answered.total() >= REQUESTS - 10
    assert answered[200] >= LEAST_ANSWERED * answered.total()


def who(people: tuple[Member, ...]) -> Iterator[tuple[Member, str]]:
    yield from product(people, LANGUAGES)
