"""A tenant's furniture read as a blueprint, and blueprints taken apart into items to compare.

Furniture is units, posts, folders, document types and routes. People, documents and grants are
none: they never leave their tenant.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any, Final

from approvals.models import Stage
from documents.models import DocumentType, Folder
from oversight.furniture.blueprint import (
    Blueprint,
    FolderPlan,
    PostPlan,
    RoutePlan,
    StagePlan,
    TypePlan,
    UnitPlan,
)
from tenants.models import Post, Tenant, Unit

type Items = dict[str, Any]  # "units/OFC" → what the item says
# What items say since later versions, as it is where nothing is said.
LATER: Final[dict[str, Any]] = {"condition": {}, "signing": DocumentType.Signing.ANY}
EMPTY: Final = Blueprint(
    "empty", 0, "空白", "Empty", Tenant.VersionScheme.LETTERS, (), (), (), (), {}, (), (), {}
)


def furniture_of(tenant: Tenant) -> Blueprint:
    """Return the running tenant's furniture as a blueprint, numbers without its own code.

    A stage that names persons is left out with its route: persons are not copied.
    """
    stages = _stages()
    return replace(
        EMPTY,
        code=f"zone:{tenant.code}",
        name_zh=tenant.name_zh,
        name_en=tenant.name_en,
        version_scheme=tenant.version_scheme,
        units=tuple(_units()),
        posts=tuple(
            PostPlan(code=p.code, name_zh=p.name_zh, name_en=p.name_en, is_head=p.is_head)
            for p in Post.objects.active()
        ),
        folders=tuple(
            FolderPlan(code=f.code, name_zh=f.name_zh, name_en=f.name_en, restricted=f.restricted)
            for f in Folder.objects.all()
        ),
        types=tuple(_types(tenant.code)),
        stages={key: plan for plans in stages.values() for key, plan in plans.items()},
        routes=tuple(
            RoutePlan(types=[kind], changes=[change], stages=list(plans))
            for (kind, change), plans in stages.items()
        ),
    )


def _units() -> Iterable[UnitPlan]:
    """Yield the units, each after the one it belongs to."""
    units = list(Unit.objects.active().select_related("parent"))
    codes = {unit.code for unit in units}
    above = {unit.pk: unit.parent.code if unit.parent else "" for unit in units}
    parents = {pk: code if code in codes else "" for pk, code in above.items()}
    done: set[str] = {""}
    while units:
        ready = [unit for unit in units if parents[unit.pk] in done] or units
        for unit in ready:
            yield UnitPlan(
                code=unit.code,
                name_zh=unit.name_zh,
                name_en=unit.name_en,
                parent=parents[unit.pk],
            )
        done |= {unit.code for unit in ready}
        units = [unit for unit in units if unit not in ready]


def _types(own_code: str) -> Iterable[TypePlan]:
    for kind in DocumentType.objects.in_use().select_related("folder"):
        yield TypePlan(
            code=kind.code,
            level=kind.level,
            name_zh=kind.name_zh,
            name_en=kind.name_en,
            number_pattern=_without(own_code, kind.number_pattern),
            folder=kind.folder.code,
            review_months=kind.review_months,
            same_signer=kind.same_signer,
            signing=kind.signing,
            sections_zh=kind.sections_zh,
            sections_en=kind.sections_en,
        )


def _without(code: str, pattern: str) -> str:
    """Write the token where the pattern spells the tenant's own code."""
    own = re.compile(rf"(\{{[^{{}}]*\}})|{re.escape(code)}")
    return own.sub(lambda found: found[1] or "{tenant}", pattern)


def _stages() -> dict[tuple[str, str], dict[str, StagePlan]]:
    """Return the stages of each route: document type and change class → key → stage."""
    found: dict[tuple[str, str], dict[str, StagePlan]] = {}
    stages = Stage.objects.current().select_related("post", "route__document_type")
    stages = stages.filter(route__document_type__retired=False)  # and none of an affair
    personal = {stage.route_id for stage in stages if not (_post(stage) or stage.role)}
    for stage in stages.exclude(route__in=personal).order_by("route", "position"):
        kind, change = stage.route.document_type.code, stage.route.change_class
        key = f"{kind}/{change}/{stage.position}"
        found.setdefault((kind, change), {})[key] = _stage(stage)
    return found


def _stage(stage: Stage) -> StagePlan:
    return StagePlan(
        name_zh=stage.name_zh,
        name_en=stage.name_en,
        meaning=stage.meaning,
        mode=stage.mode,
        due_days=stage.due_days,
        minimum=stage.minimum,
        post=_post(stage),
        where=stage.where,
        role="" if _post(stage) else stage.role,
        condition=stage.condition,
    )


def _post(stage: Stage) -> str:
    return stage.post.code if stage.post and not stage.post.is_ended() else ""


def items_of(blueprint: Blueprint) -> Items:
    """Take a blueprint apart: every unit, post, folder, type, route and procedure by its name."""
    items: Items = {}
    for kind in ("units", "posts", "folders"):
        items |= {f"{kind}/{plan.code}": asdict(plan) for plan in getattr(blueprint, kind)}
    items |= {f"document_types/{plan.code}": _said(plan) for plan in blueprint.types}
    for route in blueprint.routes:
        stages = [_said(blueprint.stages[key]) for key in route.stages]
        items |= {f"routes/{t}·{change}": stages for t in route.types for change in route.changes}
    for procedure in blueprint.procedures:
        items[f"procedures/{procedure.file}"] = asdict(procedure) | {
            "text": blueprint.texts[procedure.file]
        }
    return items


def _said(plan: StagePlan | TypePlan) -> dict[str, Any]:
    """Return what a plan says; nothing of what came later and is as it always was.

    So what a zone has taken before is not offered anew.
    """
    return {k: v for k, v in asdict(plan).items() if k not in LATER or v != LATER[k]}


def fingerprint(item: Any) -> str:
    """Return a short text that changes when the item says something else."""
    said = json.dumps(item, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def fingerprints(blueprint: Blueprint) -> dict[str, str]:
    """Return the fingerprint of every item."""
    return {name: fingerprint(item) for name, item in items_of(blueprint).items()}
