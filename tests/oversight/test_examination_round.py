"""The quality office prepares a round, opens it for all, and what is counted stops in time."""

import datetime as dt

import pytest
from django.utils import timezone

from config.clock import sweep
from oversight.models import Entry, Examination, Scorecard
from tenants.models import AuditEntry, Tenant
from tests.oversight.examining import (
    CRITERIA,
    counted_of,
    in_city,
    make_draft_round,
    make_round,
    pass_due,
)
from tests.world import Cast, City, signed_in

LATER = "2099-07-10T18:00"


def rows(*criteria: dict[str, object]) -> dict[str, object]:
    """Write criteria as the form sends them."""
    sent: dict[str, object] = {"form-TOTAL_FORMS": len(criteria), "form-INITIAL_FORMS": 0}
    for n, row in enumerate(criteria):
        sent |= {f"form-{n}-{name}": value for name, value in row.items()}
    return sent


COUNTED = {
    "title": "Read in time",
    "weight": 70,
    "kind": "automatic",
    "indicator": "acknowledged_percent",
    "thresholds": "95=100, 80=50",
}
JUDGED = {"title": "Complaints", "weight": 30, "kind": "judged", "asks": "A record"}


def test_a_round_is_prepared_and_opened(city: City, acme: Cast) -> None:
    office = signed_in(city.quan)
    rules = {"name": "H2", "year": 2098, "half": 2, "due_at": LATER, "late_takes": "2"}
    answer = office.post("/city/examinations/new/", rules | {"missing": "judged"})
    round = Examination.objects.get()
    assert answer.headers["Location"] == f"/city/examinations/{round.pk}/criteria/"
    assert f"{timezone.localtime(round.due_at, city.tenant.zone):%Y-%m-%dT%H:%M}" == LATER
    assert (round.first_day, round.last_day) == (dt.date(2098, 7, 1), dt.date(2098, 12, 31))
    page = answer.headers["Location"]
    assert office.post(page, rows(COUNTED, JUDGED)).status_code == 302
    assert [c.weight for c in round.criteria.all()] == [70, 30]
    assert office.post(f"/city/examinations/{round.pk}/open/").status_code == 302
    round.refresh_from_db()
    assert round.state == "open"
    assert office.get(page).status_code == 404  # nothing changes any more
    with in_city(city):
        told = set(AuditEntry.objects.values_list("event", flat=True))
    assert told >= {"examination.drafted", "examination.criteria_saved", "examination.opened"}
    assert "ACME" in office.get(f"/city/examinations/{round.pk}/").content.decode()


def test_a_year_that_was_typed_wrongly_is_refused(city: City) -> None:
    rules = {"name": "H2", "year": 2098, "half": 2, "late_takes": "2", "missing": "judged"}
    office, page = signed_in(city.quan), "/city/examinations/new/"
    for due_at in ("0001-01-01T00:00", "9999-12-31T23:59"):
        answer = office.post(page, rules | {"due_at": due_at})
        assert (answer.status_code, "from 2000 to 2100" in answer.content.decode()) == (422, True)
    assert office.get("/city/examinations/").status_code == 200


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"weight": ""}, "Give it a weight"),
        ({"indicator": ""}, "Choose the indicator"),
        ({"thresholds": "good"}, "95=100"),
        ({"thresholds": "80=50, 95=100"}, "Begin with the best step"),
        ({"weight": 71}, "come to 101"),
    ],
)
def test_a_criterion_that_says_too_little_is_refused_with_a_sentence(
    city: City, wrong: dict[str, object], said: str
) -> None:
    page = f"/city/examinations/{make_draft_round(city).pk}/criteria/"
    answer = signed_in(city.quan).post(page, rows(COUNTED | wrong, JUDGED))
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_weights_come_to_100_before_a_round_is_opened(city: City) -> None:
    round = make_draft_round(city)
    office, page = signed_in(city.quan), f"/city/examinations/{round.pk}/"
    office.post(f"{page}criteria/", rows(COUNTED))
    said = office.post(f"{page}open/", follow=True).content.decode()
    assert "The weights come to 70" in said
    round.refresh_from_db()
    assert round.state == "draft"


def test_a_round_is_opened_once(city: City) -> None:
    round = make_round(city)
    said = signed_in(city.quan).post(f"/city/examinations/{round.pk}/open/", follow=True)
    assert "has been opened" in said.content.decode()


def test_who_is_not_of_the_office_changes_nothing(city: City, acme: Cast) -> None:
    page = f"/city/examinations/{make_draft_round(city).pk}/"
    for member, status in ((city.lea, 403), (city.pia, 403), (city.sam, 403), (acme.cora, 404)):
        assert signed_in(member).post(f"{page}open/").status_code == status
    assert signed_in(city.lea).get(page).status_code == 200


def test_the_preview_shows_the_points_of_last_month(city: City, acme: Cast, bolt: Cast) -> None:
    round = make_draft_round(city)
    today = city.tenant.today()
    last = today.replace(day=1) - dt.timedelta(days=1)
    card = {"tenant": acme.tenant, "documents": 1}
    Scorecard.objects.create(**card, day=last - dt.timedelta(days=1), reviews_overdue=9)
    Scorecard.objects.create(**card, day=last, reviews_overdue=2)
    Scorecard.objects.create(**card, day=today, reviews_overdue=0)
    page = signed_in(city.quan).get(f"/city/examinations/{round.pk}/criteria/")
    lines = {line.tenant.code: line for line in page.context["lines"]}
    assert str(lines["ACME"].sum) == "20.00"  # half of 40
    assert lines["BOLT"].cells[0].points is None


def card(tenant: Tenant, day: dt.date, at: dt.datetime, overdue: int) -> None:
    made = Scorecard.objects.create(tenant=tenant, day=day, reviews_overdue=overdue)
    Scorecard.objects.filter(pk=made.pk).update(measured_at=at)


def test_figures_are_frozen_at_the_due_instant(city: City, acme: Cast) -> None:
    Tenant.objects.filter(pk=acme.tenant.pk).update(live_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    round = make_round(city)
    pass_due(round)
    day = timezone.localdate()
    card(acme.tenant, day - dt.timedelta(days=1), round.due_at - dt.timedelta(hours=20), 3)
    card(acme.tenant, day, round.due_at + dt.timedelta(seconds=1), 0)  # came too late to count
    sweep()
    entry = Entry.objects.get(tenant=acme.tenant)
    assert entry.figures == {str(counted_of(round).pk): 3}
    Scorecard.objects.update(reviews_overdue=0)
    sweep()
    assert Entry.objects.get(tenant=acme.tenant).figures == entry.figures
    round.refresh_from_db()
    assert round.frozen_at is not None


@pytest.mark.parametrize("takes", [True, False])
def test_who_came_within_the_period_or_is_suspended_takes_part_as_the_round_says(
    city: City, acme: Cast, bolt: Cast, *, takes: bool
) -> None:
    zone = Tenant.objects.filter(pk=bolt.tenant.pk)
    zone.update(suspended_at=timezone.now(), live_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    young = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    Tenant.objects.filter(pk=acme.tenant.pk).update(live_at=young)
    round = make_round(city, takes_newcomers=takes, takes_suspended=takes)
    pass_due(round)
    Tenant.objects.filter(pk=bolt.tenant.pk).update(suspended_at=round.due_at)
    page = f"/city/examinations/{round.pk}/"
    signed_in(city.quan).post(f"{page}score/")
    found = {e.tenant.code: (e.takes_part, e.why) for e in Entry.objects.select_related("tenant")}
    assert found == {"ACME": (takes, "newcomer"), "BOLT": (takes, "suspended")}
    zone.update(suspended_at=None)  # what comes later changes nothing
    shown = signed_in(city.quan).get(page).content.decode()
    assert "suspended when time was up" in shown
    assert ("Takes no part" in shown) is not takes


def test_scoring_begins_when_time_is_up(city: City) -> None:
    round = make_round(city)
    page = f"/city/examinations/{round.pk}/"
    said = signed_in(city.quan).post(f"{page}score/", follow=True).content.decode()
    assert "Scoring begins after that" in said


def test_giving_up_wants_a_reason_and_keeps_it(city: City) -> None:
    round = make_round(city)
    page = f"/city/examinations/{round.pk}/cancel/"
    assert "Say why" in signed_in(city.quan).post(page, follow=True).content.decode()
    signed_in(city.quan).post(page, {"reason": "Merged with the yearly one"})
    round.refresh_from_db()
    assert round.state == "cancelled"
    assert CRITERIA[0]["title"] in [each.title for each in round.criteria.all()]
