"""Who of a tenant does what with audits and their findings."""

from uuid import UUID

from oversight.models import Audit, Auditor, Finding, FindingEntry
from tenants.models import Member


def leads_audit(member: Member, audit: Audit) -> bool:
    return Auditor.objects.filter(audit=audit, member=member, is_lead=True).exists()


def may_audit(member: Member, audit: Audit) -> bool:
    """Tell who raises and closes findings: who plans audits, and the lead auditor."""
    return member.can("certificates.control") or leads_audit(member, audit)


def may_note(member: Member, audit: Audit) -> bool:
    """Tell who types in what was seen: who plans audits, and the auditors."""
    is_auditor = Auditor.objects.filter(audit=audit, member=member).exists()
    return is_auditor or member.can("certificates.control")


def answered_by(finding: Finding) -> set[UUID]:
    """Return everybody who ever answered it: none of them verifies or closes it."""
    answers = finding.entries.filter(kind=FindingEntry.Kind.ANSWERED)
    return set(answers.order_by().values_list("by", flat=True))


def may_close(member: Member, finding: Finding) -> bool:
    """Tell who closes a finding, or sends its closing round; never who answered it."""
    return may_audit(member, finding.audit) and member.pk not in answered_by(finding)


def may_add_evidence(member: Member, finding: Finding) -> bool:
    """Tell who may put a file beside a finding that is not settled."""
    state, states = finding.state, Finding.State
    if state in (states.OPEN, states.ANSWERED) and finding.owner_id == member.pk:
        return True
    is_looked_at = state in (states.ANSWERED, states.VERIFIED)
    return is_looked_at and may_verify(member, finding)


def may_verify(member: Member, finding: Finding) -> bool:
    """Tell who says whether an answer holds; never who gave it, or another before it."""
    looks_at_it = finding.verifier_id == member.pk or may_audit(member, finding.audit)
    return looks_at_it and member.pk not in answered_by(finding)
