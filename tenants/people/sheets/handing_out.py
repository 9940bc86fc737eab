"""Sheets that people download: the template, and the list."""

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _

from tenants.models import Appointment, Member, Post, Unit
from tenants.people.roles import Role
from tenants.people.sheets.columns import LABELS
from tenants.people.sheets.planning import GIVEN
from tenants.sheets import Page, workbook_of

WIDTHS: Final = (14, 14, 30, 16, 26, 26, 20, 14, 14)
SEPARATOR: Final = "、"


def people_sheet(people: Iterable[Member]) -> bytes:
    """Return the people as the template has them: importing it again changes nothing."""
    return workbook_of(_page(map(_line, people)))


def template_sheet() -> bytes:
    """Return an empty sheet with the heads, and one beside it that says what may stand where."""
    notes = Page(_("Notes"), (_("Column"), _("What may stand there")), _notes(), (24, 90))
    return workbook_of(_page(()), notes)


def _page(lines: Iterable[list[str]]) -> Page:
    return Page(_("People"), [str(label) for label in LABELS.values()], lines, WIDTHS)


def _line(member: Member) -> list[str]:
    held: list[Appointment] = member.held  # type: ignore[attr-defined]
    return [
        member.name,
        member.staff_number,
        member.user.email or "",
        member.mobile,
        SEPARATOR.join(a.unit.name for a in held),
        SEPARATOR.join(a.post.name for a in held),
        SEPARATOR.join(str(Role(role).label) for role in member.roles),
        member.valid_from.isoformat(),
        member.valid_until.isoformat() if member.valid_until else "",
    ]


def _notes() -> list[tuple[str, str]]:
    labels = {fact: str(label) for fact, label in LABELS.items()}
    roles = SEPARATOR.join(str(role.label) for role in GIVEN)
    return [
        (labels["name"], _("Always.")),
        (labels["staff_number"], _("This or an e-mail: people are known, and sign in, by it.")),
        (labels["email"], _("The invitation goes there. Without one print a code.")),
        (labels["units"], _("Name or code; several with 、 between them.")),
        (labels["posts"], _("As many as units, or one for all of them.")),
        (labels["roles"], _("%(roles)s. Empty: reader.") % {"roles": roles}),
        (labels["valid_from"], _("Such as 2026-12-01. Empty: today.")),
        (labels["valid_until"], _("Empty for people who stay.")),
        ("", _("An empty cell leaves what is there. Appointments are added, never ended.")),
        (_("Units"), SEPARATOR.join(unit.name for unit in Unit.objects.active())),
        (_("Posts"), SEPARATOR.join(post.name for post in Post.objects.active())),
    ]
