"""Compare the rows of a register with the documents that are here, and say what would happen."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from documents.labels import DOCUMENT
from documents.models import Document, DocumentType
from documents.register.numbering import number_key
from documents.versions import Version
from oversight.importing.registers.columns import LABELS, NEEDED
from oversight.importing.registers.matching import Wanted
from oversight.importing.registers.parsing import Parser, Row
from oversight.models import RegisterImport
from tenants.files.sheet_reading import Line
from tenants.models import Member, Unit

THERE = (
    *("pk", "number", "number_key", "title", "state", "document_type_id", "unit_id", "owner_id"),
    *("in_force__edition", "in_force__change", "in_force__effective_at"),
)


@dataclass
class Change:
    """What a row would do: a new document, nothing, or nothing although it says otherwise."""

    row: Row
    document_type: DocumentType
    unit: Unit
    owner: Member
    is_new: bool
    differs: list[str] = field(default_factory=list)  # facts of a document that is here

    @property
    def number(self) -> str:
        return str(self.row.facts["number"])

    @property
    def title(self) -> str:
        return str(self.row.facts["title"])

    @property
    def version(self) -> Version:
        version: Version = self.row.facts.get("version", Version())
        return version

    def words(self) -> str:
        """Return what would happen, for people."""
        if self.is_new:
            return _("new")
        names = "、".join(str(LABELS[fact]) for fact in self.differs)
        return _("differs, stays as it is: %(names)s") % {"names": names} if names else _("same")


@dataclass
class Plan:
    """What a register would do."""

    changes: list[Change]
    faults: list[tuple[str, str]]

    def counts(self) -> dict[str, int]:
        added = sum(change.is_new for change in self.changes)
        different = sum(bool(change.differs) for change in self.changes)
        same = len(self.changes) - added - different
        return {"added": added, "different": different, "same": same}

    def wanted(self) -> dict[int, Wanted]:
        """Return by what a file is found for each row."""
        return {
            change.row.line.number: Wanted(change.number, change.title, change.is_new)
            for change in self.changes
        }


class Planner:
    """What is here, and what the rows before said."""

    def __init__(self, job: RegisterImport, by: Member) -> None:
        self.job = job
        self.parser = Parser(job.columns)
        self.visible: set[UUID] = set(
            Document.objects.visible_to(by).order_by().values_list("pk", flat=True)
        )
        self.there = {each["number_key"]: each for each in Document.objects.values(*THERE)}
        self.seen: dict[str, Row] = {}

    def plan(self, lines: list[Line]) -> Plan:
        """Say what the rows would do, without a query."""
        changes = [self.change(line) for line in lines]
        return Plan([each for each in changes if each], self.parser.faults)

    def change(self, line: Line) -> Change | None:
        """Return what the row would do; None when it is at fault."""
        before = len(self.parser.faults)
        row = self.parser.read(line)
        for fact in NEEDED:
            if fact not in row.facts and not self.parser.text(row, fact):
                self.parser.fault(row, fact, _("This cell must not be empty."))
        kind, unit = self._or_default(row, "document_type"), self._or_default(row, "unit")
        here = self._here(row) if "number" in row.facts else None
        if len(self.parser.faults) > before:
            return None
        owner = row.facts.get("owner", self.job.owner)
        change = Change(row, kind, unit, owner, is_new=here is None)
        if here is not None:
            change.differs = self._differs(row, here)
        return change

    def _or_default(self, row: Row, fact: str) -> Any:
        chosen = row.facts.get(fact) or getattr(self.job, fact)
        if chosen is None and not self.parser.text(row, fact):
            self.parser.fault(row, fact, _("Empty, and nothing was chosen for empty cells."))
        return chosen

    def _here(self, row: Row) -> dict[str, Any] | None:
        """Return the document that has this number; a number that is taken is a fault."""
        number, fault = row.facts["number"], self.parser.fault
        key = number_key(number)
        first = self.seen.setdefault(key, row)
        if first is not row:
            words = _("Row %(row)s has the same number.") % {"row": first.line.number}
            fault(row, "number", words)
            return None
        here: dict[str, Any] | None = self.there.get(key)
        if here is None:
            return None
        if here["pk"] not in self.visible:
            fault(row, "number", _("This number is taken; numbers are never used twice."))
        elif here["number"] != number:
            words = _("There is %(number)s already, written otherwise.")
            fault(row, "number", words % {"number": here["number"]})
        elif here["state"] in DOCUMENT:
            label = DOCUMENT[Document.State(here["state"])]
            words = _("%(number)s is here and no longer in force: %(state)s.")
            fault(row, "number", words % {"number": number, "state": label.word})
        elif here["in_force__edition"] is None:
            words = _("%(number)s is being written here and was never in force.")
            fault(row, "number", words % {"number": number})
        return here

    def _differs(self, row: Row, here: dict[str, Any]) -> list[str]:
        """Return the facts the row says otherwise than the document; what it leaves open agrees."""
        edition, change = here["in_force__edition"], here["in_force__change"]
        at = here["in_force__effective_at"]
        known = {
            "title": here["title"],
            "document_type": here["document_type_id"],
            "version": Version(edition, change),
            "effective": timezone.localdate(at) if at else None,
            "unit": here["unit_id"],
            "owner": here["owner_id"],
        }
        said = {name: getattr(fact, "pk", fact) for name, fact in row.facts.items()}
        return [name for name in known if name in said and said[name] != known[name]]
