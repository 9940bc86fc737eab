"""Clauses by tenants: from numbers on scorecards alone, and as counting by hand says."""

import datetime as dt
import io
import random
import re
from collections import Counter
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from documents.models import Clause, Document
from oversight.actions.scorecards import freeze_months, measure
from oversight.city.board import Board
from oversight.city.clauses import Heat, most_lacking
from oversight.city.months import first_of
from oversight.models import ClauseExclusion, MonthEnd, Scorecard
from tenants.models import AuditEntry, Tenant
from tenants.people.roles import Role
from tenants.scope import tenant_scope
from tests.library import make_effective, make_library, name_clauses
from tests.world import Cast, City, make_member, make_tenant, signed_in

PAGE = "/city/clauses/"
EDITION = "ISO 9001:2015"
MARK = re.compile(r'is-(bad|warn|ok|mute)"><svg')


def card(tenant: Tenant, day: dt.date | None = None, **clauses: Any) -> Scorecard:
    said = {f"clause_{state}": [] for state in ("gaps", "ailing", "excluded")} | {
        f"clause_{state}": numbers for state, numbers in clauses.items()
    }
    facts = {"clause_edition": EDITION, "clauses_applicable": 26} | said
    return Scorecard.objects.create(tenant=tenant, day=day or timezone.localdate(), **facts)


def numbers() -> list[str]:
    asking = Clause.objects.filter(edition__code=EDITION, requirements__isnull=False).distinct()
    return [clause.number for clause in asking]


def marks(client: Client, code: str, **asked: str) -> dict[str, str] | None:
    """Return how the page marks each clause of a tenant; None where it is not on it."""
    page = client.get(PAGE, asked).content.decode()
    found = re.search(rf'<tr data-tenant="{code}">(.*?)</tr>', page, re.DOTALL)
    return found and dict(zip(numbers(), MARK.findall(found[1]), strict=False))


def test_a_tenant_says_how_each_clause_stands(acme: Cast, city: City) -> None:
    today = acme.tenant.today()
    with tenant_scope(acme.tenant.pk):
        library = make_library(acme)
        well, late = (make_effective(library, acme.ada, title) for title in ("Well", "Late"))
        name_clauses("7.5.3.2", well)
        name_clauses("4.3", late)
        Document.objects.filter(pk=late.pk).update(review_due=today - dt.timedelta(days=1))
        excluded = Clause.objects.get(edition__code=EDITION, number="8.3.2")
        ClauseExclusion.objects.create(
            clause=excluded, reason="No", asked_by=acme.cora, asked_on=today, state="approved"
        )
        found = measure()
    assert found.clause_edition == EDITION
    assert (found.clause_ailing, found.clause_excluded) == (["4.3"], ["8.3.2"])
    assert set(found.clause_gaps or ()) == {*numbers()} - {"7.5.3.2", "4.3", "8.3.2"}
    assert found.clauses_applicable == len(numbers()) - 1
    assert found.clauses_covered == 2
    shown = marks(signed_in(city.quan), "ACME")
    assert shown is not None
    tones = {shown[number] for number in found.clause_gaps or ()}
    assert (shown["7.5.3.2"], shown["4.3"], shown["8.3.2"], tones) == (
        "ok",
        "warn",
        "mute",
        {"bad"},
    )


def test_filters_leave_what_they_name(city: City, acme: Cast, bolt: Cast) -> None:
    card(acme.tenant, gaps=["4.3"], ailing=["7.2"])
    card(bolt.tenant, ailing=["4.3"], excluded=["7.2"])
    organ = make_tenant("ORGN", Tenant.Kind.ORGAN)
    card(organ)
    quan = signed_in(city.quan)

    def left(**asked: str) -> list[str]:
        return re.findall(r'data-tenant="(\w+)"', quan.get(PAGE, asked).content.decode())

    assert left() == ["ACME", "BOLT", "ORGN"]
    assert left(kind="organ") == ["ORGN"]
    assert left(clause="4.3") == ["ACME", "BOLT"]
    assert left(clause="4.3", state="gap") == ["ACME"]
    assert left(clause="7.2", state="excluded") == ["BOLT"]
    assert left(clause="7.2", state="healthy") == ["ORGN"]
    assert left(state="ailing") == ["ACME", "BOLT"]
    assert left(state="healthy") == ["ORGN"]
    assert left(clause="99", state="nonsense") == ["ACME", "BOLT", "ORGN"]
    assert marks(quan, "BOLT", clause="4.3", state="gap") is None


def test_each_clause_is_summed_up_as_by_hand(city: City) -> None:
    """Who is asleep, late or measured by another edition is on the page and in no sum."""
    dice, today = random.Random(20261126), city.tenant.today()
    last = first_of(today) - dt.timedelta(days=1)
    sums: dict[str, Counter[str]] = {number: Counter() for number in numbers()}
    before: Counter[str] = Counter()
    for n in range(25):
        tenant = make_tenant(f"T{n:02}", dice.choice((Tenant.Kind.ZONE, Tenant.Kind.ORGAN)))
        Tenant.objects.filter(pk=tenant.pk).update(suspended_at=timezone.now() if n == 3 else None)
        picked = dice.sample(numbers(), 9)
        said = {"gaps": picked[:4], "ailing": picked[4:7], "excluded": picked[7:]}
        for day in (last, today - dt.timedelta(days=9 if n == 4 else 0)):
            found = card(tenant, day, **said)
            before.update(said["gaps"] if day == last else [])
            said["gaps"] = said["gaps"][:2]
        if n == 5:
            Scorecard.objects.filter(pk=found.pk).update(clause_edition="ISO 9001:2026")
        elif n not in (3, 4):
            for number in numbers():
                state = next((s for s, names in said.items() if number in names), "healthy")
                sums[number][state] += 1
    with tenant_scope(city.tenant.pk):
        freeze_months(today)
        heat = Heat(Board(today))
        first = most_lacking(heat.board)
    assert heat.counted == 22
    for total in heat.totals:
        told = (total.gap, total.ailing, total.excluded, total.healthy, total.gaps_before)
        by_hand = sums[total.clause.number]
        states = (by_hand[state] for state in ("gaps", "ailing", "excluded", "healthy"))
        assert told == (*states, before[total.clause.number]), total.clause
    assert [t.gap for t in first] == sorted((c["gaps"] for c in sums.values()), reverse=True)[:5]
    assert len(heat.order) == 25
    assert len(MonthEnd.objects.exclude(clause_gaps=None)) == 25
    page = signed_in(city.lea).get(PAGE).content.decode()
    assert "data of 9 days ago" in page
    assert "Suspended" in page
    assert marks(signed_in(city.lea), "T04") == {}


@pytest.mark.parametrize("n", [1, 12])
def test_query_count_does_not_grow(
    city: City, django_assert_max_num_queries: DjangoAssertNumQueries, n: int
) -> None:
    for i in range(n):
        card(make_tenant(f"Z{i}"), gaps=["4.3"])
    browser = signed_in(city.quan)
    with django_assert_max_num_queries(24):
        assert browser.get(PAGE).status_code == 200


def test_the_workbook_has_what_was_asked_for(city: City, acme: Cast, bolt: Cast) -> None:
    card(acme.tenant, gaps=["4.3"], excluded=["8.3.2"])
    card(bolt.tenant)
    answer = signed_in(city.lea).post(f"{PAGE}export.xlsx?clause=4.3&state=gap")
    tenants, clauses = load_workbook(io.BytesIO(answer.content)).worksheets
    head, first, note, *_rest = list(tenants.values)
    said = dict(zip(head, first, strict=True))
    assert (said["Code"], said["4.3"], said["8.3.2"]) == ("ACME", "Gap", "Not applicable")
    assert (said["4.4.2"], note[0]) == ("Covered and healthy", "1 row")
    rows = {row[0]: row[2:6] for row in clauses.values}
    assert rows["4.3"] == (1, 0, 1, 0)
    with tenant_scope(city.tenant.pk):
        assert AuditEntry.objects.filter(event="export.made").exists()


def test_only_a_membership_leads_into_a_tenant_and_leaves_an_entry(
    city: City, acme: Cast, bolt: Cast
) -> None:
    make_member(acme.tenant, "Quan of Acme", Role.CONTROLLER, user=city.quan.user)
    for tenant in (acme.tenant, bolt.tenant):
        card(tenant, gaps=["4.3"])
        Scorecard.objects.filter(tenant=tenant).update(reviews_overdue=2)
    quan = signed_in(city.quan)
    leads: set[tuple[str, ...]] = set()
    pages = ("", "clauses/", "clauses/?clause=4.3", "indicators/reviews_overdue/", "certificates/")
    for page in pages:
        answer = quan.get(f"/city/{page}").content.decode()
        assert "/t/bolt/" not in answer
        leads |= {(page, *way) for way in re.findall(r'row"><a href="/t/(\w+)/([\w-]+)/', answer)}
    assert leads == {
        ("clauses/", "acme", "clauses"),
        ("clauses/?clause=4.3", "acme", "clauses"),
        ("indicators/reviews_overdue/", "acme", "documents"),
    }
    assert quan.get("/t/acme/clauses/").status_code == 200
    assert quan.get("/t/bolt/clauses/").status_code == 404
    for tenant, opened in ((acme.tenant, 1), (bolt.tenant, 0)):
        with tenant_scope(tenant.pk):
            entries = AuditEntry.objects.filter(event="tenant.opened_from_city")
            assert entries.count() == opened
