"""What of the routes hangs on posts, where routes find nobody, and who leaves with work in hand."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.leaving.holdings import holds_something
from approvals.models import Stage
from approvals.rounds.routing import Duty, Roster
from documents.models import Document
from tenants.models import Member, Post, Tenant, Unit
from tenants.notices.ledger import horizon
from tenants.ties import Need, Tie


def _asking_for(post: Post, _reader: Member | None) -> Iterator[Need]:
    for stage in _stages(post=post):
        yield Need(_("Routes"), _said(stage), _page_of(stage, post.tenant))


def find_vacancies(reader: Member) -> Iterator[Need]:
    """Find stages that nobody could sign: for no document, or for those of some units."""
    stages = _stages()
    roster, units = Roster.of(stages), _owning_units()
    for stage in stages:
        url = _page_of(stage, reader.tenant)
        if not _is_held(stage, roster):
            named = f"{stage.post.name} · {_said(stage)}" if stage.post else _said(stage)
            yield Need(_("Posts that a route asks for and nobody holds"), named, url)
            continue
        for unit in units[stage.route.document_type_id] if stage.route.document_type_id else ():
            if Duty(stage, roster.candidates(stage, unit.pk)).is_short:
                kind = _("Stages that find too few people in a unit with documents")
                yield Need(kind, f"{unit.name} · {_said(stage)}", url)


def find_leaving(reader: Member) -> Iterator[Need]:
    """Find people whose membership ends soon, or has ended, and whom work waits for."""
    ending = Member.objects.filter(
        holds_something(), valid_until__lte=horizon(timezone.localdate())
    )
    for member in ending.order_by("valid_until", "name"):
        said = _("%(name)s, last day %(day)s") % {"name": member.name, "day": member.valid_until}
        url = reverse("approvals:leaving", args=[reader.tenant.slug, member.pk])
        yield Need(_("People who leave and still hold work"), said, url)


def _is_held(stage: Stage, roster: Roster) -> bool:
    """Tell whether the stage finds anybody at all, wherever the document belongs."""
    held = roster.held.get(stage.post_id, {}) if stage.post_id else {}
    named = {*stage.members, *(member for members in held.values() for member in members)}
    return any(m.pk in named or (stage.role and stage.role in m.roles) for m in roster.people)


def _owning_units() -> dict[UUID, list[Unit]]:
    """Return the units that own documents, by document type."""
    owned = Document.objects.exclude(state=Document.State.RETIRED).order_by()
    pairs = owned.values_list("document_type_id", "unit_id").distinct()
    units = {unit.pk: unit for unit in Unit.objects.active()}
    found = defaultdict(list)
    for document_type, unit in pairs:
        if unit in units:
            found[document_type].append(units[unit])
    return found


def _stages(**lookup: object) -> list[Stage]:
    stages = Stage.objects.current().filter(**lookup).select_related("post", "route__document_type")
    order = ("route__document_type__code", "route__change_class", "position")
    return list(stages.order_by(*order))


def _said(stage: Stage) -> str:
    return f"{stage.route} · {stage.name}"


def _page_of(stage: Stage, tenant: Tenant) -> str:
    return reverse("approvals:route", args=[tenant.slug, *stage.route.place])


TIES: Final = (Tie(Post, _asking_for),)
