"""What a new zone can begin with: a blueprint, another zone's furniture, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from documents.models import DocumentType
from documents.register.numbering import Pattern
from documents.versions import Version
from oversight.furniture import blueprint
from oversight.furniture.blueprint import Blueprint, TypePlan
from oversight.furniture.items import EMPTY, furniture_of
from tenants.errors import Refused
from tenants.models import Tenant
from tenants.scope import tenant_scope

ZONE: Final = "zone:"


@dataclass(frozen=True, slots=True)
class Sample:
    """A number as the zone's documents will have it."""

    number: str
    title: str
    label: str


def templates() -> list[Tenant]:
    """Return the zones that the city offers as templates; nobody copies from any other."""
    return list(Tenant.objects.filter(is_template=True).order_by("code"))


def load(source: str) -> Blueprint:
    """Return what the source names, or refuse; of a zone only its furniture is read."""
    if source == EMPTY.code:
        return EMPTY
    if not source.startswith(ZONE):
        return blueprint.load(source)
    zone = Tenant.objects.filter(code=source.removeprefix(ZONE), is_template=True).first()
    if zone is None:
        raise Refused(_("The city offers no zone “%(code)s” as a template.") % {"code": source})
    with tenant_scope(zone.pk, time_zone=zone.time_zone):
        return furniture_of(zone)


def choices() -> list[tuple[str, str]]:
    """Return every source with what it holds, in the reader's language."""
    plans = [blueprint.load(code) for code in blueprint.names()]
    zones = [load(f"{ZONE}{zone.code}") for zone in templates()]
    offered = [(plan.code, f"{_name(plan)}\n{_counts(plan)}") for plan in plans]
    offered += [
        (plan.code, _("Copy of %(zone)s") % {"zone": _name(plan)} + f"\n{_counts(plan)}")
        for plan in zones
    ]
    return [*offered, (EMPTY.code, _("Nothing: we set up everything ourselves"))]


def _name(plan: Blueprint) -> str:
    return plan.name_zh if (get_language() or "").startswith("zh") else plan.name_en


def _counts(plan: Blueprint) -> str:
    return _(
        "%(units)d units, %(posts)d posts, %(types)d document types,"
        " %(procedures)d starter procedures"
    ) % {
        "units": len(plan.units),
        "posts": len(plan.posts),
        "types": len(plan.types),
        "procedures": len(plan.procedures),
    }


def samples(code: str, plan: Blueprint, scheme: str) -> list[Sample]:
    """Return the first number of each document type, as a zone with this code would give it."""
    titles = {p.type: (p.title_zh, p.title_en) for p in reversed(plan.procedures)}
    is_chinese = (get_language() or "").startswith("zh")
    return [
        Sample(
            _first_number(code, kind, plan.units[0].code if plan.units else ""),
            titles.get(kind.code, (kind.name_zh, kind.name_en))[not is_chinese],
            Version().label(scheme),
        )
        for kind in plan.types
        if kind.level != DocumentType.Level.EXTERNAL
    ]


def _first_number(code: str, kind: TypePlan, unit: str) -> str:
    values = {
        "tenant": code,
        "level": kind.code,
        "unit": unit,
        "year": str(timezone.localdate().year),
    }
    try:
        return Pattern.parse(kind.number_pattern).format(values, 1)
    except Refused:  # it asks for what only a document has
        return kind.number_pattern
