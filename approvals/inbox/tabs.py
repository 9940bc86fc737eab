"""The tabs of the inbox and their counts, over all the places of a person."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from approvals.inbox.copied import OUTCOMES
from tenants.access import Standing
from tenants.models import User

COUNTS = "SELECT tenant_id, done, started, told FROM inbox_tabs_of(%s, %s, %s)"


@dataclass(frozen=True)
class Tab:
    """One way to look at the inbox."""

    name: str
    label: str | Promise
    url: str
    count: int


def tabs_of(user: User, standings: Sequence[Standing]) -> list[Tab]:
    """Return the tabs with what there is in the places given; one statement."""
    places = {standing.tenant.pk for standing in standings}
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, [user.pk, timezone.now(), list(OUTCOMES)])
        rows = [row[1:] for row in cursor.fetchall() if row[0] in places]
    done, started, told = (sum(counts) for counts in zip(*rows, strict=True)) if rows else (0, 0, 0)
    todo = sum(standing.count for standing in standings)
    named = (
        ("todo", _("To do"), "inbox", todo),
        ("done", pgettext_lazy("inbox", "Done"), "done", done),
        ("started", _("Started by me"), "started", started),
        ("copied", _("For my information"), "copied", told),
    )
    return [Tab(name, label, reverse(f"approvals:{url}"), n) for name, label, url, n in named]
