"""The template of a register: heads to fill in, and what may stand below them."""

from typing import Final

from django.utils.translation import gettext as _

from documents.models import DocumentType
from oversight.importing.registers.columns import LABELS
from tenants.models import Unit
from tenants.sheets import Page, workbook_of

WIDTHS: Final = (22, 40, 18, 10, 14, 22, 14, 14)
SEPARATOR: Final = "、"


def template_sheet() -> bytes:
    """Return an empty sheet with the heads, and one beside it that says what may stand where."""
    rows = Page(_("Register"), [str(label) for label in LABELS.values()], (), WIDTHS)
    notes = Page(_("Notes"), (_("Column"), _("What may stand there")), _notes(), (24, 90))
    return workbook_of(rows, notes)


def _notes() -> list[tuple[str, str]]:
    labels = {fact: str(label) for fact, label in LABELS.items()}
    types = SEPARATOR.join(f"{each.code} {each.name}" for each in DocumentType.objects.in_use())
    units = SEPARATOR.join(unit.name for unit in Unit.objects.active())
    return [
        (labels["number"], _("As it is: numbers are kept, and never used twice.")),
        (labels["title"], _("Always.")),
        (labels["document_type"], types),
        (labels["version"], _("Such as A/0, B/2 or 1.0. Empty: the first.")),
        (labels["effective"], _("Since when it is in force, such as 2024-03-01.")),
        (labels["unit"], units),
        (labels["owner"], _("Staff number, e-mail or full name.")),
        (labels["clauses"], _("Such as 7.5.3. May stay empty.")),
    ]
