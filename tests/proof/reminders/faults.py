"""What can break, each with what is done about it: nothing. The clock just comes again."""

import datetime as dt
from collections.abc import Callable
from itertools import count
from typing import Any, Final
from unittest.mock import Mock, patch

import pytest
import redis
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from kombu.exceptions import OperationalError

from config import clock
from tenants.models import Notice, Tenant
from tenants.scope import tenant_scope
from tests.proof.reminders.story import KUNMING, LEASE, Story, mood

TWO_DAYS: Final = dt.timedelta(2)
SPOILT: Final = ("gone", "document_changed")  # the one is no kind, the other has no words
SEND: Final = "celery.app.task.Task.apply_async"


def two_beats(story: Story) -> None:
    """Both say "sweep" at the same instant, five times over."""
    story.morning()
    with story.at(12) as now:
        story.forked(story.come)
        for _n in range(4):
            story.come()
        story.oracle(now)


def three_days_down(story: Story) -> None:
    for _n in range(4):
        story.morning()
    story.look(9)


def two_hours_fast(story: Story) -> None:
    story.morning()
    for hour in (9, 11, 9, 10):
        story.look(hour)


def two_hours_slow(story: Story) -> None:
    """At nine it believes that it is seven, when nobody gets mail."""
    story.morning()
    for hour in (7, 9, 7, 9):
        story.look(hour)


def two_days_back(story: Story) -> None:
    day = story.morning()
    story.look(9)
    story.look(9, day - TWO_DAYS)
    story.look(10)


def another_time_zone(story: Story) -> None:
    """The zone moves east and west; its days begin and end elsewhere, none of them twice."""
    for name in ("Asia/Tokyo", "Asia/Urumqi", "Europe/Lisbon", KUNMING):
        story.morning()
        story.time_zone = name
        Tenant.objects.filter(pk=story.zone.cast.tenant.pk).update(time_zone=name)
        story.look(7)
        story.look(13)


def broker_flushed(story: Story, address: str) -> None:
    """What was queued is gone; the next minute queues it again."""
    story.morning()
    broker = redis.Redis.from_url(address)
    with story.at(9):
        clock.sweep()
        assert broker.llen("celery") > 0
        broker.flushdb()
        clock.sweep()
        assert str(story.zone.cast.tenant.pk).encode() in broker.lrange("celery", 0, -1)[0]
        broker.flushdb()
    story.look(9)


def broker_down(story: Story) -> None:
    """For an hour no sweep can say anything to anybody, and a visit under way says nothing."""
    story.morning()
    with patch(SEND, side_effect=OperationalError("no broker")):
        for minute in range(0, 60, 20):
            with story.at(8 + minute / 60), pytest.raises(OperationalError):
                clock.sweep()
        story.look(9)
    story.look(10)


def mail_down(story: Story) -> None:
    """For a day nothing gets through; then two days' mails go, each once."""
    with mood(is_down=True):
        story.morning()
        for hour in (9, 13, 19):
            story.look(hour, mail_goes=False)
    story.morning()
    story.look(9)
    story.look(10)


def mail_slow(story: Story) -> None:
    """Each mail takes so long that a visit sends one, and the next visit goes on."""
    story.morning()
    watch = Mock(monotonic=Mock(side_effect=count(0, 50)))
    slow: dict[str, Any] = {"time": watch, "VISIT_SECONDS": 60, "BATCH": 1}
    with patch.multiple("tenants.channels.delivering", **slow):
        story.look(9)
        for minute in range(1, len(story.zone.members) + 1):
            with story.at(9 + minute / 60):
                story.come()


def one_put_off(story: Story) -> None:
    """One recipient is refused for now: the others get theirs, and that one later."""
    story.morning()
    address = story.zone.members["Ada"].user.email
    with mood(puts_off=frozenset([address])):
        story.look(9)
    with story.at(13):
        story.come()


def poison(story: Story) -> None:
    """A notice of no known kind, and one without words: they wait, the others go."""
    story.morning()
    people = story.zone.members.values()
    with tenant_scope(story.zone.cast.tenant.pk):
        document = next(iter(story.zone.documents.values()))
        Notice.objects.bulk_create(
            Notice(recipient=member, kind=kind, subject=f"document:{document.pk}", facts={})
            for member in people
            for kind in SPOILT
        )
    with patch("tenants.notices.kinds.get_template", _spoilt):
        story.look(9)
    with tenant_scope(story.zone.cast.tenant.pk):
        waiting = Notice.objects.for_mail().filter(kind__in=SPOILT)
        assert set(waiting.values_list("kind", flat=True)) == set(SPOILT)
        waiting.update(state=Notice.State.SKIPPED)  # of which the oracle knows nothing


def _spoilt(name: str) -> object:
    if SPOILT[1] in name:
        raise TemplateDoesNotExist(name)
    return get_template(name)


def killed(story: Story, choose: Callable[[list[str]], list[str]]) -> None:
    """A worker is killed before and after each commit of a visit; another takes up its work."""
    story.morning()
    with story.at(9) as now:
        points = story.points()
        story.oracle(now)
    story.check("not killed")
    assert len(points) > 80
    for point in choose(points):
        story.morning()
        with story.at(9):
            story.dies(point)
        with story.at(9 + LEASE.total_seconds() / 3600) as now:
            story.come()
            story.oracle(now)
        story.check(f"killed at {point}")


FAULTS: Final[dict[str, Callable[[Story], None]]] = {
    "two beats": two_beats,
    "beat down for three days": three_days_down,
    "clock two hours fast": two_hours_fast,
    "clock two hours slow": two_hours_slow,
    "clock two days back": two_days_back,
    "another time zone": another_time_zone,
    "broker down for an hour": broker_down,
    "mail server down for a day": mail_down,
    "mail server slow": mail_slow,
    "one recipient put off": one_put_off,
    "poison notices": poison,
}
