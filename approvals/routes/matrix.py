"""Every route on one page: document type × change class, and what else is signed."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Max
from django.utils.translation import pgettext

from approvals.models import Route, Stage
from approvals.models.route import CHANGES, NO_TYPE, Affair, Case
from approvals.rounds.routing import Roster
from approvals.rounds.wording import ACTS
from approvals.routes.warnings import Warned, warnings_of
from documents.models import DocumentType
from tenants.models import Unit

MOST_WARNINGS = 2


class Cell(NamedTuple):
    """The route of a type and change class, or of an affair, in short."""

    change_class: Case | Affair
    stages: Sequence[Stage]
    number: int
    said: str
    warnings: Sequence[Warned]

    @property
    def more(self) -> int:
        """Count the warnings that have no room here."""
        return max(0, len(self.warnings) - MOST_WARNINGS)


class Row(NamedTuple):
    document_type: DocumentType
    cells: Sequence[Cell]


class Target(NamedTuple):
    """A cell another route may be copied to; its value names the version that stands there."""

    document_type: DocumentType | None
    change_class: Case | Affair
    number: int

    @property
    def key(self) -> tuple[DocumentType | None, str]:
        return self.document_type, self.change_class.value

    @property
    def value(self) -> str:
        kind = self.document_type.pk if self.document_type else NO_TYPE
        return f"{kind}.{self.change_class.value}.{self.number}"

    @property
    def title(self) -> str:
        if self.document_type is None:
            return str(self.change_class.label)
        return f"{self.document_type.code} {self.document_type.name} · {self.change_class.label}"


def cells_with_versions(but: tuple[DocumentType | None, str]) -> list[Target]:
    """Return every other cell of the same sort, with the number of its newest version.

    Routes of documents go to other types and change classes, those of affairs to other affairs.
    """
    newest = Route.objects.values_list("document_type_id", "change_class").annotate(Max("number"))
    numbers = {(type_id, change): number for type_id, change, number in newest}
    if but[0] is None:
        affairs = [each for each in Affair if each != but[1]]
        return [Target(None, each, numbers.get((None, each), 0)) for each in affairs]
    return [
        Target(document_type, change, numbers.get((document_type.pk, change), 0))
        for document_type in DocumentType.objects.all()
        for change in Case
        if (document_type, change) != but
    ]


def _said(stage: Stage) -> str:
    """Say what a stage does; one that is not always asked stands in brackets."""
    act = str(ACTS[stage.meaning])
    return (
        pgettext("stage with a condition", "(%(act)s)") % {"act": act} if stage.condition else act
    )


class Matrix(NamedTuple):
    """All routes: a line for each type of document, and what is signed beside documents."""

    rows: Sequence[Row]
    affairs: Sequence[Cell]


def matrix() -> Matrix:
    """Return every type with its routes; the same number of statements however many there are."""
    stages = list(Stage.objects.current().select_related("route", "post"))
    of_route: dict[tuple[object, str], list[Stage]] = defaultdict(list)
    for stage in stages:
        of_route[stage.route.document_type_id, stage.route.change_class].append(stage)
    roster, units = Roster.of(stages), list(Unit.objects.active())
    numbers: dict[tuple[object, str], int] = {
        (type_id, change): number
        for type_id, change, number in Route.objects.current().values_list(
            "document_type_id", "change_class", "number"
        )
    }

    def cell(document_type: DocumentType | None, change: Case | Affair) -> Cell:
        of = document_type and document_type.pk
        mine = of_route[of, change]
        said = " → ".join(map(_said, mine))
        warned = warnings_of(mine, roster, document_type, units, is_change=change in CHANGES)
        number = numbers.get((of, change.value), 0)
        return Cell(change, mine, number, said, warned)

    rows = [
        Row(document_type, [cell(document_type, change) for change in Case])
        for document_type in DocumentType.objects.all()
    ]
    return Matrix(rows, [cell(None, affair) for affair in Affair])
