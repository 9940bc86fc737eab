"""Slots: where a page of a lower room shows a piece of a higher one, without importing it.

The higher app registers `panel("document", render)` in `AppConfig.ready`; `render` yields its
pieces with their places on the page, so that they can share what they load. One request, no
JavaScript.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString

type Piece = tuple[str, SafeString]  # the place it belongs to, for example "rail"
type Render = Callable[..., Iterable[Piece]]

_panels: dict[str, list[Render]] = defaultdict(list)


def panel(page: str, render: Render) -> None:
    """Show what `render(request, **context)` yields in the slots of this page."""
    _panels[page].append(render)


def slots(request: HttpRequest, page: str, **context: Any) -> dict[str, list[SafeString]]:
    """Return what the registered panels have to show on this page, place by place."""
    shown: dict[str, list[SafeString]] = defaultdict(list)
    for render in _panels[page]:
        for place, piece in render(request, **context):
            shown[place].append(piece)
    return dict(shown)
