"""What was sent after the session had ended: it stays on the page until its writer is back."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

OURS: Final = "same-origin"
AGAIN: Final = "again/"  # ends the address at which a form is shown again
_WAY_BACK: Final = "way_back"
_SECRETS: Final = {"csrfmiddlewaretoken", "password", "code", "answer"}


def way_back[V: Callable[..., Any]](name: str) -> Callable[[V], V]:
    """Name the address that shows a form again which was sent without a session."""

    def mark(view: V) -> V:
        setattr(view, _WAY_BACK, name)
        return view

    return mark


def again(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Make of a page with a form one that shows it filled with what was sent, and does nothing."""

    @wraps(view)
    def show(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.written = {  # type: ignore[attr-defined]
            key: values if len(values) > 1 else values[0]
            for key, values in request.POST.lists()
            if key not in _SECRETS
        }
        request.method, request.POST = "GET", QueryDict()
        request.path = request.path.removesuffix(AGAIN)  # where its form goes, and what leads back
        messages.warning(request, _("This is what you wrote. It has not been sent yet."))
        return view(request, *args, **kwargs)

    # The token it was shown with is of a session that has ended; and it changes nothing.
    return csrf_exempt(require_POST(show))


def written(request: HttpRequest) -> dict[str, Any]:
    """Return what was sent before and is shown again, by name; nothing on any other page."""
    said: dict[str, Any] = getattr(request, "written", {})
    return said


def page_of(request: HttpRequest) -> str:
    """Return the page somebody was on: of a form it is where the form stood, not where it went."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    stood_on = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(stood_on, {request.get_host()}):
        return "/"
    parts = urlsplit(stood_on)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path or "/"


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
    query = request.META.get("QUERY_STRING", "")
    back = reverse(name, args=found.args, kwargs=found.kwargs)
    said = [
        (key, value)
        for key, values in request.POST.lists()
        for value in values
        if key not in _SECRETS
    ]
    context = {
        "said": said,
        "here": request.get_full_path(),
        "back": f"{back}?{query}" if query else back,
        "is_in": request.user.is_authenticated,  # anew, so that the token of the form is old
    }
    return render(request, "tenants/held.html", context, status=403)
