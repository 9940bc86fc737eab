"""The city sees numbers of every organ and zone, who falls behind first; never their texts."""

import datetime as dt

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from oversight import heat
from oversight.actions.scorecards import measure
from oversight.models import Scorecard
from tenants.models import Tenant
from tenants.scope import tenant_scope
from tests.library import make_effective, make_library
from tests.world import Cast, City, make_tenant, signed_in


def scorecard(tenant: Tenant, **counts: int) -> Scorecard:
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
    assert "7777" not in page


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
        ("acknowledged_percent", 100, "ok"),
        ("acknowledged_percent", 95, ""),
        ("acknowledged_percent", 90, "warn"),
        ("acknowledged_percent", 75, "bad"),
    ],
)
def test_thresholds(name: str, value: int, tone: str) -> None:
    [indicator] = [each for each in heat.INDICATORS if each.name == name]
    assert indicator.tone(value) == tone
