"""Ask whether a clause applies here, decide it, and end what was decided."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.models import Clause
from oversight.models import ClauseExclusion
from oversight.standards.representative import appointment_of, representatives
from tenants import audit
from tenants.errors import Refused
from tenants.models import Member
from tenants.notices import notify

State = ClauseExclusion.State


@transaction.atomic
def ask_exclusion(clause: Clause, *, reason: str, by: Member) -> ClauseExclusion:
    """Ask the management representative to find a clause not applicable.

    Raises Refused for a clause that has to apply, without a reason, when it is asked for already,
    and when nobody but the one who asks holds the post.
    """
    _check_controls(by)
    if not clause.may_exclude:
        raise Refused(
            _("Clause %(number)s cannot be “not applicable”: it always applies."),
            params={"number": clause.number},
        )
    if not reason.strip():
        raise Refused(_("Say why it does not apply: the reason is printed with the scope."))
    deciders = list(representatives().exclude(pk=by.pk))
    if not deciders:
        raise Refused(
            _("Nobody else holds the post of management representative. Have it filled first.")
        )
    exclusion = ClauseExclusion(
        clause=clause, reason=reason.strip(), asked_by=by, asked_on=timezone.localdate()
    )
    try:
        with transaction.atomic():
            exclusion.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("This is asked for or approved already.")) from error
    for person in deciders:
        notify(person, "exclusion_asked", subject=exclusion, due_on=exclusion.asked_on)
    audit.record(
        "exclusion.asked", exclusion, by=by, of_clause=_named(exclusion), reason=exclusion.reason
    )
    return exclusion


@transaction.atomic
def decide_exclusion(
    exclusion: ClauseExclusion, *, approve: bool, remark: str = "", by: Member
) -> None:
    """Approve it or not, as management representative; the post as it is called is kept."""
    held = appointment_of(by)
    if held is None:
        raise Refused(_("Only the management representative decides this."))
    if exclusion.asked_by_id == by.pk:
        raise Refused(_("Nobody approves what they asked for themselves."))
    if not approve and not remark.strip():
        raise Refused(_("Say why it is not approved."))
    exclusion.move(
        State.APPROVED if approve else State.REFUSED,
        decided_by=by,
        decided_as=held.written()[:100],
        decided_on=timezone.localdate(),
        remark=remark.strip(),
    )
    notify(exclusion.asked_by, "exclusion_decided", subject=exclusion, due_on=timezone.localdate())
    event = "exclusion.approved" if approve else "exclusion.refused"
    audit.record(event, exclusion, by=by, of_clause=_named(exclusion), reason=remark.strip())


@transaction.atomic
def end_exclusion(exclusion: ClauseExclusion, *, reason: str, by: Member) -> None:
    """Let the clause apply again from today; what was decided stays on record."""
    _check_controls(by)
    if not reason.strip():
        raise Refused(_("Say why: it stays in the audit trail."))
    exclusion.move(
        State.ENDED, ended_by=by, ended_on=timezone.localdate(), end_reason=reason.strip()
    )
    audit.record(
        "exclusion.ended", exclusion, by=by, of_clause=_named(exclusion), reason=reason.strip()
    )


def _check_controls(by: Member) -> None:
    if not by.can("documents.control"):
        raise Refused(_("Only a document controller does this."))


def _named(exclusion: ClauseExclusion) -> str:
    return f"{exclusion.clause.edition.code} {exclusion.clause.number}"
