"""Findings as lists show them: filtered by what the address asks, on screen and as a sheet."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from approvals.distribution.exporting import Listed
from documents.labels import Deadline, Label, deadline
from documents.lists.columns import Cell, Column
from documents.models import Document
from oversight.models import Audit, Finding, FindingEntry, FindingQuerySet
from tenants.filters import Filter
from tenants.models import Member, Unit

State, Grade = Finding.State, Finding.Grade
STATES: Final = {
    State.OPEN: Label(State.OPEN.label, "warn", icon="pencil-line"),
    State.ANSWERED: Label(State.ANSWERED.label, "info", icon="search-check"),
    State.VERIFIED: Label(State.VERIFIED.label, "hold", icon="file-check"),
    State.CLOSING: Label(State.CLOSING.label, "hold", icon="pen-tool"),
    State.CLOSED: Label(State.CLOSED.label, "ok", icon="circle-check", is_quiet=True),
}
GRADES: Final = {
    Grade.MAJOR: Label(Grade.MAJOR.label, "bad", icon="octagon-alert"),
    Grade.MINOR: Label(Grade.MINOR.label, "warn", icon="triangle-alert"),
    Grade.OBSERVATION: Label(Grade.OBSERVATION.label, "info", icon="eye"),
    Grade.GOOD_PRACTICE: Label(Grade.GOOD_PRACTICE.label, "ok", icon="thumbs-up"),
}
UNSETTLED: Final = "unsettled"
UNVERIFIED: Final = "unverified"  # with the next: what the city counts
NONCONFORMITIES: Final = "nonconformities"
HEADS: Final = (
    ("number", pgettext_lazy("finding", "No."), 8),
    ("grade", gettext_lazy("Grade"), 16),
    ("state", gettext_lazy("Status"), 12),
    ("clause", gettext_lazy("Clause"), 8),
    ("unit", gettext_lazy("Unit"), 18),
    ("document", gettext_lazy("Document"), 20),
    ("seen", gettext_lazy("What was seen"), 48),
    ("owner", gettext_lazy("Owner"), 12),
    ("verifier", gettext_lazy("Verifier"), 12),
    ("due", gettext_lazy("Answer by"), 12),
    ("closed", gettext_lazy("Closed on"), 12),
    ("evidence", gettext_lazy("Evidence"), 24),
    ("audit", gettext_lazy("Audit"), 26),
)
COLUMNS: Final = tuple(Column(*head) for head in HEADS)


class Row(NamedTuple):
    """A finding as a list shows it."""

    finding: Finding
    grade: Label
    state: Label
    due: Deadline
    until: dt.date | None
    text: str  # document and revision, if the reader may know of it


def rows(findings: Sequence[Finding], reader: Member) -> list[Row]:
    """Return findings for a page; the documents that the reader may know of are named."""
    named = {finding.document_id for finding in findings if finding.document_id}
    seen: set[UUID] = set()
    if named:
        seen.update(
            Document.objects.visible_to(reader).filter(pk__in=named).values_list("pk", flat=True)
        )
    today = reader.tenant.today()
    return [_row(finding, today, seen) for finding in findings]


def _row(finding: Finding, today: dt.date, seen: Container[UUID | None]) -> Row:
    until = finding.waits_until()
    grade, state = GRADES[Grade(finding.grade)], STATES[State(finding.state)]
    text = text_of(finding) if finding.document_id in seen else ""
    return Row(finding, grade, state, deadline(until, today), until, text)


@dataclass(frozen=True)
class Asked:
    """What the address of the list asks for; nonsense in it counts as nothing."""

    grade: str = ""
    state: str = ""
    unit: str = ""
    late: str = ""
    document: str = ""  # its number

    @classmethod
    def of(cls, query: QueryDict) -> Asked:
        grade, state = query.get("grade", ""), query.get("state", "")
        return cls(
            grade=grade if grade in (*Grade.values, NONCONFORMITIES) else "",
            state=state if state in (*State.values, UNSETTLED, UNVERIFIED) else "",
            unit=query.get("unit", "")[:20],
            late="1" if query.get("late") else "",
            document=query.get("document", "")[:60],
        )

    @property
    def is_narrowed(self) -> bool:
        return any((self.grade, self.state, self.unit, self.late, self.document))

    def narrow(self, findings: FindingQuerySet, reader: Member) -> FindingQuerySet:
        if self.document:
            named = Document.objects.visible_to(reader).filter(number=self.document)
            findings = findings.filter(document__in=named)
        if self.grade:
            is_one = self.grade != NONCONFORMITIES
            findings = findings.filter(grade=self.grade) if is_one else findings.nonconformities()
        if self.state in State.values:
            findings = findings.filter(state=self.state)
        elif self.state:
            findings = findings.open() if self.state == UNVERIFIED else findings.unsettled()
        if self.unit:
            findings = findings.filter(unit__code=self.unit)
        return findings.late(reader.tenant.today()) if self.late else findings

    def filters(self) -> list[Filter]:
        states = [(UNSETTLED, _("Not closed")), (UNVERIFIED, _("Not verified yet"))]
        states += [(s.value, str(s.label)) for s in State]
        grades = [
            (NONCONFORMITIES, _("Nonconformities")),
            *((g.value, str(g.label)) for g in Grade),
        ]
        units = [(unit.code, unit.name) for unit in Unit.objects.order_by("code")]
        return [
            Filter("grade", _("Grade"), grades, self.grade),
            Filter("state", _("Status"), states, self.state),
            Filter("unit", _("Unit"), units, self.unit),
            Filter("late", _("Deadline"), [("1", _("Overdue"))], self.late),
        ]

    def said(self) -> str:
        """Return what was asked for, in words."""
        chosen = [self.document] if self.document else []
        chosen += [
            f"{each.label}: {dict(each.choices).get(each.chosen, each.chosen)}"
            for each in self.filters()
            if each.chosen
        ]
        return "; ".join(chosen)


def listed(findings: Sequence[Finding], asked: Asked, reader: Member) -> Listed:
    """Return the list as it leaves the house."""
    return Listed(
        title=pgettext("audit", "Findings"),
        columns=COLUMNS,
        lines=_lines(findings, reader),
        filters=asked.said(),
        back=reverse("oversight:findings", args=[reader.tenant.slug]),
    )


def reported(audit: Audit, findings: Sequence[Finding], reader: Member) -> Listed:
    """Return what an audit found, as pages that are signed with its report."""
    counts = Counter(finding.grade for finding in findings)
    return Listed(
        title=_("Findings of the audit"),
        columns=COLUMNS[:-1],
        lines=[line[:-1] for line in _lines(findings, reader)],
        filters="",
        back=reverse("oversight:audit_of", args=[reader.tenant.slug, audit.pk]),
        said=[
            f"{audit.get_kind_display()} · {audit.title} · {audit.held_on or audit.planned_from}",
            "; ".join(f"{grade.label} {counts[grade]}" for grade in Grade),
        ],
    )


def _lines(findings: Sequence[Finding], reader: Member) -> list[list[Cell]]:
    files: dict[UUID, list[str]] = defaultdict(list)
    shown = FindingEntry.objects.filter(finding__in=findings, file__isnull=False)
    for finding, name in shown.order_by("n").values_list("finding_id", "file_name"):
        files[finding].append(name)
    return [_line(row, files[row.finding.pk]) for row in rows(findings, reader)]


def _line(row: Row, files: Sequence[str]) -> list[Cell]:
    finding = row.finding
    is_hidden = finding.document_id is not None and not row.text
    return [
        finding.code,
        finding.get_grade_display(),
        finding.get_state_display(),
        finding.clause.number if finding.clause else "",
        finding.unit.name,
        row.text,
        finding.seen,
        finding.owner.name if finding.owner else "",
        finding.verifier.name if finding.verifier else "",
        finding.due_on.isoformat() if finding.due_on else "",
        finding.closed_on.isoformat() if finding.closed_on else "",
        "" if is_hidden else "; ".join(files),
        finding.audit.title,
    ]


def text_of(finding: Finding) -> str:
    """Return the document and the revision of it that the finding is about."""
    if finding.document is None or finding.revision is None:
        return ""
    return f"{finding.document.number} {finding.revision.label}"
