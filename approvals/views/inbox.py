"""The inbox: what waits for a person in all their zones, what they did, started and were told."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from approvals.inbox.asked import Asked, following
from approvals.inbox.copied import copied_to
from approvals.inbox.done import done_by
from approvals.inbox.filters import filters_of
from approvals.inbox.groups import groups_of
from approvals.inbox.kinds import kind_of
from approvals.inbox.lines import Task
from approvals.inbox.lists import tasks_of
from approvals.inbox.opened import Opened
from approvals.inbox.place import Place
from approvals.inbox.started import Started, ended_of, running_of
from approvals.inbox.tabs import tabs_of
from approvals.inbox.wanted import MOST_ROWS
from approvals.views.pane import show_pane
from tenants.access import Standing
from tenants.http import AccountRequest, account_view, open_here

MORE: Final = MOST_ROWS + 1  # one more than is shown tells that there is more


@require_safe
@account_view
def show_inbox(request: AccountRequest) -> HttpResponse:
    """List what waits, overdue first, and open one of it: the most urgent, or ?open=."""
    wanted = request.GET.get("open", "")
    if request.htmx and wanted:
        return show_pane(request, wanted)
    asked, standings = Asked.of(request.GET), open_here(request)
    tasks, opened = _tasks(standings, asked, wanted)
    shown = tasks[:MOST_ROWS]
    context = {
        "groups": groups_of(shown, is_whole=len(tasks) <= MOST_ROWS and not asked.goes_on),
        "opened": opened,
        "following": following(shown[-1]) if len(tasks) > MOST_ROWS else {},
    }
    if not tasks and not asked.is_filtered and not asked.goes_on:
        context["last"] = next(iter(_newest(_each(standings, _last_done), 1)), None)
    return _page(request, "todo", asked, context)


@require_safe
@account_view
def show_done(request: AccountRequest) -> HttpResponse:
    """List what was done, the newest first, and what has become of it."""
    return _list(request, "done", done_by)


@require_safe
@account_view
def show_started(request: AccountRequest) -> HttpResponse:
    """List what was put before others: who has it now, and how the rest ended."""
    running: list[Started] = []

    def ended(place: Place, **facts: Any) -> Sequence[Started]:
        if facts["before"] is None:  # they stand on the first page, all of them
            running.extend(running_of(place, text=facts["text"]))
            running.sort(key=lambda line: line.since)
        return ended_of(place, **facts)

    return _list(request, "started", ended, {"running": running})


@require_safe
@account_view
def show_copied(request: AccountRequest) -> HttpResponse:
    """List what was sent for information: texts to look at, and outcomes."""
    return _list(request, "copied", copied_to)


def _list(
    request: AccountRequest,
    tab: str,
    lines_of: Callable[..., Sequence[Any]],
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    """Answer with a tab of things that happened, the newest first."""
    asked = Asked.of(request.GET)
    facts = {"text": asked.q, "before": asked.before, "most": MORE}
    found = _newest(_each(_wanted(request), lambda place: lines_of(place, **facts)), MORE)
    lines = found[:MOST_ROWS]
    going_on = {"before": lines[-1].at.isoformat()} if len(found) > MOST_ROWS else {}
    return _page(request, tab, asked, {"lines": lines, "following": going_on} | (more or {}))


def _page(request: AccountRequest, tab: str, asked: Asked, context: dict[str, Any]) -> HttpResponse:
    standings = open_here(request)
    frame = {
        "tab": tab,
        "tabs": tabs_of(request.user, standings),
        "asked": asked,
        "filters": filters_of(asked, standings, tab),
    }
    return render(request, "approvals/inbox.html", frame | context)


def _wanted(request: AccountRequest) -> list[Standing]:
    """Return the places whose lines are asked for: all, or one zone."""
    zone = Asked.of(request.GET).zone
    return [each for each in open_here(request) if zone in ("", each.tenant.slug)]


def _tasks(
    standings: list[Standing], asked: Asked, wanted: str
) -> tuple[list[Task], Opened | None]:
    """Return the tasks of all places, the most urgent first, and one of them opened."""
    here = [each for each in standings if asked.zone in ("", each.tenant.slug)]
    places = [Place(standing) for standing in here if standing.count or standing.waiting is None]
    found: list[tuple[Task, Place]] = []
    for place in places:
        with place.scope():
            tasks = tasks_of(place, asked.wanted(place.today), kind=asked.kind)
            if len(places) == 1:  # the scope is open already
                return tasks, _opened([(task, place) for task in tasks], wanted)
            found += [(task, place) for task in tasks]
    found.sort(key=lambda pair: pair[0].urgency)
    found = found[:MORE]
    if not found:
        return [], None
    with _chosen(found, wanted)[1].scope():
        return [task for task, _place in found], _opened(found, wanted)


def _opened(found: list[tuple[Task, Place]], wanted: str) -> Opened | None:
    if not found:
        return None
    task, place = _chosen(found, wanted)
    return kind_of(task).opened(task, place)


def _chosen(found: list[tuple[Task, Place]], wanted: str) -> tuple[Task, Place]:
    """Return the task asked for, else the most urgent."""
    return next((pair for pair in found if pair[0].key == wanted), found[0])


def _each[Line](
    standings: list[Standing], lines_of: Callable[[Place], Sequence[Line]]
) -> Iterator[Line]:
    """Yield the lines of each place, in its scope."""
    for place in map(Place, standings):
        with place.scope():
            yield from lines_of(place)


def _newest[Line](lines: Iterator[Line], most: int) -> list[Line]:
    return sorted(lines, key=lambda line: line.at, reverse=True)[:most]  # type: ignore[attr-defined]


def _last_done(place: Place) -> Sequence[Any]:
    return done_by(place, most=1)
