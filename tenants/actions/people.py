"""Take people in, change what is known of them."""

import datetime as dt
from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants import audit
from tenants.access import require_manager
from tenants.actions.granting import grant_roles
from tenants.changing import compare
from tenants.errors import Refused
from tenants.models import Member, RoleProposal, User
from tenants.people.accounts import account_for, move_to
from tenants.people.auditing import check_audit_ends
from tenants.people.granting import (
    lock_administration,
    may_grant,
    refuse_as_administrator,
    require_others,
)
from tenants.people.roles import Role

DAY: Final = dt.timedelta(days=1)
NOT_CHECKED: Final = {"user", "roles"}  # of a membership: the actions look at them


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What a zone says of a person."""

    name: str
    staff_number: str = ""
    email: str = ""
    mobile: str = ""
    valid_from: dt.date
    valid_until: dt.date | None = None

    def facts(self) -> dict[str, object]:
        """Return what stands on the membership; the address is the account's."""
        facts = asdict(self)
        del facts["email"]
        return facts


@transaction.atomic
def add_member(person: Person, roles: Collection[str], *, by: Member) -> Member:
    """Take a person in; who has an account already only gains a membership.

    Raises ValidationError for facts that cannot stand, Refused for somebody who is here.
    """
    _check(person, by)
    account = account_for(person.email, language=by.tenant.language)
    _check_not_here(account)
    today = timezone.localdate()
    known = today if person.valid_from < today else None
    member = Member(user=account, recorded_on=known, **person.facts())
    _save(member)
    told = {name: [None, fact] for name, fact in asdict(person).items() if fact}
    audit.record("member.added", member, by=by, changes=told)
    if roles or may_grant(by):
        grant_roles(member, roles, by=by)
    return member


@transaction.atomic
def edit_member(
    member: Member, person: Person, roles: Collection[str] | None, *, seen: str, by: Member
) -> list[RoleProposal]:
    """Change what is known of a person, and their roles, in one act; None leaves the roles.

    Returns what somebody else has to confirm. Raises Stale when somebody else changed them first:
    a role just taken does not come back. Who stops auditing has no last day to keep.
    """
    lock_administration(member.tenant_id)
    row = Member.objects.locked().get(pk=member.pk)
    wanted = sorted(set(row.roles if roles is None else roles))
    compare(row, person.facts() | {"roles": wanted}, seen=seen)
    waiting = [] if Role.AUDITOR in wanted else grant_roles(row, wanted, by=by)
    change_member(row, person, by=by)
    if Role.AUDITOR in wanted:
        return grant_roles(Member.objects.get(pk=row.pk), wanted, by=by)
    return waiting


@transaction.atomic
def change_member(member: Member, person: Person, *, by: Member) -> None:
    """Change what is known of a person; a new address has to be invited anew."""
    _check(person, by)
    lock_administration(member.tenant_id)
    member = Member.objects.locked().select_related("user").get(pk=member.pk)
    changes = audit.changes(member, person.facts())
    old, new = member.user.email or "", User.objects.normalize_email(person.email)
    if "valid_until" in changes:
        _check_is_no_leave(member, person.valid_until)
    if person.valid_until is not None and "valid_until" in changes:
        # Some write 31 December 9999 for “until further notice”: no day follows that.
        last = min(person.valid_until, dt.date.max - DAY)
        require_others(member, set(member.roles), on=last + DAY)
    for name, (_before, after) in changes.items():
        setattr(member, name, after)
    if changes.keys() & {"valid_from", "valid_until"}:
        check_audit_ends(member)
    if old != new:
        _change_address(member, new, by)
        changes["email"] = [old, new]
    if changes:
        _save(member)
        audit.record("member.changed", member, by=by, changes=changes)


def _save(member: Member) -> None:
    member.full_clean(exclude=NOT_CHECKED)
    try:
        with transaction.atomic():
            member.save()
    except IntegrityError as error:
        raise Refused(_("Somebody else has just changed people here. Look again.")) from error


def _check(person: Person, by: Member) -> None:
    require_manager(by)
    if not person.email and not person.staff_number:
        raise Refused(_("Give an e-mail or a staff number: people sign in by one of them."))
    if person.valid_until is not None and person.valid_until < person.valid_from:
        raise Refused(_("The last day is before the first."))


def _check_not_here(account: User) -> None:
    there = Member.objects.one_or_none(user=account)
    if there is not None:
        raise Refused(_("%(name)s belongs here already, with this e-mail.") % {"name": there.name})


def _check_is_no_leave(member: Member, last: dt.date | None) -> None:
    """Refuse to end a membership, or to take it up again, by the way: that is an act of its own."""
    today = timezone.localdate()
    if last is not None and last < today:
        raise Refused(_("This day is past. Hand over what the person holds, and let them leave."))
    if member.valid_until is not None and member.valid_until < today:
        raise Refused(_("%(name)s has left: let them come back first.") % {"name": member.name})


def _change_address(member: Member, email: str, by: Member) -> None:
    if member.pk == by.pk:
        raise Refused(_("Ask another administrator to change your own e-mail."))
    refuse_as_administrator(member)
    account = account_for(email, language=member.user.language)
    _check_not_here(account)
    move_to(member, account)
