"""Take people in, change what is known of them, grant them roles."""

import datetime as dt
from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants import audit
from tenants.access import require_manager
from tenants.changing import compare
from tenants.errors import Refused
from tenants.models import Member, Tenant, User
from tenants.people.accounts import account_for, move_to
from tenants.people.roles import MOST_AUDIT_DAYS, OF_ZONES, SEPARATED, Role

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
    member = Member(user=account, **person.facts())
    _save(member)
    told = {name: [None, fact] for name, fact in asdict(person).items() if fact}
    audit.record("member.added", member, by=by, changes=told)
    grant_roles(member, roles, by=by)
    return member


@transaction.atomic
def edit_member(
    member: Member, person: Person, roles: Collection[str], *, seen: str, by: Member
) -> None:
    """Change what is known of a person, and their roles, in one act.

    Raises Stale when somebody else changed them first: a role just taken does not come back.
    """
    row = Member.objects.locked().get(pk=member.pk)
    compare(row, person.facts() | {"roles": sorted(set(roles))}, seen=seen)
    change_member(row, person, by=by)
    grant_roles(Member.objects.get(pk=row.pk), roles, by=by)


@transaction.atomic
def change_member(member: Member, person: Person, *, by: Member) -> None:
    """Change what is known of a person; a new address has to be invited anew."""
    _check(person, by)
    member = Member.objects.locked().select_related("user").get(pk=member.pk)
    changes = audit.changes(member, person.facts())
    old, new = member.user.email or "", User.objects.normalize_email(person.email)
    if "valid_until" in changes:
        _check_is_no_leave(member, person.valid_until)
    if person.valid_until is not None and "valid_until" in changes:
        # Some write 31 December 9999 for “until further notice”: no day follows that.
        last = min(person.valid_until, dt.date.max - DAY)
        _check_not_last_administrator(member, last + DAY)
    for name, (_before, after) in changes.items():
        setattr(member, name, after)
    if changes.keys() & {"valid_from", "valid_until"}:
        _check_audit_ends(member)
    if old != new:
        _change_address(member, new, by)
        changes["email"] = [old, new]
    if changes:
        _save(member)
        audit.record("member.changed", member, by=by, changes=changes)


@transaction.atomic
def grant_roles(member: Member, roles: Collection[str], *, by: Member) -> None:
    """Let a person have these roles and no others."""
    tenant = Tenant.objects.select_for_update().get(pk=member.tenant_id)
    require_manager(by)
    before, after = list(member.roles), sorted(set(roles))
    _check_roles(tenant, after)
    if Role.TENANT_ADMIN in before and Role.TENANT_ADMIN not in after:
        _check_not_last_administrator(member, timezone.localdate())
    if sorted(before) != after:
        member.roles = after
        _check_audit_ends(member)
        member.save(update_fields=["roles"])
        audit.record("roles.granted", member, by=by, changes={"roles": [before, after]})


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


def _check_roles(tenant: Tenant, roles: Collection[str]) -> None:
    known = set(Role) if tenant.kind == Tenant.Kind.CITY else set(OF_ZONES)
    if not roles or not known.issuperset(roles):
        raise Refused(_("Choose at least one of the roles that are given here."))
    if len(set(SEPARATED).intersection(roles)) > 1:
        raise Refused(
            _("System, security and audit administration are for three different people.")
        )


def _check_audit_ends(member: Member) -> None:
    """Refuse an auditor without a last day, or with one that is far off."""
    if not member.is_auditor():
        return
    latest = max(member.valid_from, timezone.localdate()) + dt.timedelta(days=MOST_AUDIT_DAYS)
    if member.valid_until is None or member.valid_until > latest:
        raise Refused(
            _("An auditor needs a last day, %(day)s at the latest: audits end."),
            params={"day": latest.isoformat()},
        )


def _check_not_last_administrator(member: Member, day: dt.date) -> None:
    """Refuse to leave the tenant without an administrator from this day on."""
    if Role.TENANT_ADMIN not in member.roles:
        return
    Tenant.objects.select_for_update().get(pk=member.tenant_id)
    others = Member.objects.with_role(Role.TENANT_ADMIN).active(day).exclude(pk=member.pk)
    if not others.exists():
        raise Refused(_("The last administrator stays: make somebody else one first."))


def _change_address(member: Member, email: str, by: Member) -> None:
    if member.pk == by.pk:
        raise Refused(_("Ask another administrator to change your own e-mail."))
    account = account_for(email, language=member.user.language)
    _check_not_here(account)
    move_to(member, account)
