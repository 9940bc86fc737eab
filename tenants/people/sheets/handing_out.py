"""Sheets that people download: the template, and the list."""

import io
from collections.abc import Iterable
from typing import Any, Final

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from tenants.models import Appointment, Member, Post, Unit
from tenants.people.roles import Role
from tenants.people.sheets.columns import LABELS
from tenants.people.sheets.planning import GIVEN

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS: Final = (14, 14, 30, 16, 26, 26, 20, 14, 14)
SEPARATOR: Final = "、"


def people_sheet(people: Iterable[Member]) -> bytes:
    """Return the people as the template has them: importing it again changes nothing."""
    book = Workbook(write_only=True)
    _add_page(book, _("People"), map(_line, people))
    return _saved(book)


def template_sheet() -> bytes:
    """Return an empty sheet with the heads, and one beside it that says what may stand where."""
    book = Workbook(write_only=True)
    _add_page(book, _("People"), ())
    notes = book.create_sheet(_("Notes"))
    notes.column_dimensions["A"].width = 24
    notes.column_dimensions["B"].width = 90
    for words in _notes():
        notes.append([_text(notes, word) for word in words])
    return _saved(book)


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


def _add_page(book: Workbook, title: str, lines: Iterable[list[str]]) -> None:
    page = book.create_sheet(title)
    page.freeze_panes = "A2"
    for column, width in enumerate(WIDTHS, start=1):
        page.column_dimensions[get_column_letter(column)].width = width
    heads = [_text(page, str(label)) for label in LABELS.values()]
    for head in heads:
        head.font = Font(bold=True)
    page.append(heads)
    for line in lines:
        page.append([_text(page, words) for words in line])


def _text(page: Any, words: str) -> Any:
    """Return a cell of text whatever it begins with: a formula would run where it is opened."""
    cell = WriteOnlyCell(page, value=ILLEGAL_CHARACTERS_RE.sub("", words))
    cell.data_type = "s"
    cell.quotePrefix = words[:1] in tuple("=+-@\t\r")
    return cell


def _saved(book: Workbook) -> bytes:
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
