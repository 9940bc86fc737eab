"""The page of one route: what its stages ask today, what is wrong with them, what was before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Count, Q
from django.forms import BaseFormSet

from approvals.access import Cell
from approvals.models import Round, Route, Stage
from approvals.models.route import CHANGES
from approvals.rounds.routing import Roster
from approvals.routes.forms import EditorForm, StageForm
from approvals.routes.preview import Asked, asks
from approvals.routes.warnings import Warned, warnings_of
from approvals.routes.wording import Line, difference, names_of
from tenants.models import Unit

MOST_VERSIONS = 10


class Shown(NamedTuple):
    """What the typed stages would do today; nothing while they are not yet whole."""

    asked: Sequence[Asked] = ()
    warnings: Sequence[Warned] = ()
    conflict: Sequence[Line] = ()

    @classmethod
    def of(cls, cell: Cell, editor: EditorForm, formset: BaseFormSet[StageForm]) -> Shown:
        """Look at what is typed, or at what is saved when nothing is."""
        looks = editor.is_bound and editor.is_valid()
        if formset.is_bound:
            stages = [form.stage() for form in formset] if formset.is_valid() else []
        else:
            stages = [] if editor.is_bound else cell.stages()
        for position, stage in enumerate(stages, start=1):
            stage.position = position
        roster, units = Roster.of(stages), list(Unit.objects.active())
        unit = editor.cleaned_data["unit"] if looks else None
        author = editor.cleaned_data["author"] if looks else None
        chosen = [unit] if unit else units
        asked = asks(stages, roster, cell.document_type, chosen, author) if stages else []
        is_change = cell.change_class in CHANGES
        warned = warnings_of(stages, roster, cell.document_type, units, is_change=is_change)
        return cls(asked, warned, _conflict(cell, editor, stages))


def _conflict(cell: Cell, editor: EditorForm, stages: Sequence[Stage]) -> list[Line]:
    """Compare what somebody else saved with what is typed."""
    base = editor.cleaned_data.get("base") if editor.is_bound and editor.is_valid() else None
    if base is None or base == cell.number or not stages:
        return []
    saved = cell.stages()
    return difference(saved, stages, names_of([*saved, *stages]))


class Version(NamedTuple):
    """A saved version: who made it when, and what it changed."""

    route: Route  # with `running`, the number of open rounds that run by it
    lines: Sequence[Line]


def history(cell: Cell) -> list[Version]:
    """Return the newest versions with what each changed; three statements."""
    routes = Route.objects.versions(*cell.key).select_related("made_by")
    running = Count("rounds", filter=Q(rounds__state=Round.State.OPEN))
    found = list(routes.annotate(running=running)[: MOST_VERSIONS + 1])
    stages = list(Stage.objects.filter(route__in=found).select_related("post"))
    names = names_of(stages)

    def of(route: Route | None) -> list[Stage]:
        return [stage for stage in stages if route and stage.route_id == route.pk]

    older: list[Route | None] = [*found[1:], None]
    return [
        Version(new, difference(of(old), of(new), names))
        for new, old in zip(found[:MOST_VERSIONS], older, strict=False)
    ]
