"""Tabs over the rows: the views that everybody has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from documents.register.filters import canonical


@dataclass(frozen=True, slots=True)
class Tab:
    """A view with how many documents it holds, and its address beside the other filters."""

    label: str
    count: int
    address: str
    is_current: bool
    icon: str = ""


def tabs(wanted: QueryDict, counts: Mapping[str, int], views: Mapping[str, Q]) -> list[Tab]:
    """Return the views that everybody has."""
    words = {
        "all": (_("All"), ""),
        "mine": (_("Mine"), ""),
        "overdue": (_("Review overdue"), "triangle-alert"),
        "due": (_("Due within 30 days"), "clock-alert"),
        "approval": (_("In approval"), ""),
    }
    now = wanted.get("view") or "all"
    return [
        Tab(
            label,
            counts[name],
            canonical(wanted, view=name if name in views else None),
            is_current=name == now,
            icon=icon,
        )
        for name, (label, icon) in words.items()
    ]
