"""The words of messages to groups and, through apps, to people: text, cut to what is taken."""

import datetime as dt
from typing import Final

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tenants.channels.figures import figures
from tenants.door.letters import site
from tenants.models import Digest, Outlet, Tenant
from tenants.notices import Line
from tenants.notices.digests import MOST_LINES

MOST_TITLES: Final = 5


def cut(text: str, most_bytes: int) -> str:
    """Return the text, or its beginning where it is too long."""
    encoded = text.encode()
    if len(encoded) <= most_bytes:
        return text
    return encoded[: most_bytes - 3].decode(errors="ignore").rstrip() + "…"


def test_text(tenant: Tenant) -> str:
    """Return what is sent to try an outlet."""
    with translation.override(tenant.language):
        said = _("A test from Wenkong: messages of %(tenant)s arrive here.")
        return said % {"tenant": tenant.name}


def group_text(outlet: Outlet, day: dt.date, tenant: Tenant) -> str:
    """Return what a group is told of a day; "" when there is nothing to tell."""
    with translation.override(tenant.language):
        lines = []
        for figure in figures():
            count = figure.count(day)
            if not count:
                continue
            lines.append(f"{figure.label}: {count}  {site(figure.address(tenant))}")
            if outlet.tells_titles and figure.titles:
                lines += [f"  · {title}" for title in figure.titles(day)[:MOST_TITLES]]
        head = f"{tenant.name} {day.isoformat()}"
    return "\n".join([head, *lines]) if lines else ""


def digest_text(lines: list[Line], digest: Digest, tenant: Tenant) -> str:
    """Return a digest for an app: each line with its link, and a link to the rest."""
    with translation.override(digest.recipient.user.language):
        count = len(lines)
        sentence = ngettext(
            "%(tenant)s: %(count)d thing for you", "%(tenant)s: %(count)d things for you", count
        )
        said = [sentence % {"tenant": tenant.name, "count": count}]
        said.append(site(reverse("tenants:notices", args=[tenant.slug])))
        said += [f"{n}. {line.headline}\n{line.link}" for n, line in enumerate(lines, 1)]
    return "\n".join(said[: MOST_LINES + 2])
