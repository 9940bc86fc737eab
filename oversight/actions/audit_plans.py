"""Say what an audit looks at and by whom, and note what was seen."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from documents.models import Clause
from oversight.audits.plan import check_own_units
from oversight.models import Audit, AuditNote, Auditor, PlannedScope
from tenants import audit as trail
from tenants.errors import Refused
from tenants.models import Member, Unit


@transaction.atomic
def plan_scopes(
    audit: Audit,
    units: Collection[Unit],
    clauses: Collection[Clause],
    auditor: Auditor,
    *,
    by: Member,
) -> None:
    """Have clauses audited in units by one of the team; what is planned already changes hands."""
    audit = _planned(audit)
    if not units or not clauses:
        raise Refused(_("Choose at least one unit and one clause."))
    _check_auditor(auditor, audit)
    there = PlannedScope.objects.filter(audit=audit, unit__in=units, clause__in=clauses)
    known = set(there.values_list("unit", "clause"))
    there.update(auditor=auditor)
    PlannedScope.objects.bulk_create(
        PlannedScope(audit=audit, unit=unit, clause=clause, auditor=auditor)
        for unit in units
        for clause in clauses
        if (unit.pk, clause.pk) not in known
    )
    check_own_units(audit, audit.planned_from, audit.planned_until)
    facts = {
        "units": [str(unit) for unit in units],
        "of_clauses": [clause.number for clause in clauses],
    }
    trail.record("audit.scope_planned", audit, by=by, name=auditor.name, **facts)


@transaction.atomic
def give_scopes(scopes: Sequence[PlannedScope], auditor: Auditor, *, by: Member) -> None:
    """Let somebody else of the team do these lines of a plan."""
    audit = _planned(_audit_of(scopes))
    _check_auditor(auditor, audit)
    PlannedScope.objects.filter(pk__in=[scope.pk for scope in scopes]).update(auditor=auditor)
    check_own_units(audit, audit.planned_from, audit.planned_until)
    lines = [_named(scope) for scope in scopes]
    trail.record("audit.scope_given", audit, by=by, name=auditor.name, lines=lines)


@transaction.atomic
def take_out(scopes: Sequence[PlannedScope], *, by: Member) -> None:
    """Take lines out of a plan of which nothing has been noted yet."""
    audit = _planned(_audit_of(scopes))
    if AuditNote.objects.filter(scope__in=scopes).exists():
        raise Refused(_("Something was noted about one of them already: it stays in the plan."))
    lines = [_named(scope) for scope in scopes]
    PlannedScope.objects.filter(pk__in=[scope.pk for scope in scopes]).delete()
    trail.record("audit.scope_taken_out", audit, by=by, lines=lines)


@transaction.atomic
def note_seen(scope: PlannedScope, text: str, *, by: Member) -> AuditNote:
    """Keep what was seen about a line of the plan, once, until the audit is closed."""
    audit = Audit.objects.locked().get(pk=scope.audit_id)
    if audit.state in (Audit.State.CLOSED, Audit.State.CANCELLED):
        raise Refused(_("The audit is over: nothing is added to its checklist any more."))
    if not text.strip():
        raise Refused(_("Write what was seen."))
    if not PlannedScope.objects.filter(pk=scope.pk, audit=audit).exists():
        raise Refused(_("This line was taken out of the plan meanwhile."))
    said = AuditNote.objects.filter(scope=scope, text=text.strip(), by=by).first()
    if said is not None:
        return said
    note = AuditNote.objects.create(scope=scope, text=text.strip(), by=by)
    trail.record("audit.noted", audit, by=by, lines=[_named(scope)], note=note.text)
    return note


def _check_auditor(auditor: Auditor, audit: Audit) -> None:
    """Refuse who is not, or no longer, of the team of an audit that is locked."""
    if not audit.team.all().here().filter(pk=auditor.pk).exists():
        raise Refused(_("Choose one of the auditors of this audit."))


def _audit_of(scopes: Sequence[PlannedScope]) -> Audit:
    if len({scope.audit_id for scope in scopes}) != 1:
        raise Refused(_("Choose at least one line of the plan."))
    audit: Audit = scopes[0].audit
    return audit


def _planned(audit: Audit) -> Audit:
    held = Audit.objects.locked().get(pk=audit.pk)
    if held.state != Audit.State.PLANNED:
        raise Refused(_("It is no longer only planned: what was held stays as it was."))
    return held


def _named(scope: PlannedScope) -> str:
    return f"{scope.unit} {scope.clause.number}"
