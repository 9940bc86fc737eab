"""Write the calendar of a person: on which days what waits for them is due, in all their zones."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from icalendar import Calendar, Event

from approvals.inbox.lines import Task
from approvals.inbox.lists import tasks_of
from approvals.inbox.place import Place
from approvals.inbox.wanted import Wanted
from tenants.access import Standing, standings_of
from tenants.door.letters import site
from tenants.models import User

MOST_TASKS: Final = 500  # of a zone
ASK_EVERY: Final = dt.timedelta(hours=1)


def calendar_of(user: User) -> bytes:
    """Return what is due for this person as iCalendar (RFC 5545), in their language.

    Places that ask for a second factor stay shut: no calendar can show one.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Wenkong//Wenkong//ZH")
    calendar.add("version", "2.0")
    with translation.override(user.language):
        calendar.add("x-wr-calname", _("Wenkong"))
        calendar.add("refresh-interval", ASK_EVERY, parameters={"value": "DURATION"})
        for standing in standings_of(user, counting=True):
            if not standing.requires_factor():
                for event in _events(standing):
                    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _events(standing: Standing) -> Iterator[Event]:
    place = Place(standing)
    with place.scope():
        dated = [t for t in tasks_of(place, Wanted(most=MOST_TASKS)) if t.due_on is not None]
    tenant = standing.tenant
    if tenant.feeds_name_documents:
        yield from (_event(task.key, task.due_on, _words(task), task.about.url) for task in dated)
        return
    for day, count in sorted(Counter(task.due_on for task in dated if task.due_on).items()):
        words = ngettext("%(zone)s: %(count)d thing due", "%(zone)s: %(count)d things due", count)
        named = words % {"zone": tenant.name, "count": count}
        yield _event(f"{tenant.slug}.{day}", day, named, reverse("approvals:inbox"))


def _words(task: Task) -> str:
    return f"{task.act}: {task.about.number} {task.about.label} {task.about.title}".strip()


def _event(uid: str, day: dt.date | None, summary: str, url: str) -> Event:
    event = Event()
    event.add("uid", f"{uid}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", timezone.now())
    event.add("dtstart", day)
    event.add("summary", summary)
    event.add("url", site(url))
    event.add("transp", "TRANSPARENT")  # being due takes nobody's time
    return event
