"""What was sent after the session had ended: it stays on the page until its writer is back."""

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse

OURS: Final = "same-origin"
_WAY_BACK: Final = "way_back"
_SECRETS: Final = {"csrfmiddlewaretoken", "password", "code", "answer"}


def way_back[V: Callable[..., Any]](name: str) -> Callable[[V], V]:
    """Name the address that shows a form again which was sent without a session."""

    def mark(view: V) -> V:
        setattr(view, _WAY_BACK, name)
        return view

    return mark


def hold(request: HttpRequest) -> HttpResponse | None:
    """Answer a form that has a way back with what it said and a way to the door.

    It says nothing of what is there: the page is made of the address and of what was sent.
    """
    if request.method != "POST" or request.headers.get("Sec-Fetch-Site", OURS) != OURS:
        return None
    try:
        found = resolve(request.path_info)
    except Resolver404:
        return None
    name = getattr(found.func, _WAY_BACK, None)
    if name is None:
        return None
    said = [
        (key, value)
        for key, values in request.POST.lists()
        for value in values
        if key not in _SECRETS
    ]
    context = {
        "said": said,
        "here": request.get_full_path(),
        "back": reverse(name, args=found.args, kwargs=found.kwargs),
    }
    return render(request, "tenants/held.html", context, status=403)
