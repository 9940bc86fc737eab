"""The inbox: what waits for a person in all their zones, one scope after another."""

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from approvals.inbox.kinds import kind_of
from approvals.inbox.lines import Done, Task
from approvals.inbox.lists import done_by, tasks_of
from approvals.inbox.opened import Opened
from approvals.inbox.place import Place
from tenants.access import Standing
from tenants.http import AccountRequest, account_view, open_here

SUNDAY = 7


@require_safe
@account_view
def show_inbox(request: AccountRequest) -> HttpResponse:
    """List what waits, overdue first, and open one of it: the most urgent, or ?open=."""
    standings = open_here(request)
    wanted = request.GET.get("open", "")
    found: list[tuple[Task, Place]] = []
    shown: Opened | None = None
    places = [Place(standing) for standing in standings if _has_tasks(standing)]
    for place in places:
        with place.scope():
            found += [(task, place) for task in tasks_of(place)]
            if len(places) == 1 and found:  # the scope is open already
                shown = _opened(*_chosen(found, wanted))
    found.sort(key=lambda pair: pair[0].urgency)
    if len(places) > 1 and found:
        task, place = _chosen(found, wanted)
        with place.scope():
            shown = _opened(task, place)
    context = {
        "groups": _groups([task for task, _place in found]),
        "count": sum(standing.count for standing in standings),
        "tab": "todo",
        "opened": shown,
    }
    return render(request, "approvals/inbox.html" + ("#pane" if request.htmx else ""), context)


@require_safe
@account_view
def show_done(request: AccountRequest) -> HttpResponse:
    """List what was done, the newest first."""
    standings = open_here(request)
    done: list[Done] = []
    for place in map(Place, standings):
        with place.scope():
            done += done_by(place)
    done.sort(key=lambda line: line.at, reverse=True)
    count = sum(standing.count for standing in standings)
    return render(request, "approvals/inbox.html", {"done": done, "count": count, "tab": "done"})


def _has_tasks(standing: Standing) -> bool:
    """Tell whether anything waits there, or nobody counted."""
    return standing.waiting is None or standing.count > 0


def _opened(task: Task, place: Place) -> Opened | None:
    return kind_of(task).opened(task, place)


def _chosen(found: list[tuple[Task, Place]], wanted: str) -> tuple[Task, Place]:
    """Return the task asked for, else the most urgent."""
    return next((pair for pair in found if pair[0].key == wanted), found[0])


def _groups(tasks: list[Task]) -> list[dict[str, object]]:
    today = timezone.localdate()
    sunday = today + dt.timedelta(days=SUNDAY - today.isoweekday())
    overdue = [t for t in tasks if t.due_on and t.due_on < today]
    this_week = [t for t in tasks if t.due_on and today <= t.due_on <= sunday]
    later = [t for t in tasks if t not in overdue and t not in this_week]
    groups = (
        {"label": _("Overdue"), "icon": "triangle-alert", "tone": "bad", "tasks": overdue},
        {"label": _("This week"), "icon": "calendar-days", "tone": "", "tasks": this_week},
        {"label": _("Later"), "icon": "calendar", "tone": "", "tasks": later},
    )
    return [group for group in groups if group["tasks"]]
