"""Hand over what holds a person here, let them leave, and let them come back."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.leaving.beside import BESIDE
from approvals.leaving.ending import end_membership
from approvals.leaving.holdings import Holdings, key_of
from approvals.leaving.labels import HANDED_OVER, LEFT_INVOLUNTARILY, summary
from approvals.leaving.moving import Move, move
from tenants import audit
from tenants.audit import Changes
from tenants.errors import Refused
from tenants.models import Member
from tenants.notices import notify
from tenants.people.granting import lock_administration
from tenants.people.roles import Role

# What a controller takes when somebody is gone.
TASKS: Final = ("documents", "drafts", "steps", "packages", "questions")
COMES_BACK_AS: Final = (Role.READER, Role.AUTHOR)


@transaction.atomic
def hand_over(leaver: Member, moves: Sequence[Move], *, by: Member) -> None:
    """Let others have what a person holds: all of it in one act, or nothing.

    Nobody decides anything by it: an open step waits for its new holder. Raises Refused for a
    successor who may not have what they are given.
    """
    if not by.can("people.hand_over"):
        raise Refused(_("Only administrators and document controllers hand work over."))
    if not moves:
        raise Refused(_("Choose what goes to whom."))
    lock_administration(leaver.tenant_id)
    leaver = _held(leaver)
    _record(HANDED_OVER, leaver, move(list(moves), leaver, by=by), moves, by=by)


@transaction.atomic
def deactivate_member(member: Member, *, by: Member) -> None:
    """End a membership at once; refused, with the list, while anything would be orphaned."""
    member = _leaving(member, by)
    left = Holdings.of(member)
    if not left.is_empty():
        raise Refused(
            _("%(name)s still holds: %(list)s. Hand it over first."),
            params={"name": member.name, "list": summary(left)},
        )
    changes = end_membership(member, by=by)
    audit.record("member.deactivated", member, by=by, changes=changes)


@transaction.atomic
def leave_involuntarily(leaver: Member, *, to: Member, reason: str, by: Member) -> None:
    """End a membership at once; the document controller named takes over the work.

    Posts and names in routes become vacant: submissions that need them are refused until somebody
    is put there. Raises Refused where the controller may not take a step.
    """
    if not reason.strip():
        raise Refused(_("Say why: the reason is kept in the audit log."))
    if not to.can("documents.control"):
        raise Refused(_("Work goes to a document controller when somebody is gone."))
    leaver = _leaving(leaver, by)
    holdings = Holdings.of(leaver)
    if holdings.roles:
        raise Refused(
            _("Nobody else here is: %(roles)s. Give that to somebody first."),
            params={"roles": ", ".join(str(role.label) for role in holdings.roles)},
        )
    held = holdings.kinds()
    moves = [Move(kind, key_of(row), to) for kind in (*TASKS, *BESIDE) for row in held[kind]]
    moved = move(moves, leaver, by=by)
    changes = end_membership(leaver, by=by)
    facts: dict[str, str | Changes] = {"reason": reason.strip(), "changes": changes}
    _record(LEFT_INVOLUNTARILY, leaver, moved, moves, by=by, **facts)


@transaction.atomic
def reactivate_member(member: Member, *, valid_until: dt.date | None = None, by: Member) -> None:
    """Let a person come back, with their history, as a reader or author; more is granted anew."""
    _check_manages(by)
    member = Member.objects.locked().get(pk=member.pk)
    today = timezone.localdate()
    if member.valid_until is None or member.valid_until >= today:
        raise Refused(_("%(name)s has not left."), params={"name": member.name})
    if valid_until is not None and valid_until < today:
        raise Refused(_("The last day is past."))
    roles = [role for role in member.roles if role in COMES_BACK_AS] or [Role.READER.value]
    facts = {"valid_until": valid_until, "roles": roles}
    changes = audit.changes(member, facts)
    Member.objects.filter(pk=member.pk).update(**facts)
    audit.record("member.reactivated", member, by=by, changes=changes)


def _check_manages(by: Member) -> None:
    if not by.can("people.manage"):
        raise Refused(_("Only an administrator of the zone looks after its people."))


def _leaving(member: Member, by: Member) -> Member:
    """Lock a person who leaves: whoever would give them work meanwhile waits, and is refused."""
    _check_manages(by)
    if member.pk == by.pk:
        raise Refused(_("Nobody ends their own membership. Ask another administrator."))
    lock_administration(member.tenant_id)
    member = Member.objects.locked().select_related("user").get(pk=member.pk)
    if member.valid_until is not None and member.valid_until < timezone.localdate():
        raise Refused(_("%(name)s has left already."), params={"name": member.name})
    return member


def _held(member: Member) -> Member:
    """Let one hand over at a time; others may still point at the person meanwhile."""
    rows = Member.objects.select_for_update(of=("self",), no_key=True).select_related("user")
    held: Member = rows.get(pk=member.pk)
    return held


def _record(
    event: str,
    leaver: Member,
    moved: list[str],
    moves: Sequence[Move],
    *,
    by: Member,
    **facts: str | Changes,
) -> None:
    """Record the act, and tell both sides of it: what is told is this very entry."""
    entry = audit.record(event, leaver, by=by, moved=moved, **facts)
    for person in dict.fromkeys([leaver, *(each.to for each in moves)]):
        mine = [each.kind for each in moves if person in (leaver, each.to)]
        counts = Counter("others" if kind in BESIDE else kind for kind in mine)
        notify(person, "handed_over", subject=entry, leaver=leaver.name, by=by.name, counts=counts)
