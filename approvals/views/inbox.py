"""The inbox: what waits for a person in all their zones, one scope after another."""

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from approvals.inbox import Done, Inbox, Opened, Task, opened
from tenants.http import AccountRequest, account_view, open_here

SUNDAY = 7
NOTHING = [0, 0, 0]


@require_safe
@account_view
def show_inbox(request: AccountRequest) -> HttpResponse:
    """List what waits, overdue first, and open one of it: the most urgent, or ?open=."""
    standings = open_here(request)
    wanted = request.GET.get("open", "")
    found: list[tuple[Task, Inbox]] = []
    shown: Opened | None = None
    inboxes = [Inbox(standing) for standing in standings if standing.waiting != NOTHING]
    for inbox in inboxes:
        with inbox.scope():
            found += [(task, inbox) for task in inbox.tasks()]
            if len(inboxes) == 1 and found:  # the scope is open already
                shown = opened(_chosen(found, wanted)[0], inbox.member)
    found.sort(key=lambda pair: pair[0].urgency)
    if len(inboxes) > 1 and found:
        task, inbox = _chosen(found, wanted)
        with inbox.scope():
            shown = opened(task, inbox.member)
    context = {
        "groups": _groups([task for task, _inbox in found]),
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
    for inbox in map(Inbox, standings):
        with inbox.scope():
            done += inbox.done()
    done.sort(key=lambda line: line.at, reverse=True)
    count = sum(standing.count for standing in standings)
    return render(request, "approvals/inbox.html", {"done": done, "count": count, "tab": "done"})


def _chosen(found: list[tuple[Task, Inbox]], wanted: str) -> tuple[Task, Inbox]:
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
