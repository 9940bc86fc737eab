"""The inbox: what waits for a person in all their zones, one scope after another."""

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from approvals.inbox import Done, Inbox, Opened, Task, opened
from tenants.http import AccountRequest, account_view, standings_here

SUNDAY = 7


@require_safe
@account_view
def show_inbox(request: AccountRequest) -> HttpResponse:
    """List what waits, overdue first, and open one of it: the most urgent, or ?open=."""
    found: list[tuple[Task, Inbox]] = []
    standings = standings_here(request)
    for inbox in map(Inbox, standings):
        with inbox.scope():
            found += [(task, inbox) for task in inbox.tasks()]
    found.sort(key=lambda pair: pair[0].urgency)
    context = {
        "groups": _groups([task for task, _inbox in found]),
        "count": sum(standing.waiting or 0 for standing in standings),
        "tab": "todo",
        "opened": _opened(found, request.GET.get("open", "")),
    }
    return render(request, "approvals/inbox.html" + ("#pane" if request.htmx else ""), context)


@require_safe
@account_view
def show_done(request: AccountRequest) -> HttpResponse:
    """List what was done, the newest first."""
    standings = standings_here(request)
    done: list[Done] = []
    for inbox in map(Inbox, standings):
        with inbox.scope():
            done += inbox.done()
    done.sort(key=lambda line: line.at, reverse=True)
    count = sum(standing.waiting or 0 for standing in standings)
    return render(request, "approvals/inbox.html", {"done": done, "count": count, "tab": "done"})


def _opened(found: list[tuple[Task, Inbox]], wanted: str) -> Opened | None:
    chosen = [pair for pair in found if str(pair[0].about.revision_id) == wanted] or found
    if not chosen:
        return None
    task, inbox = chosen[0]
    with inbox.scope():
        return opened(task, inbox.member)


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
