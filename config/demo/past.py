"""Let the demo's past happen in order: each act on its day, by the product's own actions."""

import datetime as dt
import heapq
from collections.abc import Generator, Iterator
from contextlib import contextmanager

from django.utils import timezone

from config.celery import app
from tenants.models import Tenant
from tenants.scope import clock, tenant_scope

type Story = Iterator[int]  # yields the day, as an offset from today, on which it goes on


@contextmanager
def clock_at(moment: dt.datetime) -> Generator[None]:
    """Make it this moment for everything the product does, and run queued work at once.

    The product asks Django's `timezone.now()`, which asks `datetime` there, and for what is signed
    the clock of the database.
    """
    eager = app.conf.task_always_eager, app.conf.task_eager_propagates
    app.conf.task_always_eager = app.conf.task_eager_propagates = True
    vars(timezone)["datetime"] = type("Past", (dt.datetime,), {"now": lambda **_: moment})
    of_database, vars(clock)["now"] = clock.now, lambda: moment
    try:
        yield
    finally:
        vars(timezone)["datetime"] = dt.datetime
        vars(clock)["now"] = of_database
        app.conf.task_always_eager, app.conf.task_eager_propagates = eager


def moments(today: dt.date) -> Generator[dt.datetime, int]:
    """Return, for each day sent, a moment on it: a minute after the one before on the same day."""
    minutes: dict[int, int] = {}
    day = yield timezone.now()
    while True:
        minutes[day] = minutes.get(day, 0) + 1
        morning = dt.datetime.combine(today + dt.timedelta(days=day), dt.time(9), dt.UTC)
        moment = morning - dt.timedelta(hours=8) + dt.timedelta(minutes=minutes[day])
        day = yield min(moment, timezone.now())


def play(tenant: Tenant, stories: list[Story]) -> None:
    """Play all stories of a tenant together, day after day, each act in a scope of its own."""
    clock = moments(tenant.today())
    next(clock)
    waiting = [(day, n, story) for n, story in enumerate(stories) for day in [next(story)]]
    heapq.heapify(waiting)
    while waiting:
        day, n, story = heapq.heappop(waiting)
        with clock_at(clock.send(day)), tenant_scope(tenant.pk, time_zone=tenant.time_zone):
            following = next(story, None)
        if following is not None:
            heapq.heappush(waiting, (max(day, following), n, story))
