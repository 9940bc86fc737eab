"""Who of a tenant does what with audits and their findings."""

from typing import Any
from uuid import UUID

from django.db.models import Q

from oversight.city.sides import leads
from oversight.models import Audit, Auditor, Finding, FindingEntry
from tenants.models import Member, MemberQuerySet
from tenants.people.roles import ABILITIES


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


def closers_of(finding: Any, audit: Any) -> MemberQuerySet:
    """Return who sees to an audit here and never answered this finding of it, both by their ids."""
    controls = Q(roles__overlap=sorted(ABILITIES["certificates.control"]))
    lead = Auditor.objects.filter(audit=audit, is_lead=True, member__isnull=False)
    said = FindingEntry.objects.filter(finding=finding, kind=FindingEntry.Kind.ANSWERED)
    sees_to_it = Member.objects.active().filter(controls | Q(pk__in=lead.values("member")))
    return sees_to_it.exclude(pk__in=said.order_by().values("by"))


def is_without_closer(finding: Finding) -> bool:
    """Tell whether it waits to be closed, and all who would have answered it."""
    is_waiting = finding.state == Finding.State.VERIFIED
    return is_waiting and not closers_of(finding.pk, finding.audit_id).exists()


def may_close(member: Member, finding: Finding) -> bool:
    """Tell who closes a finding, or sends its closing round; never who answered it.

    Where that is everybody who sees to the audit, whoever verified it does, or leads the tenant.
    """
    if member.pk in answered_by(finding):
        return False
    if may_audit(member, finding.audit):
        return True
    steps_in = member.pk == finding.verified_by_id or member.once(leads)
    return steps_in and is_without_closer(finding)


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
