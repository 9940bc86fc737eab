"""The pages of routes: where they are, and what a browser sends."""

import re
from collections.abc import Mapping

from approvals.models import Route
from tenants.scope import tenant_scope
from tests.world import Cast

MATRIX = "/t/acme/settings/routes/"

MAJOR, MINOR = f"{MATRIX}QP/major/", f"{MATRIX}QP/minor/"


def typed(*rows: Mapping[str, object], base: int = 0, do: str = "save") -> dict[str, object]:
    """Return what a browser sends: the rows as typed, and the button pressed."""
    data: dict[str, object] = {
        "do": do,
        "base": base,
        "stages-TOTAL_FORMS": len(rows),
        "stages-INITIAL_FORMS": 0,
    }
    for n, row in enumerate(rows):
        filled = {"meaning": "approved", "mode": "all", "minimum": 1, "due_days": 3} | dict(row)
        data |= {f"stages-{n}-{name}": value for name, value in filled.items()}
    return data


def values(html: str, name: str) -> list[str]:
    """Return what stands in a text field of each stage, in order."""
    return re.findall(rf'name="stages-\d+-{name}" value="([^"]*)"', html)


def versions(acme: Cast, change: str = "minor") -> list[int]:
    with tenant_scope(acme.tenant.pk):
        return list(Route.objects.filter(change_class=change).values_list("number", flat=True))
