"""What the city reads, beside plain sums over rows; and instants on the edge of days elsewhere."""

import datetime as dt
import random
from collections import Counter
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django.utils.html import strip_tags

from approvals.models import Step
from config.clock import sweep
from config.demo.past import clock_at
from documents.models import Document, Readership
from oversight.actions.scorecards import measure
from oversight.city.board import Board
from oversight.city.year import Year
from oversight.models import Entry, Examination, Scorecard
from tenants.models import Tenant
from tenants.scope import tenant_scope
from tests.architecture.addresses import make_shelf
from tests.library import make_effective, make_library
from tests.oversight.examining import counted_of, make_round, old
from tests.world import Cast, City, signed_in

SHANGHAI, HONOLULU, AUCKLAND = "Asia/Shanghai", "Pacific/Honolulu", "Pacific/Auckland"


def shake(dice: random.Random, today: dt.date) -> None:
    """Let days and readers be any: overdue, due today, later, or none."""
    for document in Document.objects.all():
        for name in ("review_due", "valid_until"):
            days = dice.choice((None, -1, 0, 1))
            day = None if days is None else today + dt.timedelta(days=days)
            Document.objects.filter(pk=document.pk).update(**{name: day})
    for step in Step.objects.all():
        day = today + dt.timedelta(days=dice.choice((-1, 0, 1)))
        Step.objects.filter(pk=step.pk).update(due_on=day)
    for each in Readership.objects.all():
        required = dice.randrange(9)
        done = dice.randrange(required + 1)
        Readership.objects.filter(pk=each.pk).update(required=required, done=done)


def by_hand(today: dt.date) -> Counter[str]:
    """Count the running tenant's rows in plain Python."""
    found: Counter[str] = Counter()
    for document in Document.objects.all():
        if document.state != "active" or document.in_force_id is None:
            continue
        found["documents"] += 1
        found["reviews_overdue"] += document.review_due is not None and document.review_due < today
        found["expired"] += document.valid_until is not None and document.valid_until < today
        for readership in Readership.objects.filter(revision=document.in_force_id):
            found["acknowledgements_required"] += readership.required
            found["acknowledgements_done"] += readership.done
    for step in Step.objects.all():
        if step.state == "open":
            found["approvals_open"] += 1
            found["approvals_overdue"] += step.due_on is not None and step.due_on < today
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_scorecards_and_the_city_say_what_rows_say(
    city: City, acme: Cast, bolt: Cast, seed: int
) -> None:
    dice, whole = random.Random(seed), Counter[str]()
    today = city.tenant.today()
    for cast in (acme, bolt):
        if cast is acme:
            make_shelf(cast)
        with tenant_scope(cast.tenant.pk):
            if cast is bolt:
                library = make_library(cast)
                for n in range(4):
                    make_effective(library, cast.ada, title=f"Text {n}")
            shake(dice, today)
            hand, card = by_hand(today), measure()
            for name, value in hand.items():
                assert getattr(card, name) == value, (cast.tenant.code, name)
            whole += hand
    with tenant_scope(city.tenant.pk):
        now = Year(Board(today)).now
    assert now["reviews_overdue"] == whole["reviews_overdue"]
    assert now["expired"] == whole["expired"]
    share = 100 * whole["acknowledgements_done"] / whole["acknowledgements_required"]
    assert now["acknowledged_percent"] == pytest.approx(share)
    page = signed_in(city.quan).get("/city/").content.decode()
    assert f">{share:.1f}<small>".replace(".0<", "<") in page


def in_zone(cast: Cast, name: str) -> Tenant:
    Tenant.objects.filter(pk=cast.tenant.pk).update(time_zone=name)
    cast.tenant.refresh_from_db()
    return cast.tenant


@pytest.mark.parametrize("name", [SHANGHAI, HONOLULU, AUCKLAND])
def test_time_is_up_at_one_instant_also_where_a_day_ends_with_it(
    city: City, acme: Cast, name: str
) -> None:
    """The due instant is midnight there: the card of the day before counts, the next does not."""
    old(acme.tenant)
    tenant, round = in_zone(acme, name), make_round(city)
    tomorrow = tenant.today() + dt.timedelta(days=1)
    due = dt.datetime.combine(tomorrow, dt.time(0), ZoneInfo(name))
    Examination.objects.filter(pk=round.pk).update(due_at=due)
    with tenant_scope(tenant.pk, time_zone=name):
        library = make_library(acme)
    for seconds in (-1, 1):  # one more review is overdue each time
        with clock_at(due + dt.timedelta(seconds=seconds)), tenant_scope(tenant.pk, time_zone=name):
            document = make_effective(library, acme.ada, title=f"At {seconds}")
            Document.objects.filter(pk=document.pk).update(review_due=dt.date(2020, 1, 1))
            measure()
            assert Scorecard.objects.latest("day").day == timezone.localdate()
    with clock_at(due + dt.timedelta(minutes=5)):
        sweep()
    entry = Entry.objects.get(tenant=tenant)
    assert entry.figures == {str(counted_of(round).pk): 1}
    assert entry.day == tomorrow - dt.timedelta(days=1)


def test_who_is_new_in_the_period_is_so_by_the_days_there(
    city: City, acme: Cast, bolt: Cast
) -> None:
    """At one instant it is the second of January in Kunming and the first in Honolulu."""
    opened = dt.datetime(2026, 1, 1, 16, 30, tzinfo=dt.UTC)
    for cast, name in ((acme, SHANGHAI), (bolt, HONOLULU)):
        in_zone(cast, name)
        Tenant.objects.filter(pk=cast.tenant.pk).update(live_at=opened)
    round = make_round(city, takes_newcomers=False)
    Examination.objects.filter(pk=round.pk).update(due_at=timezone.now())
    sweep()
    found = {e.tenant.code: (e.takes_part, e.why) for e in Entry.objects.select_related("tenant")}
    assert found == {"ACME": (False, "newcomer"), "BOLT": (True, "")}


def test_a_card_of_a_day_that_is_to_come_here_is_compared(city: City, acme: Cast) -> None:
    """Where the sun rises earlier, tomorrow's card is there before the city's day ends."""
    tomorrow = city.tenant.today() + dt.timedelta(days=1)
    Scorecard.objects.create(tenant=acme.tenant, day=tomorrow, documents=8888)
    Scorecard.objects.create(tenant=acme.tenant, day=city.tenant.today(), documents=7777)
    page = signed_in(city.quan).get("/city/").content.decode()
    assert "8888" in page
    assert "7777" not in strip_tags(page)
    assert "compared" not in page  # nobody is missing
