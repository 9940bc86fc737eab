"""One task beside the list of the inbox, fetched when somebody goes to it."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render

from approvals.inbox.kinds import KINDS
from approvals.inbox.lists import find_task
from approvals.inbox.place import Place
from tenants.http import AccountRequest, open_here


def show_pane(request: AccountRequest, wanted: str) -> HttpResponse:
    """Open the task with this key, wherever it is in the list; say where it went if it did."""
    zone, name, pk = _read(wanted)
    kind = next((kind for kind in KINDS if kind.name == name), None)
    standing = next((s for s in open_here(request) if s.tenant.slug == zone), None)
    if kind is None or standing is None:
        raise Http404
    place = Place(standing)
    with place.scope():
        task = find_task(place, name, pk)
        opened = kind.opened(task, place) if task else None
        gone = "" if opened else kind.gone(pk, place)
    context = {"opened": opened, "gone": gone, "gone_key": wanted}
    return render(request, "approvals/inbox.html#pane", context)


def _read(key: str) -> tuple[str, str, UUID]:
    """Return zone, kind and id; 404 for what is no key."""
    try:
        zone, name, pk = key.split(".")
        return zone, name, UUID(pk)
    except ValueError:
        raise Http404 from None
