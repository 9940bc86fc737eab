"""Raise findings of audits, answer them, verify the answers, close them."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from oversight.audits.record import manifest
from oversight.audits.roles import answered_by, may_add_evidence, may_audit, may_close, may_verify
from oversight.audits.saying import (
    Brought,
    check_people,
    check_read,
    check_words,
    locked,
    record,
    say,
)
from oversight.audits.texts import revision_on
from oversight.circulation.signed import Signed, route_of
from oversight.models import Audit, Finding, FindingEntry
from tenants.calendar import working_days
from tenants.errors import Refused
from tenants.models import Member, Tenant
from tenants.notices import notify
from tenants.scope import current_tenant_id

Grade, State, Kind = Finding.Grade, Finding.State, FindingEntry.Kind
VERIFIED_WITHIN: Final = 10  # working days


@transaction.atomic
def raise_finding(
    audit: Audit, facts: dict[str, Any], *, by: Member, key: UUID | None = None
) -> Finding:
    """Write down what an audit found; of a document the revision that held on its day is kept.

    Nobody answers a good practice: it is closed as it is raised.
    """
    audit = Audit.objects.locked().get(pk=audit.pk)
    if made := key and Finding.objects.one_or_none(key=key, raised_by=by):
        return made
    if not may_audit(by, audit):
        raise Refused(_("Document controllers and the lead auditor raise findings."))
    if audit.state not in (Audit.State.HELD, Audit.State.REPORTED):
        raise Refused(_("Findings are raised once the audit was held and until it is closed."))
    finding = Finding(**facts, audit=audit, raised_by=by, key=key)
    if finding.document is not None:
        finding.revision = revision_on(finding.document, audit.held_on or timezone.localdate())
    _check(finding)
    Tenant.hold(current_tenant_id())  # numbers count up
    finding.number = Finding.objects.count() + 1
    finding.save(force_insert=True)
    if finding.owner is not None:
        notify(finding.owner, "finding_raised", subject=finding, due_on=finding.due_on)
    record("finding.raised", finding, by, grade=finding.grade, due_on=finding.due_on)
    return finding


@transaction.atomic
def answer_finding(
    finding: Finding,
    *,
    correction: str,
    cause: str,
    action: str,
    by: Member,
    read: int | None = None,
    file: Brought | None = None,
) -> None:
    """Say what was put right, why it came about and what keeps it from coming back."""
    finding = locked(finding, read)
    if finding.owner_id != by.pk:
        raise Refused(_("Its owner answers it. Give it to somebody else first if need be."))
    if not (correction.strip() and cause.strip() and action.strip()):
        raise Refused(_("Say all three: correction, cause and corrective action."))
    verify_by = working_days().after(timezone.localdate(), VERIFIED_WITHIN)
    finding.move(State.ANSWERED, answered_by=by, verify_by=verify_by)
    said = {"correction": correction.strip(), "cause": cause.strip()}
    n = say(finding, Kind.ANSWERED, action, by, file, **said)
    if finding.verifier is not None:
        notify(finding.verifier, "finding_answered", subject=finding, due_on=verify_by, milestone=n)
    record("finding.answered", finding, by)


@transaction.atomic
def verify_finding(
    finding: Finding,
    *,
    evidence: str,
    by: Member,
    read: int | None = None,
    file: Brought | None = None,
) -> None:
    """Say that the answer holds, and by what one sees it."""
    finding = locked(finding, read)
    _check_verifies(finding, by)
    check_words(evidence, _("Say by what one sees it: records, places, numbers looked at."))
    finding.move(State.VERIFIED, verified_by=by)
    say(finding, Kind.VERIFIED, evidence, by, file)
    record("finding.verified", finding, by)


@transaction.atomic
def add_evidence(
    finding: Finding, *, words: str, file: Brought, by: Member, read: int | None = None
) -> None:
    """Put a file beside what was said: its owner, or who verifies, shows what it rests on."""
    finding = locked(finding, read)
    if not may_add_evidence(by, finding):
        raise Refused(_("Its owner, its verifier or who sees to the audit adds evidence."))
    check_words(words, _("Say what the file shows."))
    say(finding, Kind.EVIDENCE, words, by, file)
    record("finding.evidence_added", finding, by)


@transaction.atomic
def send_back(
    finding: Finding, *, words: str, due_on: dt.date, by: Member, read: int | None = None
) -> None:
    """Ask for another answer by a day; the answers so far stay."""
    finding = locked(finding, read)
    _check_verifies(finding, by)
    check_words(words, _("Say what is missing."))
    if due_on <= timezone.localdate():
        raise Refused(_("Leave time for an answer: choose a day after today."))
    finding.move(State.OPEN, due_on=due_on, verify_by=None, verified_by=None)
    n = say(finding, Kind.SENT_BACK, words, by, due_on=due_on)
    if finding.owner is not None:
        notify(finding.owner, "finding_back", subject=finding, due_on=due_on, milestone=n)
    record("finding.sent_back", finding, by, due_on=due_on, reason=words.strip())


@transaction.atomic
def close_finding(finding: Finding, *, words: str, by: Member, read: int | None = None) -> None:
    """Close what was verified; an observation also without an answer, with the reason."""
    finding = locked(finding, read)
    if not may_close(by, finding):
        raise Refused(_("Document controllers and the lead auditor close what others answered."))
    if route_of(finding) is not None:
        raise Refused(_("This is signed along a route: it has to be sent round for signature."))
    is_unanswered = finding.state == State.OPEN
    if is_unanswered and finding.is_nonconformity():
        raise Refused(_("A nonconformity is answered and verified before it is closed."))
    check_words(words, _("Say on what ground it is closed."))
    _close(finding, words, by)


def _close(finding: Finding, words: str, by: Member) -> None:
    finding.move(State.CLOSED, closed_on=timezone.localdate())
    say(finding, Kind.CLOSED, words, by)
    record("finding.closed", finding, by, reason=words.strip())


def _check(finding: Finding) -> None:
    if not finding.seen.strip():
        raise Refused(_("Write what was seen."))
    if finding.document is not None and finding.revision is None:
        raise Refused(_("No text of this document held on the day of the audit."))
    if finding.grade == Grade.GOOD_PRACTICE:
        finding.owner = finding.verifier = finding.due_on = None
        finding.state, finding.closed_on = State.CLOSED, timezone.localdate()
        return
    if finding.is_nonconformity() and finding.clause is None:
        raise Refused(_("Say of which clause: a nonconformity does not fulfil a requirement."))
    check_people(finding)


def _check_verifies(finding: Finding, by: Member) -> None:
    if finding.state == State.OPEN:
        raise Refused(_("It is not answered yet."))
    if by.pk in answered_by(finding):
        raise Refused(_("Somebody else than who answered it verifies the answer."))
    if not may_verify(by, finding):
        raise Refused(_("Its verifier, the lead auditor or a document controller says this."))


SIGNED: Final = Signed[Finding](
    rests=State.VERIFIED,
    runs=State.CLOSING,
    title=lambda finding: f"{finding.code} {finding.audit.title}",
    hold=locked,
    check_read=check_read,
    text=manifest,
    lacking=lambda _finding, words: "" if words else _("Say on what ground it is closed."),
    may_send=may_close,
    finish=lambda finding, circulation, _by: _close(
        finding, circulation.words, circulation.started_by
    ),
    barred=lambda finding: ({pk for pk in (*answered_by(finding), finding.owner_id) if pk}),
    unit=lambda finding: finding.unit_id,
)
