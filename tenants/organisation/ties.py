"""What of the people's own rows hangs on a unit, a post or a group."""

from collections.abc import Iterator
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants.models import Appointment, AppointmentQuerySet, Group, GroupMember, Member, Post, Unit
from tenants.organisation.people import move_people
from tenants.ties import Need, Tie


def page_of(unit: Unit) -> str:
    """Return the address of a unit's page in the settings."""
    return reverse("tenants:unit", args=[unit.tenant.slug, unit.code])


def units_below(unit: Unit, _reader: Member | None) -> Iterator[Need]:
    """Find the units that stand directly under this one."""
    for child in unit.children.active():
        url = reverse("tenants:unit", args=[unit.tenant.slug, child.code])
        yield Need(_("Units below"), f"{child.name} ({child.code})", url)


def _adopt(old: Unit, new: Unit) -> None:
    Unit.objects.filter(parent=old).update(parent=new)


def people_in(unit: Unit, _reader: Member | None) -> Iterator[Need]:
    """Find who holds a post in the unit beyond today."""
    for one in _lasting().filter(unit=unit):
        yield Need(_("People"), f"{one.member.name} · {one.post_name}", page_of(unit))


def _holders_of(post: Post, _reader: Member | None) -> Iterator[Need]:
    for one in _lasting().filter(post=post):
        url = reverse("tenants:unit", args=[post.tenant.slug, one.unit.code])
        yield Need(_("People"), f"{one.member.name} · {one.unit.name}", url)


def _lasting() -> AppointmentQuerySet:
    held = Appointment.objects.lasting(timezone.localdate())
    return held.select_related("member", "post", "unit").order_by("member__name", "post__code")


def _members(group: Group, _reader: Member | None) -> Iterator[Need]:
    url = reverse("tenants:group", args=[group.tenant.slug, group.pk])
    current = GroupMember.objects.lasting(timezone.localdate()).filter(group=group)
    for one in current.select_related("member").order_by("member__name"):
        yield Need(_("People"), one.member.name, url)


TIES: Final = (
    Tie(Unit, units_below, _adopt),
    Tie(Unit, people_in, move_people),
    Tie(Post, _holders_of),
    Tie(Group, _members),
)
