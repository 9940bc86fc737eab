"""Raise findings of audits, answer them, verify the answers, close them."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.access import may_revise
from documents.actions.drafts import start_revision
from documents.content import markdown_of
from documents.models import Document, Revision
from oversight.audits.roles import may_audit, may_verify
from oversight.audits.texts import revision_on
from oversight.models import Audit, Finding, FindingEntry
from tenants import audit as trail
from tenants.calendar import working_days
from tenants.errors import Refused
from tenants.models import Member, Tenant
from tenants.notices import notify
from tenants.scope import current_tenant_id

Grade, State, Kind = Finding.Grade, Finding.State, FindingEntry.Kind
VERIFIED_WITHIN: Final = 10  # working days
CAME_TO_NOTHING: Final = (Revision.State.CANCELLED, Revision.State.REJECTED)


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
    _record("finding.raised", finding, by, grade=finding.grade, due_on=finding.due_on)
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
) -> None:
    """Say what was put right, why it came about and what keeps it from coming back."""
    finding = _locked(finding, read)
    if finding.owner_id != by.pk:
        raise Refused(_("Its owner answers it. Give it to somebody else first if need be."))
    if not (correction.strip() and cause.strip() and action.strip()):
        raise Refused(_("Say all three: correction, cause and corrective action."))
    verify_by = working_days().after(timezone.localdate(), VERIFIED_WITHIN)
    finding.move(State.ANSWERED, answered_by=by, verify_by=verify_by)
    said = {"correction": correction.strip(), "cause": cause.strip()}
    n = _say(finding, Kind.ANSWERED, action, by, **said)
    if finding.verifier is not None:
        notify(finding.verifier, "finding_answered", subject=finding, due_on=verify_by, milestone=n)
    _record("finding.answered", finding, by)


@transaction.atomic
def verify_finding(finding: Finding, *, evidence: str, by: Member, read: int | None = None) -> None:
    """Say that the answer holds, and by what one sees it."""
    finding = _locked(finding, read)
    _check_verifies(finding, by)
    _check_words(evidence, _("Say by what one sees it: records, places, numbers looked at."))
    finding.move(State.VERIFIED, verified_by=by)
    _say(finding, Kind.VERIFIED, evidence, by)
    _record("finding.verified", finding, by)


@transaction.atomic
def send_back(
    finding: Finding, *, words: str, due_on: dt.date, by: Member, read: int | None = None
) -> None:
    """Ask for another answer by a day; the answers so far stay."""
    finding = _locked(finding, read)
    _check_verifies(finding, by)
    _check_words(words, _("Say what is missing."))
    if due_on <= timezone.localdate():
        raise Refused(_("Leave time for an answer: choose a day after today."))
    finding.move(State.OPEN, due_on=due_on, verify_by=None, verified_by=None)
    n = _say(finding, Kind.SENT_BACK, words, by, due_on=due_on)
    if finding.owner is not None:
        notify(finding.owner, "finding_back", subject=finding, due_on=due_on, milestone=n)
    _record("finding.sent_back", finding, by, due_on=due_on, reason=words.strip())


@transaction.atomic
def close_finding(finding: Finding, *, words: str, by: Member, read: int | None = None) -> None:
    """Close what was verified; an observation also without an answer, with the reason."""
    finding = _locked(finding, read)
    if not may_audit(by, finding.audit):
        raise Refused(_("Document controllers and the lead auditor close findings."))
    is_unanswered = finding.state == State.OPEN
    if is_unanswered and finding.is_nonconformity():
        raise Refused(_("A nonconformity is answered and verified before it is closed."))
    _check_words(words, _("Say on what ground it is closed."))
    today = timezone.localdate()
    finding.move(State.CLOSED, closed_on=today)
    _say(finding, Kind.CLOSED, words, by)
    _record("finding.closed", finding, by, reason=words.strip())


@transaction.atomic
def give_finding(
    finding: Finding,
    *,
    owner: Member,
    verifier: Member,
    due_on: dt.date,
    words: str,
    by: Member,
    read: int | None = None,
) -> None:
    """Let somebody else answer or verify it, or until another day; the reason stays."""
    finding = _locked(finding, read)
    if not may_audit(by, finding.audit):
        raise Refused(_("Document controllers and the lead auditor do this."))
    _check_words(words, _("Say why: it stays with the finding."))
    _give(finding, owner, verifier, due_on, words, by)


@transaction.atomic
def hand_finding_over(finding: Finding, leaver: Member, to: Member, *, by: Member) -> None:
    """Let somebody else have what a person who leaves had to answer or to verify."""
    finding = _locked(finding)
    people = (finding.owner, finding.verifier)
    owner, verifier = (to if person == leaver else person for person in people)
    if owner is None or verifier is None or finding.due_on is None:
        raise Refused(_("Nothing is left to answer or to verify."))
    words = _("%(name)s leaves.") % {"name": leaver.name}
    _give(finding, owner, verifier, finding.due_on, words, by)


def _give(
    finding: Finding, owner: Member, verifier: Member, due_on: dt.date, words: str, by: Member
) -> None:
    if finding.state not in (State.OPEN, State.ANSWERED):
        raise Refused(_("Nothing is left to answer or to verify."))
    if finding.answered_by_id == verifier.pk and finding.state == State.ANSWERED:
        raise Refused(_("Who answered it does not verify the answer: choose somebody else."))
    is_new_owner = finding.owner_id != owner.pk
    finding.owner, finding.verifier, finding.due_on = owner, verifier, due_on
    _check_people(finding)
    finding.save(update_fields=["owner", "verifier", "due_on"])
    n = _say(finding, Kind.GIVEN, words, by, due_on=due_on)
    if is_new_owner and finding.state == State.OPEN:
        notify(owner, "finding_raised", subject=finding, due_on=due_on, milestone=n)
    facts = {"owner": owner.name, "verifier": verifier.name, "due_on": due_on}
    _record("finding.given", finding, by, reason=words.strip(), **facts)


@transaction.atomic
def carry_over(
    finding: Finding, *, to: Audit, words: str, by: Member, read: int | None = None
) -> None:
    """Let a later audit look whether it is put right, so that this one can be closed."""
    to = Audit.objects.locked().get(pk=to.pk)
    finding = _locked(finding, read)
    if not may_audit(by, finding.audit):
        raise Refused(_("Document controllers and the lead auditor do this."))
    _check_words(words, _("Say why: it stays with the finding."))
    if finding.state == State.CLOSED:
        raise Refused(_("It is closed: nothing is left to carry over."))
    is_over = to.state in (Audit.State.CLOSED, Audit.State.CANCELLED)
    if is_over or to.pk in (finding.audit_id, finding.carried_to_id):
        raise Refused(_("Choose another audit that is not over."))
    finding.carried_to = to
    finding.save(update_fields=["carried_to"])
    _say(finding, Kind.CARRIED, words, by)
    _record("finding.carried", finding, by, reason=words.strip(), to=to.title)


@transaction.atomic
def revise_for(finding: Finding, *, by: Member) -> Revision:
    """Open the revision of its document that it asks for: the one in work, else a new draft."""
    if finding.document is None:
        raise Refused(_("It names no document."))
    document = Document.objects.locked().get(pk=finding.document.pk)
    finding = _locked(finding)
    known: Revision | None = finding.draft
    if known is not None and known.state not in CAME_TO_NOTHING:
        return known
    if finding.state == State.CLOSED:
        raise Refused(_("It is closed: raise another finding, or revise the document by itself."))
    if not may_revise(by, document):
        raise Refused(_("Only the owner or a document controller revises a document."))
    draft: Revision = document.revisions.open().first() or start_revision(
        document,
        by=by,
        reason=_("Finding %(code)s: %(seen)s") % {"code": finding.code, "seen": finding.seen},
        markdown=markdown_of(document.in_force) if document.in_force else "",
        key=None if known else finding.pk,
    )
    finding.draft = draft
    finding.save(update_fields=["draft"])
    _say(finding, Kind.REVISED, f"{document.number} {draft.label}", by)
    _record("finding.revised", finding, by, document=document.number, label=draft.label)
    return draft


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
    _check_people(finding)


def _check_people(finding: Finding) -> None:
    if finding.owner is None or finding.verifier is None or finding.due_on is None:
        raise Refused(_("Say who answers it by when, and who verifies the answer."))
    if finding.owner_id == finding.verifier_id:
        raise Refused(_("Who answers it does not verify the answer: choose somebody else."))


def _check_verifies(finding: Finding, by: Member) -> None:
    if finding.state == State.OPEN:
        raise Refused(_("It is not answered yet."))
    if not may_verify(by, finding):
        raise Refused(_("Its verifier, the lead auditor or a document controller says this."))
    if finding.answered_by_id == by.pk:
        raise Refused(_("Somebody else than who answered it verifies the answer."))


def _check_words(words: str, asked: str) -> None:
    if not words.strip():
        raise Refused(asked)


def _locked(finding: Finding, read: int | None = None) -> Finding:
    """Lock it; refused to who has not read all that was said: `read` counts the entries shown."""
    found = Finding.objects.locked().select_related(
        *("audit", "clause", "owner", "verifier", "draft")
    )
    held = found.get(pk=finding.pk)
    if read is not None and held.entries.count() != read:
        raise Refused(_("Something was said about it meanwhile. Read it, then say yours."))
    return held


def _say(
    finding: Finding,
    kind: FindingEntry.Kind,
    words: str,
    by: Member,
    **facts: Any,
) -> int:
    n = finding.entries.count() + 1
    said = {"n": n, "kind": kind, "words": words.strip(), "by": by}
    FindingEntry.objects.create(finding=finding, **said, **facts)
    return n


def _record(event: str, finding: Finding, by: Member, **facts: Any) -> None:
    trail.record(event, finding, by=by, number=finding.code, title=finding.audit.title, **facts)
