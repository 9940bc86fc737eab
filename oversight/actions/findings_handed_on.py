"""Give findings to others, carry them over to a later audit, open the revision they ask for."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from documents.access import may_revise
from documents.actions.drafts import start_revision
from documents.content import markdown_of
from documents.models import Document, Revision
from oversight.audits.roles import answered_by, may_audit
from oversight.audits.saying import check_people, check_words, locked, record, say
from oversight.models import Audit, Finding, FindingEntry
from tenants.errors import Refused
from tenants.models import Member
from tenants.notices import notify

State, Kind = Finding.State, FindingEntry.Kind
CAME_TO_NOTHING: Final = (Revision.State.CANCELLED, Revision.State.REJECTED)


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
    finding = locked(finding, read)
    if not may_audit(by, finding.audit):
        raise Refused(_("Document controllers and the lead auditor do this."))
    check_words(words, _("Say why: it stays with the finding."))
    _give(finding, owner, verifier, due_on, by, words)


@transaction.atomic
def hand_finding_over(finding: Finding, leaver: Member, to: Member, *, by: Member) -> None:
    """Let somebody else have what a person who leaves had to answer or to verify."""
    finding = locked(finding)
    people = (finding.owner, finding.verifier)
    owner, verifier = (to if person == leaver else person for person in people)
    if owner is None or verifier is None or finding.due_on is None:
        raise Refused(_("Nothing is left to answer or to verify."))
    _give(finding, owner, verifier, finding.due_on, by, leaver=leaver)


def _give(
    finding: Finding,
    owner: Member,
    verifier: Member,
    due_on: dt.date,
    by: Member,
    words: str = "",
    leaver: Member | None = None,
) -> None:
    """Change the people and the day, for a reason: words, or that somebody leaves."""
    if finding.state not in (State.OPEN, State.ANSWERED):
        raise Refused(_("Nothing is left to answer or to verify."))
    if verifier.pk in answered_by(finding):
        raise Refused(_("Who answered it does not verify the answer: choose somebody else."))
    is_new_owner = finding.owner_id != owner.pk
    finding.owner, finding.verifier, finding.due_on = owner, verifier, due_on
    check_people(finding)
    finding.save(update_fields=["owner", "verifier", "due_on"])
    n = say(finding, Kind.GIVEN, words, by, due_on=due_on, leaver=leaver)
    if is_new_owner and finding.state == State.OPEN:
        notify(owner, "finding_raised", subject=finding, due_on=due_on, milestone=n)
    facts = {"owner": owner.name, "verifier": verifier.name, "due_on": due_on}
    why = {"leaver": leaver.name} if leaver else {"reason": words.strip()}
    record("finding.given", finding, by, **why, **facts)


@transaction.atomic
def carry_over(
    finding: Finding, *, to: Audit, words: str, by: Member, read: int | None = None
) -> None:
    """Let a later audit look whether it is put right, so that this one can be closed."""
    to = Audit.objects.locked().get(pk=to.pk)
    finding = locked(finding, read)
    if not may_audit(by, finding.audit):
        raise Refused(_("Document controllers and the lead auditor do this."))
    check_words(words, _("Say why: it stays with the finding."))
    if finding.state in (State.CLOSED, State.CLOSING):
        raise Refused(_("It is closed, or about to be: nothing is left to carry over."))
    is_over = to.state in (Audit.State.CLOSED, Audit.State.CANCELLED)
    if is_over or to.pk in (finding.audit_id, finding.carried_to_id):
        raise Refused(_("Choose another audit that is not over."))
    finding.carried_to = to
    finding.save(update_fields=["carried_to"])
    say(finding, Kind.CARRIED, words, by)
    record("finding.carried", finding, by, reason=words.strip(), to=to.title)


@transaction.atomic
def revise_for(finding: Finding, *, by: Member) -> Revision:
    """Open the revision of its document that it asks for: the one in work, else a new draft."""
    if finding.document is None:
        raise Refused(_("It names no document."))
    document = Document.objects.locked().get(pk=finding.document.pk)
    finding = locked(finding)
    known: Revision | None = finding.draft
    if known is not None and known.state not in CAME_TO_NOTHING:
        return known
    if finding.state in (State.CLOSED, State.CLOSING):
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
    say(finding, Kind.REVISED, f"{document.number} {draft.label}", by)
    record("finding.revised", finding, by, document=document.number, label=draft.label)
    return draft
