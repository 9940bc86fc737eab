"""Who may see a document or a folder, by name and with the reason: the answer to an auditor."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.models import Document, Folder, Participant
from documents.models.grant import group_grants, user_grants
from tenants.models import GroupMember, Member, MemberQuerySet
from tenants.models.group import valid_on
from tenants.people.roles import ABILITIES

type Place = Folder | Document  # what may be restricted and granted


class Seer(NamedTuple):
    """A person and why they may see it."""

    member: Member
    reasons: list[str]


def readers() -> MemberQuerySet:
    """Return everybody whose role reads documents at all."""
    return Member.objects.active().filter(_with("documents.read"))


def seers_of(place: Place, *, restricted: bool | None = None) -> MemberQuerySet:
    """Return the members who may see it; with `restricted` as if it were closed or open."""
    is_closed = place.restricted if restricted is None else restricted
    may = ~Q(pk=None) if not is_closed else _granted(place)
    if isinstance(place, Document):
        folder: Folder = place.folder
        if is_closed:
            may |= Q(pk=place.owner_id)
        if folder.restricted:
            may &= _granted(folder)
        takes_part = _takes_part(place)
        may |= takes_part
        if _was_never_in_force(place):
            may &= _with("documents.read_work") | Q(pk=place.owner_id) | takes_part
    return readers().filter(may | _with("documents.control"))


def strangers_to(place: Place) -> int:
    """Count whom closing shuts out and opening lets in."""
    closed = seers_of(place, restricted=True).values("pk")
    return seers_of(place, restricted=False).exclude(pk__in=closed).count()


def with_reasons(place: Place, members: Sequence[Member]) -> list[Seer]:
    """Say of each of these members why they may see it."""
    reasons: dict[UUID, list[str]] = defaultdict(list)
    for pk, reason in _reasons(place, members):
        reasons[pk].append(reason)
    return [Seer(member, reasons[member.pk]) for member in members]


def _reasons(place: Place, members: Sequence[Member]) -> Iterator[tuple[UUID, str]]:
    others = [member for member in members if not member.can("documents.control")]
    yield from ((m.pk, _("Role: document controller")) for m in members if m not in others)
    closed: list[Place] = [each for each in _doors(place) if each.restricted]
    is_work = isinstance(place, Document) and _was_never_in_force(place)
    if not closed and not is_work:
        yield from ((member.pk, _("Open to everybody")) for member in others)
        return
    if isinstance(place, Document):
        yield place.owner_id, _("Owner")
        parts = Participant.objects.filter(revision__document=place, member__in=members)
        taking = parts.values_list("member_id", flat=True).distinct()
        yield from ((pk, _("Takes part in a revision")) for pk in taking)
    if is_work:
        reading = (member for member in others if member.can("documents.read_work"))
        yield from ((member.pk, _("Role: reads work in progress")) for member in reading)
    for each in closed:
        yield from _by_grant(each, members)


def _by_grant(place: Place, members: Sequence[Member]) -> Iterator[tuple[UUID, str]]:
    is_folder = isinstance(place, Folder)
    by_account = {member.user_id: member.pk for member in members}
    persons = user_grants(place).filter(user__in=by_account).values_list("user_id", flat=True)
    person = _("Folder granted to the person") if is_folder else _("Document granted to the person")
    yield from ((by_account[account], person) for account in persons)
    names = dict(group_grants(place).values_list("group_id", "group__name"))
    group = (
        _("Folder granted to the group %(name)s")
        if is_folder
        else _("Document granted to the group %(name)s")
    )
    belonging = _belonging(names).filter(member__in=members)
    for group_id, pk in belonging.values_list("group_id", "member_id").distinct():
        yield pk, group % {"name": names[group_id]}


def _granted(place: Place) -> Q:
    belonging = _belonging(group_grants(place).values("group"))
    return Q(user__in=user_grants(place).values("user")) | Q(pk__in=belonging.values("member"))


def _belonging(groups: Any) -> QuerySet[GroupMember]:
    """Return who is in these groups today."""
    found: QuerySet[GroupMember] = GroupMember.objects.filter(
        valid_on(timezone.localdate()), group__in=groups
    )
    return found


def _takes_part(document: Document) -> Q:
    parts = Participant.objects.filter(revision__document=document)
    return Q(pk__in=parts.values("member"))


def _with(ability: str) -> Q:
    return Q(roles__overlap=sorted(ABILITIES[ability]))


def _was_never_in_force(document: Document) -> bool:
    return document.in_force_id is None and document.state == Document.State.ACTIVE


def _doors(place: Place) -> list[Place]:
    """Return what may be closed between a reader and the text."""
    return [place, place.folder] if isinstance(place, Document) else [place]
