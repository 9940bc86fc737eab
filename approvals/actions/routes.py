"""Change by whom documents are approved: each save is a version, and nothing running moves."""

import json
from collections.abc import Sequence
from typing import NoReturn

from django.db import transaction
from django.utils.translation import gettext as _

from approvals.models import Meaning, Route, Stage
from approvals.models.route import Mode
from approvals.rounds.conditions import is_sound
from documents.models import DocumentType
from tenants import audit
from tenants.errors import Refused
from tenants.models import Member, Tenant
from tenants.scope import current_tenant_id

MOST_STAGES = 12
FIELDS = (
    *("name_zh", "name_en", "meaning", "mode", "minimum", "post", "where", "role"),
    *("members", "due_days", "condition"),
)

type Cell = tuple[DocumentType | None, str]


@transaction.atomic
def save_route(cell: Cell, stages: Sequence[Stage], *, by: Member, base: int) -> Route:
    """Make these stages the next version; `base` is the version the editor began with.

    Saving what is there already makes no version. Raises Refused when another version was saved
    meanwhile, and for stages that could never pass.
    """
    _check_right(by)
    _check(stages)
    if cell[0] is None:
        _check_of_affair(stages)
    return _next_version(cell, stages, by=by, base=base)


@transaction.atomic
def withdraw_route(cell: Cell, *, by: Member, base: int) -> Route:
    """Leave this type and change class without a route: submissions are refused from now on."""
    _check_right(by)
    if not base:
        raise Refused(_("There is no route to withdraw."))
    return _next_version(cell, [], by=by, base=base)


@transaction.atomic
def copy_route(source: Route, to: Sequence[tuple[Cell, int]], *, by: Member) -> list[Route]:
    """Make the stages of a route the next version of others, all or none; `to` names versions."""
    _check_right(by)
    stages = source.stages_in_order()
    _check(stages)
    if any(document_type is None for (document_type, _case), _base in to):
        _check_of_affair(stages)
    # Locked in the same order by everybody, or two copies would wait for each other.
    cells = sorted(to, key=lambda target: (str(target[0][0] and target[0][0].pk), target[0][1]))
    if not cells:
        raise Refused(_("Choose where to copy the route to."))
    said = f"{' '.join(source.place)} {source.number}"
    return [_next_version(cell, stages, by=by, base=base, copied=said) for cell, base in cells]


@transaction.atomic
def take_route(cell: Cell, stages: Sequence[Stage], *, by: Member | None) -> Route:
    """Make what a blueprint says the next version, whatever is there; None is the city.

    Whether they may is asked by who takes the blueprint over. Raises Refused for stages that could
    never pass.
    """
    _check(stages)
    return _next_version(cell, stages, by=by, base=None)


def _check_right(by: Member) -> None:
    if not by.can("settings.documents"):
        raise Refused(_("Only document controllers and administrators change approval routes."))


def _check(stages: Sequence[Stage]) -> None:
    """Refuse what can never work; what only does not work today is a warning on the page."""
    if not stages:
        raise Refused(_("A route needs a stage. To refuse all submissions, withdraw the route."))
    if len(stages) > MOST_STAGES:
        raise Refused(_("A route has at most %(most)s stages."), params={"most": MOST_STAGES})
    if stages[-1].only_views:
        raise Refused(
            _(
                "The last stage has to sign: with it the revision is approved. Whoever shall read"
                " it then belongs into the audience of the document."
            )
        )
    _check_conditions(stages)
    for stage in stages:
        if stage.meaning == Meaning.PREPARED:
            raise Refused(_("The author signs as “prepared”; no stage does."))
        named = len(stage.members)
        by_name_only = not (stage.post or stage.role)
        if by_name_only and stage.mode == Mode.AT_LEAST and stage.minimum > named:
            raise Refused(
                _("“%(stage)s” asks for %(minimum)s signatures and names %(named)s people."),
                params={"stage": stage.name, "minimum": stage.minimum, "named": named},
            )


def _check_conditions(stages: Sequence[Stage]) -> None:
    """Refuse what a small change could pass without anybody who approves."""
    approving = [stage for stage in stages if stage.meaning == Meaning.APPROVED]
    for stage in (*stages[-1:], *approving[-1:]):
        if stage.condition:
            raise Refused(
                _("“%(stage)s” approves last, so it is always asked: take its condition away."),
                params={"stage": stage.name},
            )
    if not all(is_sound(stage.condition) for stage in stages):
        raise Refused(_("The condition of a stage is not one that is known here."))


def _check_of_affair(stages: Sequence[Stage]) -> None:
    """Refuse what only a document has: who just views it, and changes that a condition names."""
    for stage in stages:
        if stage.only_views or stage.condition:
            raise Refused(
                _(
                    "“%(stage)s” only views, or is asked on a condition. What is no document is"
                    " signed at each stage."
                ),
                params={"stage": stage.name},
            )


def _next_version(
    cell: Cell,
    stages: Sequence[Stage],
    *,
    by: Member | None,
    base: int | None,
    copied: str = "",
) -> Route:
    document_type, change_class = cell
    if document_type is None:  # of two editors one waits here
        Tenant.hold(current_tenant_id())
    else:
        DocumentType.objects.locked().get(pk=document_type.pk)
    newest = Route.objects.versions(document_type, change_class).first()
    number = newest.number if newest else 0
    if base is not None and base != number:
        _refuse_stale(newest or Route(document_type=document_type, change_class=change_class))
    before = newest.stages_in_order() if newest else []
    if newest is not None and _told(before) == _told(stages):
        return newest
    Route.objects.versions(document_type, change_class).update(is_current=False)
    route = Route.objects.create(
        document_type=document_type,
        change_class=change_class,
        number=number + 1,
        made_by=by,
    )
    Stage.objects.bulk_create(
        Stage(route=route, position=n, **{name: getattr(stage, name) for name in FIELDS})
        for n, stage in enumerate(stages, start=1)
    )
    _record(route, before, stages, by=by, copied=copied)
    return route


def _refuse_stale(newest: Route) -> NoReturn:
    raise Refused(
        _(
            "“%(route)s” was changed by %(name)s meanwhile. Look at the difference, then save"
            " again if yours shall hold."
        ),
        params={"route": newest, "name": newest.made_by.name if newest.made_by else "–"},
    )


def _record(
    route: Route,
    before: Sequence[Stage],
    after: Sequence[Stage],
    *,
    by: Member | None,
    copied: str,
) -> None:
    facts = {"copied_from": copied} if copied else {}
    audit.record(
        "route.changed" if after else "route.withdrawn",
        route,
        by=by,
        document_type=route.place[0],
        change_class=route.change_class,
        number=route.number,
        changes={"stages": [_told(before), _told(after)]},
        **facts,
    )


def _condition(stage: Stage) -> str:
    said = json.dumps(stage.condition, sort_keys=True, ensure_ascii=False)
    return f", only if {said}" if stage.condition else ""


def _told(stages: Sequence[Stage]) -> list[str]:
    """Say the stages as the audit trail keeps them: the same in every language."""
    return [
        f"{stage.name_zh} / {stage.name_en}: {stage.meaning}, {stage.mode} {stage.minimum},"
        f" post {stage.post.code if stage.post else '-'} {stage.where}, role {stage.role or '-'},"
        f" people {' '.join(sorted(str(member) for member in stage.members)) or '-'},"
        f" {stage.due_days} days{_condition(stage)}"
        for stage in stages
    ]
