"""The city sees numbers of every organ and zone, who falls behind first; never their texts."""

import datetime as dt
import io
import random
import re
import statistics
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from django.utils.html import strip_tags
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from oversight.actions.scorecards import measure
from oversight.city import league
from oversight.city.board import WEIGHTS, Board
from oversight.city.indicators import BY_NAME, INDICATORS
from oversight.city.league import leagues
from oversight.city.months import first_of, month_after
from oversight.city.year import Year
from oversight.models import MonthEnd, Scorecard, Threshold
from tenants.models import AuditEntry, Tenant
from tenants.scope import tenant_scope
from tests.library import make_effective, make_library
from tests.world import Cast, City, make_tenant, signed_in


def scorecard(tenant: Tenant, **counts: Any) -> Scorecard:
    return Scorecard.objects.create(tenant=tenant, day=timezone.localdate(), **counts)


def test_tenant_is_measured_from_inside(acme: Cast, bolt: Cast) -> None:
    with tenant_scope(bolt.tenant.pk):
        make_effective(make_library(bolt), bolt.ada)
    with tenant_scope(acme.tenant.pk):
        document = make_effective(make_library(acme), acme.ada)
        assert measure().reviews_overdue == 0
        document.review_due = timezone.localdate() - dt.timedelta(days=1)
        document.valid_until = document.review_due
        document.save()
        card = measure()
    assert Scorecard.objects.get() == card  # twice a day is still one card
    assert (card.tenant_id, card.documents) == (acme.tenant.pk, 1)
    assert (card.reviews_overdue, card.expired) == (1, 1)


def test_who_falls_behind_comes_first(city: City, acme: Cast, bolt: Cast) -> None:
    scorecard(acme.tenant, documents=186)
    scorecard(bolt.tenant, documents=97, reviews_overdue=6, approvals_overdue=3)
    page = signed_in(city.quan).get("/city/").content.decode()
    assert page.index('data-tenant="BOLT"') < page.index('data-tenant="ACME"')
    assert "186" in page


def test_newest_scorecard_counts(city: City, acme: Cast) -> None:
    old = timezone.localdate() - dt.timedelta(days=40)
    Scorecard.objects.create(tenant=acme.tenant, day=old, documents=7777)
    page = signed_in(city.lea).get("/city/").content.decode()
    assert f"{old:%Y-%m-%d}" in page  # late data says how old it is
    scorecard(acme.tenant, documents=8888)
    page = signed_in(city.lea).get("/city/").content.decode()
    assert "8888" in page
    assert "7777" not in strip_tags(page)


def test_tenant_without_data_is_shown_without_numbers(city: City, acme: Cast) -> None:
    page = signed_in(city.quan).get("/city/").content.decode()
    assert 'data-tenant="ACME"' in page
    assert "—" in page


@pytest.mark.parametrize("n", [1, 12])
def test_query_count_does_not_grow(
    city: City, django_assert_max_num_queries: DjangoAssertNumQueries, n: int
) -> None:
    for i in range(n):
        scorecard(make_tenant(f"Z{i}"), documents=i)
    browser = signed_in(city.quan)
    with django_assert_max_num_queries(25):
        assert browser.get("/city/").status_code == 200


def test_city_is_for_the_city(city: City, acme: Cast) -> None:
    assert signed_in(acme.cora).get("/city/").status_code == 404
    assert signed_in(city.sam).get("/city/").status_code == 403


@pytest.mark.parametrize(
    ("name", "value", "tone"),
    [
        ("reviews_overdue", 0, "ok"),
        ("reviews_overdue", 1, "warn"),
        ("reviews_overdue", 4, "bad"),
        ("acknowledged_percent", 95, "ok"),
        ("acknowledged_percent", 94, ""),
        ("acknowledged_percent", 90, "warn"),
        ("acknowledged_percent", 75, "bad"),
        ("days_to_expiry", -1, "bad"),
        ("days_to_expiry", None, ""),
    ],
)
def test_tones(name: str, value: int | None, tone: str) -> None:
    indicator = BY_NAME[name]
    assert indicator.tone(value, indicator.bounds) == tone


def test_old_figures_are_not_shown_as_todays(city: City, acme: Cast, bolt: Cast) -> None:
    day = timezone.localdate() - dt.timedelta(days=2)
    Scorecard.objects.create(tenant=acme.tenant, day=day, documents=7777)
    scorecard(bolt.tenant, documents=3)
    page = signed_in(city.quan).get("/city/").content.decode()
    assert "data of 2 days ago" in page
    assert "7777" not in strip_tags(page)
    assert "1 of 2 compared" in page


def test_a_suspended_zone_stands_there_and_is_not_compared(city: City, acme: Cast) -> None:
    scorecard(acme.tenant, documents=7777, reviews_overdue=4444)
    page = signed_in(city.quan).get("/city/").content.decode()
    assert "4444" in page
    Tenant.objects.filter(pk=acme.tenant.pk).update(suspended_at=timezone.now())
    page = signed_in(city.quan).get("/city/").content.decode()
    assert 'data-tenant="ACME"' in page
    assert "Suspended" in page
    assert "4444" not in strip_tags(page)


def test_ranks_are_within_a_kind_and_say_what_changed(city: City, acme: Cast, bolt: Cast) -> None:
    organ = make_tenant("ORGN", Tenant.Kind.ORGAN)
    last = month_after(first_of(city.tenant.today()), -1)
    for tenant, late, before in ((acme.tenant, 0, 9), (bolt.tenant, 9, 0), (organ, 9, 9)):
        scorecard(tenant, reviews_overdue=late)
        MonthEnd.objects.create(tenant=tenant, month=last, day=last, reviews_overdue=before)
    with tenant_scope(city.tenant.pk):
        rows = {row.tenant.code: row for row in Board(city.tenant.today()).rows()}
    assert {code: (row.rank, row.risen) for code, row in rows.items()} == {
        "ACME": (1, 1),
        "BOLT": (2, -1),
        "ORGN": (1, 0),
    }


def test_the_whole_is_what_counting_by_hand_says(city: City) -> None:
    """Every figure of the city against sums that ask no database."""
    dice = random.Random(20261126)
    cards = []
    for n in range(9):
        required = dice.randrange(1, 50)
        counts = {
            "reviews_overdue": dice.randrange(9),
            "acknowledgements_required": required,
            "acknowledgements_done": dice.randrange(required + 1),
            "days_to_force": Decimal(dice.randrange(10, 99)) / 10 if n else None,
            "days_to_expiry": dice.randrange(-20, 400) if n % 3 else None,
            "clauses_applicable": 28,
            "clauses_covered": dice.randrange(20, 29),
            "findings_major": dice.randrange(3),
            "findings_minor": dice.randrange(5),
        }
        cards.append(scorecard(make_tenant(f"T{n}"), **counts))
    with tenant_scope(city.tenant.pk):
        now = Year(Board(city.tenant.today())).now
    required = sum(card.acknowledgements_required for card in cards)
    done = sum(card.acknowledgements_done for card in cards)
    expected = {
        "reviews_overdue": sum(card.reviews_overdue for card in cards),
        "acknowledged_percent": 100 * done / required,
        "days_to_force": float(
            statistics.median(card.days_to_force for card in cards if card.days_to_force)
        ),
        "days_to_expiry": sum(card.days_to_expiry in range(-99, 91) for card in cards),
        "clauses_percent": 100 * sum(card.clauses_covered or 0 for card in cards) / (28 * 9),
        "findings_open": sum((c.findings_major or 0) + (c.findings_minor or 0) for c in cards),
        "readiness": None,
    }
    for name, value in expected.items():
        assert now[name] == (None if value is None else pytest.approx(value)), name


def test_the_database_judges_as_the_table_does(city: City) -> None:
    """Weights come from the database, tones of cells from here: both by any thresholds."""
    dice, today = random.Random(9001), city.tenant.today()
    for indicator in INDICATORS:
        sign = -1 if indicator.higher_is_better else 1
        bounds = sorted(Decimal(dice.randrange(-20, 1000)) / 10 for _ in range(3))
        with tenant_scope(city.tenant.pk):
            Threshold.objects.create(
                indicator=indicator.name,
                **dict(zip(("good", "watch", "alert"), bounds[::sign], strict=True)),
                holds_from=today,
                reason="A test",
                set_by=city.quan,
            )
    for n in range(40):
        scorecard(
            make_tenant(f"T{n}"),
            **{name: dice.randrange(12) for name in ("reviews_overdue", "expired")},
            approvals_overdue=dice.randrange(100),
            acknowledgements_required=dice.choice((0, 7, 100)),
            acknowledgements_done=dice.randrange(8),
            days_to_force=dice.choice((None, Decimal(dice.randrange(900)) / 10)),
            days_to_expiry=dice.choice((None, dice.randrange(-30, 100))),
            days_to_audit=dice.choice((None, dice.randrange(-30, 100))),
            clauses_applicable=dice.choice((None, 0, 26)),
            clauses_covered=dice.randrange(27),
            findings_major=dice.choice((None, 0, 3)),
            findings_minor=dice.choice((None, 5, 90)),
            readiness=dice.choice((None, dice.randrange(101))),
        )
    with tenant_scope(city.tenant.pk):
        board = Board(today)
        rows = board.rows()
    assert len({row.weight for row in rows}) > 5
    for row in rows:
        assert row.weight == sum(WEIGHTS[cell.tone] for cell in row.cells), row.tenant
    assert [row.weight for row in rows] == sorted((row.weight for row in rows), reverse=True)


def test_a_long_league_is_read_page_by_page(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(league, "PLACES_ON_PAGE", 2)
    for n, late in enumerate((2, 4, 4, 9)):
        scorecard(make_tenant(f"T{n}"), reviews_overdue=late)
    make_tenant("NONE")
    page = signed_in(city.quan).get
    told = {
        asked: re.findall(r'<tr id="(\w+)">\s*<td class="is-number">(.+?)<', answer)
        for asked in ("", "page=2", "page=3", "at=T3", "at=NONE")
        for answer in [page(f"/city/indicators/reviews_overdue/?{asked}").content.decode()]
    }
    assert told[""] == [("T0", "1"), ("T1", "2")]
    assert told["page=2"] == told["at=T3"] == [("T2", "2"), ("T3", "4")]
    assert told["page=3"] == told["at=NONE"] == [("NONE", "—")]


def test_an_indicator_shows_the_gap_to_the_best_and_the_median(city: City) -> None:
    for n, late in enumerate((2, 4, 9)):
        scorecard(make_tenant(f"T{n}"), reviews_overdue=late)
    with tenant_scope(city.tenant.pk):
        [table] = leagues(Board(city.tenant.today()), BY_NAME["reviews_overdue"])
    told = [(p.rank, p.tenant.code, p.to_best, p.to_median) for p in table.places]
    assert told == [(1, "T0", "0", "−2"), (2, "T1", "2", "0"), (3, "T2", "7", "+5")]
    page = signed_in(city.quan).get("/city/indicators/reviews_overdue/?tone=bad").content.decode()
    assert "T2" in page
    assert 'id="T0"' not in page


def test_the_workbook_has_all_of_it(city: City, acme: Cast) -> None:
    scorecard(acme.tenant, documents=186, days_to_force=Decimal("4.5"))
    answer = signed_in(city.lea).post("/city/overview.xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    head, first = list(book.worksheets[0].values)[:2]
    said = dict(zip(head, first, strict=True))
    assert (said["Code"], said["Documents"], said["Approval takes (days)"]) == ("ACME", 186, 4.5)
    with tenant_scope(city.tenant.pk):
        assert AuditEntry.objects.filter(event="export.made").exists()
