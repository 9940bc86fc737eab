"""Blueprints: what a new organ or zone starts with, read from TOML and checked before use."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable
from dataclasses import MISSING, dataclass, field, fields
from itertools import product
from pathlib import Path
from typing import Any, get_origin, get_type_hints

from django.utils.translation import gettext as _

from approvals.models import Meaning
from approvals.models.route import Case, Mode, Where
from approvals.rounds.conditions import is_sound
from documents.models import DocumentType
from documents.register.numbering import Pattern
from tenants.errors import Refused
from tenants.models import Tenant
from tenants.people.roles import Role

BLUEPRINTS = Path(__file__).parent.parent / "blueprints"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPlan:
    code: str
    name_zh: str
    name_en: str
    parent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostPlan:
    code: str
    name_zh: str
    name_en: str
    is_head: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderPlan:
    code: str
    name_zh: str
    name_en: str
    restricted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TypePlan:
    code: str
    level: int
    name_zh: str
    name_en: str
    number_pattern: str
    folder: str
    review_months: int
    same_signer: bool = False
    signing: str = DocumentType.Signing.ANY
    sections_zh: str = ""
    sections_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StagePlan:
    name_zh: str
    name_en: str
    meaning: str
    mode: str
    due_days: int
    minimum: int = 1
    post: str = ""
    where: str = "anywhere"
    role: str = ""
    condition: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutePlan:
    types: list[str]
    changes: list[str]
    stages: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedurePlan:
    file: str
    type: str
    unit: str
    title_zh: str
    title_en: str
    clauses: list[str]


@dataclass(frozen=True, slots=True)
class Blueprint:
    """Units, posts, folders, types, routes and starter procedures of a kind of organisation."""

    code: str
    version: int
    name_zh: str
    name_en: str
    version_scheme: str
    units: tuple[UnitPlan, ...]
    posts: tuple[PostPlan, ...]
    folders: tuple[FolderPlan, ...]
    types: tuple[TypePlan, ...]
    stages: dict[str, StagePlan]
    routes: tuple[RoutePlan, ...]
    procedures: tuple[ProcedurePlan, ...]
    texts: dict[str, str]  # of the procedures, by file name


def names() -> list[str]:
    """Return the codes of the blueprints there are."""
    return sorted(path.parent.name for path in BLUEPRINTS.glob("*/blueprint.toml"))


def load(code: str) -> Blueprint:
    """Return the blueprint, or refuse with the sentence that says what is wrong with it."""
    if code not in names():
        raise Refused(
            _("There is no blueprint “%(code)s”; there are: %(known)s.")
            % {"code": code, "known": ", ".join(names())}
        )
    home = BLUEPRINTS / code
    return parse((home / "blueprint.toml").read_text(encoding="utf-8"), home)


def parse(source: str, home: Path) -> Blueprint:
    """Read a blueprint; `home` is where its procedures are."""
    try:
        table = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise Refused(_("The blueprint is not TOML: %(error)s.") % {"error": error}) from error
    try:
        blueprint = Blueprint(
            code=table["code"],
            version=table["version"],
            name_zh=table["name_zh"],
            name_en=table["name_en"],
            version_scheme=table["version_scheme"],
            units=rows(UnitPlan, table["units"]),
            posts=rows(PostPlan, table["posts"]),
            folders=rows(FolderPlan, table["folders"]),
            types=rows(TypePlan, table["document_types"]),
            stages=dict(
                zip(table["stages"], rows(StagePlan, table["stages"].values()), strict=True)
            ),
            routes=rows(RoutePlan, table["routes"]),
            procedures=rows(ProcedurePlan, table["procedures"]),
            texts={path.name: path.read_text(encoding="utf-8") for path in home.glob("*/*.md")},
        )
    except KeyError as missing:
        raise Refused(_("The blueprint says nothing about %(what)s.") % {"what": missing}) from None
    check(blueprint)
    return blueprint


def rows[P](plan: type[P], tables: Collection[dict[str, Any]]) -> tuple[P, ...]:
    """Make a plan of each table; a missing, unknown or mistyped key is refused."""
    hints = get_type_hints(plan)  # once for all rows: it compiles each of them anew
    required = {
        each.name
        for each in fields(plan)  # type: ignore[arg-type]
        if each.default is MISSING and each.default_factory is MISSING
    }
    for table in tables:
        _check_keys(plan, table, hints, required)
    return tuple(plan(**table) for table in tables)


def _check_keys(
    plan: type[Any], table: dict[str, Any], hints: dict[str, Any], required: set[str]
) -> None:
    wrong = sorted((required - table.keys()) | (table.keys() - hints.keys()))
    wrong = wrong or [key for key, value in table.items() if not _fits(value, hints[key])]
    if wrong:
        raise Refused(
            _("%(where)s: missing, unknown or of the wrong kind: %(keys)s.")
            % {"where": table.get("code") or plan.__name__, "keys": ", ".join(wrong)}
        )


def _fits(value: object, hint: Any) -> bool:
    kind = get_origin(hint)
    return isinstance(value, kind if kind in (list, dict) else hint)


def check(blueprint: Blueprint) -> None:
    """Refuse a blueprint whose parts do not fit together."""
    units = _codes(blueprint.units)
    posts, folders = _codes(blueprint.posts), _codes(blueprint.folders)
    types = _codes(blueprint.types)
    _known(blueprint.version_scheme, Tenant.VersionScheme.values)
    for unit in blueprint.units:
        _known(unit.parent, ["", *units[: units.index(unit.code)]])
    for document_type in blueprint.types:
        _known(document_type.folder, folders)
        _known(document_type.level, DocumentType.Level.values)
        _known(document_type.signing, DocumentType.Signing.values)
        Pattern.parse(document_type.number_pattern)
    for stage in blueprint.stages.values():
        _check_stage(stage, posts)
    _check_routes(blueprint, types)
    for procedure in blueprint.procedures:
        _known(procedure.type, types)
        _known(procedure.unit, units)
        _known(procedure.file, blueprint.texts)
    _once([procedure.file for procedure in blueprint.procedures])


def _check_stage(stage: StagePlan, posts: Collection[str]) -> None:
    _known(stage.meaning, set(Meaning.values) - {Meaning.PREPARED})
    _known(stage.mode, Mode.values)
    _known(stage.where, Where.values)
    _known(stage.post, ["", *posts])
    _known(stage.role, ["", *Role.values])
    if not is_sound(stage.condition):
        raise Refused(
            _("Stage “%(stage)s” has a condition that is not one.") % {"stage": stage.name_en}
        )
    if bool(stage.post) == bool(stage.role):
        raise Refused(
            _("Stage “%(stage)s” needs a post or a role, and only one of them.")
            % {"stage": stage.name_en}
        )


def _check_routes(blueprint: Blueprint, types: Collection[str]) -> None:
    for route in blueprint.routes:
        for code, change in product(route.types, route.changes):
            _known(code, types)
            _known(change, Case.values)
        for stage in route.stages:
            _known(stage, blueprint.stages)
        if route.stages and blueprint.stages[route.stages[-1]].condition:
            raise Refused(
                _("The last stage of a route is always asked; “%(stage)s” has a condition.")
                % {"stage": blueprint.stages[route.stages[-1]].name_en}
            )
    _once(
        [
            f"{code}/{change}"
            for route in blueprint.routes
            for code, change in product(route.types, route.changes)
        ]
    )


def _codes(plans: Iterable[UnitPlan | PostPlan | FolderPlan | TypePlan]) -> list[str]:
    codes = [plan.code for plan in plans]
    _once(codes)
    return codes


def _once(values: list[str]) -> None:
    if twice := {value for value in values if values.count(value) > 1}:
        raise Refused(_("The blueprint names %(what)s twice.") % {"what": ", ".join(sorted(twice))})


def _known(value: str | int, known: Collection[str | int] | Collection[str]) -> None:
    if value not in known:
        raise Refused(_("The blueprint does not know “%(what)s”.") % {"what": value})
