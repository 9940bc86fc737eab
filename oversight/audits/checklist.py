"""The checklist of an audit: each line of its plan with the texts of its day and what was seen."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from approvals.distribution.exporting import Listed
from documents.lists.columns import Cell, Column
from documents.models import ClauseLink, Document, DocumentType, Requirement, Revision
from oversight.audits.plan import own_planned
from oversight.audits.texts import end_on
from oversight.models import Audit, AuditNote, PlannedScope
from tenants.models import Member

SYSTEM: Final = (DocumentType.Level.MANUAL, DocumentType.Level.PROCEDURE)
ROOM: Final = "\n\u00a0" * 4  # to write into by hand
HEADS: Final = (
    ("clause", gettext_lazy("Clause"), 15),
    ("requirements", gettext_lazy("What must be there"), 22),
    ("documents", gettext_lazy("Documents in force"), 34),
    ("auditor", pgettext_lazy("audit", "Auditor"), 10),
    ("seen", gettext_lazy("What was seen"), 44),
)
COLUMNS: Final = tuple(Column(*head) for head in (("unit", gettext_lazy("Unit"), 14), *HEADS))


@dataclass(frozen=True)
class Line:
    """A line of the plan as it is worked off."""

    scope: PlannedScope
    requirements: Sequence[str]
    texts: Sequence[Revision]
    notes: Sequence[AuditNote]
    is_own: bool  # its auditor belongs to the unit: 9.2.2 c


def day_of(audit: Audit, today: dt.date) -> dt.date:
    """Return the day whose texts are looked at: that of the audit, or today before it."""
    return audit.held_on or min(today, audit.planned_until)


def checklist(audit: Audit, reader: Member) -> list[Line]:
    """Return the lines of a plan in order, with the texts the reader may know of."""
    scopes = list(PlannedScope.objects.listed().filter(audit=audit))
    numbers = {scope.clause.number for scope in scopes}
    asked, links = _requirements(numbers), _links(numbers)
    texts = _texts(set().union(*links.values()), audit, reader)
    notes: dict[UUID, list[AuditNote]] = defaultdict(list)
    for note in AuditNote.objects.filter(scope__in=scopes).select_related("by"):
        notes[note.scope_id].append(note)
    own = {scope.pk for scope in own_planned(audit)}
    return [
        Line(
            scope=scope,
            requirements=asked[scope.clause.number],
            texts=[
                text
                for text in texts
                if text.document_id in links[scope.clause.number] and _is_of(scope, text)
            ],
            notes=notes[scope.pk],
            is_own=scope.pk in own,
        )
        for scope in scopes
    ]


def _requirements(numbers: Iterable[str]) -> dict[str, list[str]]:
    """Return what is asked for by each of these clauses and their parts."""
    found: dict[str, list[str]] = defaultdict(list)
    rows = Requirement.objects.filter(clause__edition__state="current").select_related("clause")
    for row in rows.order_by("clause__position", "items"):
        for number in numbers:
            if row.clause.is_within(number):
                found[number].append(f"{row.number} {row.title}")
    return found


def _links(numbers: Iterable[str]) -> dict[str, set[UUID]]:
    """Return which documents are for each of these clauses, by today's links."""
    found: dict[str, set[UUID]] = defaultdict(set)
    rows = ClauseLink.objects.filter(clause__edition__state="current").select_related("clause")
    for row in rows:
        for number in numbers:
            if row.clause.is_within(number):
                found[number].add(row.document_id)
    return found


def _texts(documents: Iterable[UUID], audit: Audit, reader: Member) -> list[Revision]:
    """Return what held of these documents on the day, in the order of their numbers."""
    today = reader.tenant.today()
    day = day_of(audit, today)
    held = Revision.objects.filter(document=OuterRef("pk"), effective_at__lte=end_on(day))
    newest = held.order_by("-effective_at", "-n").values("pk")[:1]
    seen = Document.objects.visible_to(reader).filter(pk__in=set(documents))
    if day >= today:
        seen = seen.in_force_now()
    over = Q(state=Document.State.RETIRED) & (Q(retires_on=None) | Q(retires_on__lt=day))
    texts = seen.exclude(over).annotate(text=Subquery(newest)).values("text")
    found = Revision.objects.filter(pk__in=texts).defer("markdown", "manifest")
    return list(found.select_related("document__document_type").order_by("document__number_key"))


def _is_of(scope: PlannedScope, text: Revision) -> bool:
    """Tell whether a unit works by it: its own documents, and manual and procedures of all."""
    document = text.document
    return document.unit_id == scope.unit_id or document.document_type.level in SYSTEM


def listed(audit: Audit, lines: Sequence[Line], reader: Member) -> Listed:
    """Return the checklist as pages, with room to write where nothing was noted."""
    team = "、".join(each.name for each in audit.team.all())
    days = f"{audit.planned_from}～{audit.planned_until}"
    return Listed(
        title=_("Audit checklist"),
        columns=COLUMNS,
        lines=[_cells(line) for line in lines],
        filters="",
        back=reverse("oversight:audit_checklist", args=[reader.tenant.slug, audit.pk]),
        said=[
            f"{audit.get_kind_display()} · {audit.title}",
            _("%(days)s; auditors: %(team)s; texts of %(day)s")
            % {"days": days, "team": team, "day": day_of(audit, reader.tenant.today())},
        ],
    )


def _cells(line: Line) -> list[Cell]:
    texts = (f"{t.document.number} {t.label} {t.title}" for t in line.texts)
    return [
        line.scope.unit.name,
        str(line.scope.clause),
        "\n".join(line.requirements),
        "\n".join(texts),
        line.scope.auditor.name,
        "\n".join(f"{note.text} ({note.by.name} {note.at:%m-%d})" for note in line.notes) or ROOM,
    ]
