"""What the page of readiness shows: what blocks most first, then what passes, with its figure."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from documents.models import Document
from oversight.improvement.sight import reviews_seen_by
from oversight.models import Scorecard
from oversight.readiness.reckoning import Judged, Readiness
from oversight.readiness.rule import Blocker
from tenants.models import Member

MOST_SHOWN: Final = 12  # of a rule's blockers; the others fold away


@dataclass(frozen=True, slots=True)
class Shown:
    """A blocker as its reader sees it; without an address where they may not go."""

    what: str
    why: str
    address: str


@dataclass(frozen=True, slots=True)
class Blocked:
    """A rule that does not hold, with what the reader may know of what blocks it."""

    judged: Judged
    first: list[Shown]
    more: list[Shown]
    hidden: int  # documents that the reader may not know of


def page_of(found: Readiness, member: Member) -> dict[str, Any]:
    """Return what a member sees of how ready their tenant is."""
    seen = _seen([each for judged in found.judged for each in judged.blockers], member)
    heaviest = sorted(found.judged, key=lambda each: -each.rule.weight)
    card = Scorecard.objects.filter(tenant=member.tenant_id, readiness__isnull=False)
    return {
        "found": found,
        "blocked": [_blocked(each, member, seen) for each in heaviest if each.blockers],
        "passed": [each for each in heaviest if each.passes],
        "left_out": [each for each in heaviest if not each.applies],
        "card": card.order_by("-day").first(),
    }


def _seen(blockers: Sequence[Blocker], member: Member) -> set[UUID]:
    """Return which of the documents and management reviews a member may know of."""
    seen: set[UUID] = set()
    if documents := [each.document for each in blockers if each.document]:
        visible = Document.objects.visible_to(member).filter(pk__in=documents)
        seen.update(visible.values_list("pk", flat=True))
    if reviews := [each.review for each in blockers if each.review]:
        readable = reviews_seen_by(member).filter(pk__in=reviews)
        seen.update(readable.values_list("pk", flat=True))
    return seen


def _blocked(judged: Judged, member: Member, seen: set[UUID]) -> Blocked:
    open_to = [each for each in judged.blockers if not each.document or each.document in seen]
    shown = [_shown(each, member, seen) for each in open_to]
    hidden = len(judged.blockers) - len(shown)
    return Blocked(judged, shown[:MOST_SHOWN], shown[MOST_SHOWN:], hidden)


def _shown(blocker: Blocker, member: Member, seen: Container[UUID]) -> Shown:
    if blocker.review and blocker.review not in seen:
        return Shown(_("Management review"), blocker.why, "")
    may_open = not blocker.ability or member.can(blocker.ability)
    place = (member.tenant.slug, *blocker.args)
    return Shown(blocker.what, blocker.why, reverse(blocker.view, args=place) if may_open else "")
