"""The choices above the lists of the inbox."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from approvals.inbox.asked import DUE, Asked
from approvals.inbox.kinds import KINDS
from tenants.access import Standing
from tenants.filters import Filter


def filters_of(asked: Asked, standings: Sequence[Standing], tab: str) -> list[Filter]:
    """Return the choices that make sense on a tab: who belongs to one zone chooses none."""
    kinds = [(kind.name, str(kind.label)) for kind in KINDS]
    zones = [(each.tenant.slug, each.tenant.name) for each in standings]
    found = [] if len(zones) < 2 else [Filter("zone", _("Zone"), zones, asked.zone)]
    if tab != "todo":
        return found
    return [
        Filter("kind", _("Kind of task"), kinds, asked.kind),
        *found,
        Filter(
            "due",
            pgettext("tasks", "Due"),
            [(name, str(label)) for name, label in DUE.items()],
            asked.due,
        ),
    ]
