"""The plan of an audit: which clauses are looked at in which unit, by whom; and what was seen."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from documents.models import Clause
from oversight.models.audit import Audit, Auditor
from tenants.models import Member, TenantOwned, TenantQuerySet, Unit
from tenants.scope import AppendOnly, MayDelete, TenantForeignKey, UniqueInTenant


class PlannedScopeQuerySet(TenantQuerySet["PlannedScope"]):
    def listed(self) -> PlannedScopeQuerySet:
        """Lines of a plan in the order of units and clauses, with all that a line names."""
        about = self.select_related("unit", "clause", "auditor__member")
        return about.order_by("unit__code", "clause__position").fetch_mode(models.FETCH_RAISE)


class PlannedScope(TenantOwned):
    """A clause that is looked at in a unit, and which of the auditors does it."""

    audit = TenantForeignKey(Audit, on_delete=models.PROTECT, related_name="scopes")
    unit = TenantForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="+")
    auditor = TenantForeignKey(Auditor, on_delete=models.PROTECT, related_name="scopes")

    objects = PlannedScopeQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            UniqueInTenant(*("audit", "unit", "clause"), name="a_clause_is_planned_once_in_a_unit"),
            # What was planned stays in the audit trail; once it was held nothing goes.
            MayDelete(name="plans_change_until_the_audit"),
        )

    def __str__(self) -> str:
        return f"{self.unit_id} {self.clause_id}"


class AuditNote(TenantOwned):
    """What an auditor saw about a line of the plan, as it was typed in; a later one adds to it."""

    scope = TenantForeignKey(PlannedScope, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(max_length=2000)
    by = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = TenantQuerySet["AuditNote"].as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("at", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(text=""), name="an_audit_note_says_something"),
            AppendOnly(name="audit_notes_are_append_only"),
        )

    def __str__(self) -> str:
        return self.text[:40]
