"""Take chosen items of a blueprint over into a tenant: add what it lacks, change what it has."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, replace

from django.utils.translation import gettext as _

from approvals.actions.routes import take_route
from approvals.models import Route, Stage
from documents.models import Document, DocumentType, Folder, Revision
from documents.register import search
from documents.standards.linking import place
from oversight.actions.furnishing import furnish, origin
from oversight.furniture.blueprint import Blueprint, RoutePlan
from tenants.errors import Refused
from tenants.models import Member, Post, Tenant, Unit
from tenants.people.roles import Role


def take(tenant: Tenant, plan: Blueprint, chosen: Collection[str], *, by: Member | None) -> None:
    """Make the chosen items in the running tenant what the blueprint says; refuse half of a pair.

    `by` is a member of this tenant, or nobody when the city acts.
    """
    part = _part(plan, chosen)
    _check(part)
    there = _known()  # before anything is added
    owner = Member.objects.with_role(Role.TENANT_ADMIN).order_by("pk")[0]
    furnish(tenant, part, owner=owner)
    _change_rows(part)
    for route in part.routes:
        if f"{route.types[0]}·{route.changes[0]}" in there:
            _change_route(part, route, by)
    _change_drafts(part)


def _part(plan: Blueprint, chosen: Collection[str]) -> Blueprint:
    """Return the blueprint with nothing but the chosen items; one route for each pair."""
    routes = [
        RoutePlan(types=[kind], changes=[change], stages=route.stages)
        for route in plan.routes
        for kind in route.types
        for change in route.changes
        if f"routes/{kind}·{change}" in chosen
    ]
    return replace(
        plan,
        units=tuple(each for each in plan.units if f"units/{each.code}" in chosen),
        posts=tuple(each for each in plan.posts if f"posts/{each.code}" in chosen),
        folders=tuple(each for each in plan.folders if f"folders/{each.code}" in chosen),
        types=tuple(each for each in plan.types if f"document_types/{each.code}" in chosen),
        routes=tuple(routes),
        procedures=tuple(p for p in plan.procedures if f"procedures/{p.file}" in chosen),
    )


def _check(part: Blueprint) -> None:
    """Refuse an item whose other half is neither here nor chosen."""
    units = {unit.code for unit in part.units} | _codes(Unit)
    posts = {post.code for post in part.posts} | _codes(Post)
    folders = {folder.code for folder in part.folders} | _codes(Folder)
    types = {kind.code for kind in part.types} | _codes(DocumentType)
    for unit in part.units:
        _needs(unit.code, unit.parent, units | {""})
    for kind in part.types:
        _needs(kind.code, kind.folder, folders)
    for route in part.routes:
        _needs(f"{route.types[0]} · {route.changes[0]}", route.types[0], types)
        for key in route.stages:
            _needs(key, part.stages[key].post, posts | {""})
    for procedure in part.procedures:
        _needs(procedure.file, procedure.type, types)
        _needs(procedure.file, procedure.unit, units)


def _codes(model: type[Unit] | type[Post] | type[Folder] | type[DocumentType]) -> set[str]:
    return set(model._default_manager.values_list("code", flat=True))


def _needs(item: str, other: str, known: Collection[str]) -> None:
    if other not in known:
        raise Refused(
            _("“%(item)s” needs “%(other)s”: accept both, or keep both as they are.")
            % {"item": item, "other": other}
        )


def _known() -> set[str]:
    routes = Route.objects.values_list("document_type__code", "change_class").distinct()
    return {f"{kind}·{change}" for kind, change in routes}


def _change_rows(part: Blueprint) -> None:
    units = {unit.code: unit for unit in Unit.objects.all()}
    for unit in part.units:
        facts = asdict(unit) | {"parent": units.get(unit.parent)}
        Unit.objects.filter(code=unit.code).update(**facts)
    for post in part.posts:
        Post.objects.filter(code=post.code).update(**asdict(post))
    for folder in part.folders:
        Folder.objects.filter(code=folder.code).update(**asdict(folder))
    folders = {folder.code: folder for folder in Folder.objects.all()}
    for kind in part.types:
        facts = asdict(kind) | {"folder": folders[kind.folder]}
        DocumentType.objects.filter(code=kind.code).update(**facts)


def _change_route(part: Blueprint, plan: RoutePlan, by: Member | None) -> None:
    posts = {post.code: post for post in Post.objects.all()}
    stages = [
        Stage(**asdict(stage) | {"post": posts.get(stage.post)})
        for stage in (part.stages[key] for key in plan.stages)
    ]
    take_route((DocumentType.objects.get(code=plan.types[0]), plan.changes[0]), stages, by=by)


def _change_drafts(part: Blueprint) -> None:
    """Renew starter procedures on which nobody has begun to work."""
    for plan in part.procedures:
        document = Document.objects.locked().get(imported_from=origin(part.code, plan.file))
        renewed = document.revisions.filter(
            n=1, state=Revision.State.DRAFT, saves=0, source=None
        ).update(markdown=part.texts[plan.file], title=plan.title_zh)
        if renewed:
            document.title, document.clauses = plan.title_zh, ", ".join(plan.clauses)
            document.save(update_fields=["title", "clauses"])
            place([document], by=None)
            search.index_label(document)
