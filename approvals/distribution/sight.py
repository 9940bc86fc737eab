"""Whose reading a member may look into: everybody's, that of the units they head, their own."""

from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from documents.models import Document
from documents.models.sight import AnyOf
from tenants.models import Appointment, Member, MemberQuerySet, Unit
from tenants.organisation.tree import branch


def units_led(member: Member) -> set[UUID]:
    """Return the units this member heads today, with everything below them."""
    held = Appointment.objects.on(timezone.localdate()).filter(member=member, post__is_head=True)
    led = set(held.values_list("unit", flat=True))
    if not led:
        return set()
    units = list(Unit.objects.all())
    return set().union(*(branch(units, unit) for unit in units if unit.pk in led))


def people_led_by(member: Member) -> MemberQuerySet:
    """Return the people of the units this member heads today."""
    theirs = Appointment.objects.on(timezone.localdate())
    theirs = theirs.filter(AnyOf("unit_id", member.once(units_led)))
    people: MemberQuerySet = Member.objects.filter(pk__in=theirs.values("member"))
    return people


def people_seen_by(member: Member) -> MemberQuerySet:
    """Return the people whose reading this member may look into today."""
    people: MemberQuerySet = Member.objects.all()
    if member.can("distribution.read_all"):
        return people
    return people.filter(Q(pk=member.pk) | Q(pk__in=people_led_by(member).values("pk")))


def looks_at_others(member: Member) -> bool:
    """Tell whether this member may look into the reading of anybody else."""
    return member.can("distribution.read_all") or bool(member.once(units_led))


def people_urged_by(member: Member, number: str = "") -> MemberQuerySet:
    """Return whom this member may ask for haste: of a document they own, every reader."""
    people: MemberQuerySet = Member.objects.all()
    owned = Document.objects.filter(number=number, owner=member)
    if member.can("documents.control") or (member.can("documents.draft") and owned.exists()):
        return people
    return people_led_by(member)


def may_urge(member: Member, document: Document | None = None) -> bool:
    """Tell whether this member asks others for haste: controllers, heads, and an owner for it."""
    owns = document is not None and document.owner_id == member.pk
    if member.can("documents.control") or (owns and member.can("documents.draft")):
        return True
    return member.can("distribution.urge") and bool(member.once(units_led))
