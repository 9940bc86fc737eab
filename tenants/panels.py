"""Slots: where a page of a lower room shows a piece of a higher one, without importing it.

The higher app registers `panel("document.rail", render)` in `AppConfig.ready`; the page loops over
`slots(request, "document.rail", document=document)`. One request, no JavaScript.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

type Render = Callable[..., Any]

_panels: dict[str, list[tuple[int, Render]]] = defaultdict(list)


def panel(slot: str, render: Render, *, order: int = 50) -> None:
    """Show what `render(request, **context)` returns in the slot; None shows nothing."""
    _panels[slot].append((order, render))
    _panels[slot].sort(key=lambda entry: entry[0])


def slots(request: HttpRequest, slot: str, **context: Any) -> list[Any]:
    """Return what the registered panels have to show here, in order."""
    shown = (render(request, **context) for _, render in _panels[slot])
    return [piece for piece in shown if piece is not None]
