"""Make groups, say who is in them from when until when, and end them. Nothing is deleted."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants import audit
from tenants.access import require_organiser
from tenants.errors import Refused
from tenants.models import Group, GroupMember, Member
from tenants.organisation.rows import end


@transaction.atomic
def add_group(*, name: str, by: Member | None) -> Group:
    """Make a group with nobody in it."""
    require_organiser(by)
    group = Group(name=name)
    _save(group, is_new=True)
    audit.record("group.added", group, by=by, name=name)
    return group


@transaction.atomic
def rename_group(group: Group, *, name: str, by: Member | None) -> None:
    """Give a group another name; what it was granted stays granted."""
    require_organiser(by)
    group = Group.objects.hold(group)
    changed = audit.changes(group, {"name": name})
    if not changed:
        return
    group.name = name
    _save(group)
    audit.record("group.renamed", group, by=by, changes=changed)


def _save(group: Group, *, is_new: bool = False) -> None:
    try:
        with transaction.atomic():
            group.save(force_insert=is_new)
    except IntegrityError as error:
        raise Refused(_("There is or was a group of this name already.")) from error


@transaction.atomic
def join_group(
    group: Group, member: Member, *, valid_from: dt.date | None = None, by: Member | None
) -> GroupMember:
    """Put somebody into a group from a day on; who was taken out that day is in it again."""
    require_organiser(by)
    group, today = Group.objects.hold(group), timezone.localdate()
    first = valid_from or today
    if first < today:
        raise Refused(_("The past stays as it was: the first day can be today at the earliest."))
    if GroupMember.objects.lasting(first).filter(group=group, member=member).exists():
        raise Refused(_("%(name)s is in this group already."), params={"name": member.name})
    membership, _made = GroupMember.objects.update_or_create(
        group=group, member=member, valid_from=first, defaults={"valid_until": None}
    )
    audit.record(
        "group.joined", group, by=by, group=group.name, member=member.name, valid_from=first
    )
    return membership


@transaction.atomic
def leave_group(
    membership: GroupMember, *, valid_until: dt.date | None = None, by: Member | None
) -> None:
    """Take somebody out of a group: at once, or after a last day."""
    require_organiser(by)
    membership = (
        GroupMember.objects.locked().select_related("group", "member").get(pk=membership.pk)
    )
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    last = yesterday if valid_until is None else valid_until
    old = membership.valid_until
    if last < yesterday or (old is not None and old < yesterday):
        raise Refused(_("The past stays as it was: the last day can be yesterday at the earliest."))
    if old == last:
        return
    membership.valid_until = last
    membership.save(update_fields=["valid_until"])
    audit.record(
        "group.left",
        membership.group,
        by=by,
        group=membership.group.name,
        member=membership.member.name,
        changes={"valid_until": [old, last]},
    )


@transaction.atomic
def end_group(group: Group, *, by: Member | None) -> None:
    """End a group that nobody is in and to which nothing is granted."""
    require_organiser(by)
    group = Group.objects.hold(group)
    end(group, by=by)
    audit.record("group.ended", group, by=by, name=group.name)
