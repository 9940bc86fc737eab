"""What rules of readiness ask about: each thing is asked of the database once, when it is needed.

The number of statements is the same for any number of documents, units and certificates.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from functools import cached_property
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import OuterRef, Subquery

from documents.actions.revisions import add_months
from documents.models import Clause, CurrencyCheck, Document, DocumentType, StandardEdition
from oversight.audits.plan import clauses_to_audit
from oversight.certification import applying
from oversight.certification.standing import Standing, standings
from oversight.improvement.periods import Progress, progress_of
from oversight.models import (
    Audit,
    Finding,
    ManagementReview,
    PlannedScope,
    QualityObjective,
)
from oversight.standards.coverage import Coverage, coverage
from tenants.models import Appointment, Tenant, Unit
from tenants.models.group import valid_on

# The same for all, whatever a tenant calls enough for its own matrix: figures are compared.
ENOUGH: Final = 95  # per cent of those who have to acknowledge


class Known(NamedTuple):
    """What is known of a document."""

    pk: UUID
    number: str
    title: str
    state: str
    in_force: UUID | None
    review_due: dt.date | None
    valid_until: dt.date | None
    required: int | None
    done: int | None
    result: str | None  # of the last currency check

    @property
    def holds(self) -> bool:
        """Tell whether its text is in force."""
        return self.state == Document.State.ACTIVE and self.in_force is not None


COLUMNS: Final = (
    *("pk", "number", "title", "state", "in_force", "review_due", "valid_until"),
    *("in_force__readership__required", "in_force__readership__done", "result"),
)


class Facts:
    """A tenant, whose scope is open, on a day."""

    def __init__(self, tenant: Tenant, day: dt.date) -> None:
        self.tenant, self.day = tenant, day
        self.year = (add_months(day, -12), day)

    @cached_property
    def coverage(self) -> Coverage | None:
        """How the requirements of the edition in use stand; None when no edition is."""
        edition = StandardEdition.objects.current()
        if edition is None:
            return None
        return coverage(self.tenant, edition, today=self.day, threshold=ENOUGH)

    @cached_property
    def _documents(self) -> dict[bool, list[Known]]:
        checks = CurrencyCheck.objects.filter(document=OuterRef("pk")).order_by("-at", "-id")
        levels = (
            *(DocumentType.Level.MANUAL, DocumentType.Level.PROCEDURE),
            DocumentType.Level.EXTERNAL,
        )
        found: dict[bool, list[Known]] = defaultdict(list)
        rows = Document.objects.live().filter(document_type__level__in=levels)
        rows = rows.annotate(result=Subquery(checks.values("result")[:1])).order_by("number_key")
        for level, *facts in rows.values_list("document_type__level", *COLUMNS):
            found[level == DocumentType.Level.EXTERNAL].append(Known(*facts))
        return found

    @property
    def procedures(self) -> list[Known]:
        """The documents of levels 1 and 2 that are not retired."""
        return self._documents[False]

    @property
    def externals(self) -> list[Known]:
        """The external documents in force."""
        return [each for each in self._documents[True] if each.holds]

    @cached_property
    def holders(self) -> dict[str, set[UUID]]:
        """Who holds which post, by its code, of those who are here."""
        held = Appointment.objects.on(self.day).filter(valid_on(self.day, "member__"))
        found: dict[str, set[UUID]] = defaultdict(set)
        for code, member in held.values_list("post__code", "member"):
            found[code].add(member)
        return found

    @cached_property
    def certificates(self) -> list[Standing]:
        return standings(self.day)

    @cached_property
    def internal_audits(self) -> list[Audit]:
        """The internal audits held within a year, the newest first."""
        held = Audit.objects.held().filter(kind=Audit.Kind.INTERNAL)
        return list(held.filter(held_on__range=self.year).order_by("-held_on", "-pk"))

    @property
    def audited_on(self) -> dt.date | None:
        """When the last of them was held."""
        return next((each.held_on for each in self.internal_audits), None)

    @cached_property
    def audited(self) -> list[tuple[UUID, UUID]]:
        """The units and clauses that those audits looked at."""
        scopes = PlannedScope.objects.filter(audit__in=self.internal_audits).order_by()
        return list(scopes.values_list("unit", "clause").distinct())

    @cached_property
    def units(self) -> list[Unit]:
        return list(Unit.objects.active())

    @cached_property
    def clauses(self) -> list[Clause]:
        """The clauses that plans of audits are made of."""
        return clauses_to_audit()

    @cached_property
    def findings(self) -> list[Finding]:
        """The nonconformities that nobody has verified yet."""
        return list(Finding.objects.open().nonconformities().order_by("number"))

    @cached_property
    def reviews(self) -> list[tuple[dt.date, ManagementReview]]:
        """The management reviews held within a year with their days, the newest first."""
        held = ManagementReview.objects.held().filter(held_on__range=self.year)
        return [(each.held_on, each) for each in held.order_by("-held_on", "-pk") if each.held_on]

    @cached_property
    def objectives(self) -> list[Progress]:
        """The quality objectives that hold, or ended within a year, with their periods."""
        begun = QualityObjective.objects.filter(starts_on__lte=self.day)
        held = begun.exclude(ends_on__lt=self.year[0])
        return progress_of(held.listed(), self.day)

    @cached_property
    def conditions(self) -> list[applying.Item]:
        """What has to hold before an application."""
        return applying.items(self.day)
