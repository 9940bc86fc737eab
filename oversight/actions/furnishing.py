"""Give a tenant what its blueprint names and it lacks, in bulk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from itertools import product
from typing import Final, Protocol

from django.utils.translation import gettext_lazy as _

from approvals.models import Route, Stage
from approvals.models.route import Case
from documents.models import Document, DocumentType, Folder, Participant, Revision
from documents.register import search
from documents.register.counters import allocate_numbers
from documents.register.numbering import number_key
from documents.standards.linking import place
from documents.versions import Version
from oversight.furniture.blueprint import Blueprint, ProcedurePlan, StagePlan, TypePlan, UnitPlan
from tenants.models import Member, Post, Tenant, Unit
from tenants.models.unit import Named

KINDS: Final = {
    "units": _("Units"),
    "posts": _("Posts"),
    "folders": _("Folders"),
    "document_types": _("Document types"),
    "routes": _("Routes"),
    "procedures": _("Starter procedures"),
}


class Coded(Protocol):
    @property
    def code(self) -> str: ...


@dataclass
class Furnishing:
    """What was added to a tenant, by kind: each row's name, for people to read."""

    tenant: Tenant
    blueprint: Blueprint
    units: list[str] = field(default_factory=list)
    posts: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    document_types: list[str] = field(default_factory=list)
    routes: list[str] = field(default_factory=list)
    procedures: list[str] = field(default_factory=list)

    def names(self) -> dict[str, list[str]]:
        """Return the names of what was added, by kind."""
        return {kind: getattr(self, kind) for kind in KINDS}

    def counts(self) -> dict[str, int]:
        """Return how many rows of each kind were added."""
        return {kind: len(names) for kind, names in self.names().items()}


def furnish(tenant: Tenant, blueprint: Blueprint, *, owner: Member) -> Furnishing:
    """Add units, posts, folders, types, routes and starter procedures; `owner` holds the drafts.

    What is there already, under the same code, stays as the tenant has made it.
    """
    made = Furnishing(tenant, blueprint)
    units = add_units(blueprint.units, made.units)
    posts = _add(Post, blueprint.posts, lambda plan: Post(**asdict(plan)), made.posts)
    folders = _add(Folder, blueprint.folders, lambda plan: Folder(**asdict(plan)), made.folders)

    def new_type(plan: TypePlan) -> DocumentType:
        facts = asdict(plan) | {"folder": folders[plan.folder], "tenant": tenant}
        return DocumentType(**facts)

    types = _add(DocumentType, blueprint.types, new_type, made.document_types)
    _add_routes(made, types, posts)
    _add_procedures(made, types, units, owner)
    return made


def add_units(plans: Iterable[UnitPlan], made: list[str]) -> dict[str, Unit]:
    """Add the units that are missing, each below its parent; return all by code."""
    units: dict[str, Unit] = {unit.code: unit for unit in Unit.objects.all()}
    new = []
    for plan in plans:
        if plan.code not in units:
            above = units.get(plan.parent)
            facts = asdict(plan) | {"parent": None if above is None or above.is_ended() else above}
            units[plan.code] = Unit(**facts)
            new.append(units[plan.code])
    Unit.objects.bulk_create(new)
    made += [unit.name for unit in new]
    return units


def _add[M: Named, P: Coded](
    model: type[M], plans: Iterable[P], build: Callable[[P], M], made: list[str]
) -> dict[str, M]:
    """Add the rows whose code the tenant lacks; return all by code."""
    rows: dict[str, M] = {row.code: row for row in model._default_manager.all()}
    new = [build(plan) for plan in plans if plan.code not in rows]
    model._default_manager.bulk_create(new)
    made += [row.name for row in new]
    return rows | {row.code: row for row in new}


def _add_routes(made: Furnishing, types: dict[str, DocumentType], posts: dict[str, Post]) -> None:
    known = set(Route.objects.values_list("document_type_id", "change_class"))
    routes, stages = [], []
    for plan in made.blueprint.routes:
        for code, change in product(plan.types, plan.changes):
            asked = {made.blueprint.stages[key].post for key in plan.stages} - {""}
            is_open = not any(posts[post].is_ended() for post in asked)
            if (types[code].pk, change) in known or not is_open:
                continue
            route = Route(document_type=types[code], change_class=change)
            routes.append(route)
            stages += [
                _stage(route, position, made.blueprint.stages[key], posts)
                for position, key in enumerate(plan.stages, start=1)
            ]
            made.routes.append(f"{code} · {Case(change).label}")
    Route.objects.bulk_create(routes)
    Stage.objects.bulk_create(stages)


def _stage(route: Route, position: int, plan: StagePlan, posts: dict[str, Post]) -> Stage:
    facts = asdict(plan) | {"post": posts.get(plan.post)}
    return Stage(route=route, position=position, **facts)


def _add_procedures(
    made: Furnishing, types: dict[str, DocumentType], units: dict[str, Unit], owner: Member
) -> None:
    blueprint = made.blueprint
    known = set(Document.objects.exclude(imported_from="").values_list("imported_from", flat=True))
    lacking = defaultdict(list)
    for plan in blueprint.procedures:
        if origin(blueprint.code, plan.file) not in known and not units[plan.unit].is_ended():
            lacking[plan.type].append(plan)
    documents, revisions = [], []
    for code, plans in lacking.items():
        numbers = allocate_numbers(types[code], [units[plan.unit] for plan in plans])
        for plan, number in zip(plans, numbers, strict=True):
            document = _document(made, plan, number, types[code], units[plan.unit], owner)
            documents.append(document)
            revisions.append(_draft(made, plan, document))
    Document.objects.bulk_create(documents)
    Revision.objects.bulk_create(revisions)
    Participant.objects.bulk_create(
        Participant(revision=revision, member=owner, capacity=Participant.Capacity.AUTHOR)
        for revision in revisions
    )
    place(documents, by=None)
    search.index_labels(documents)
    made.procedures += [f"{document.number} {document.title}" for document in documents]


def origin(blueprint: str, file: str) -> str:
    """Return what a starter procedure is known by when provisioning runs again."""
    return f"blueprint/{blueprint}/{file}"


def _document(
    made: Furnishing,
    plan: ProcedurePlan,
    number: str,
    document_type: DocumentType,
    unit: Unit,
    owner: Member,
) -> Document:
    return Document(
        number=number,
        number_key=number_key(number),
        title=plan.title_zh,
        document_type=document_type,
        folder=document_type.folder,
        unit=unit,
        owner=owner,
        clauses=", ".join(plan.clauses),
        imported_from=origin(made.blueprint.code, plan.file),
    )


def _draft(made: Furnishing, plan: ProcedurePlan, document: Document) -> Revision:
    version = Version()
    return Revision(
        document=document,
        n=1,
        edition=version.edition,
        change=version.change,
        label=version.label(made.tenant.version_scheme),
        title=document.title,
        prepared_by=document.owner,
        markdown=made.blueprint.texts[plan.file],
    )
