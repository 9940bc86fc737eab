"""Who of a tenant does what with audits and their findings."""

from oversight.models import Audit, Auditor, Finding
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


def may_verify(member: Member, finding: Finding) -> bool:
    """Tell who says whether an answer holds; never who gave it."""
    if finding.answered_by_id == member.pk:
        return False
    return finding.verifier_id == member.pk or may_audit(member, finding.audit)
