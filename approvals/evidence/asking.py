"""All rounds about a revision, verified: what the page and the export show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from approvals.models import Round
from approvals.rounds.verification import Report, inspect
from approvals.sealing.checking import Finding
from documents.models import Revision
from documents.models.sight import AnyOf
from tenants import audit
from tenants.audit.reading import content_of
from tenants.models import AuditEntry

BEGUN = (".submitted", ".asked")


class Verified(NamedTuple):
    """A revision with the reports of its rounds, oldest first, and what belongs to none."""

    revision: Revision
    reports: Sequence[Report]
    others: Sequence[Finding]

    @classmethod
    def of(cls, revision: Revision) -> Verified:
        return cls.of_each([revision])[0]

    @classmethod
    def of_each(cls, revisions: Sequence[Revision]) -> list[Verified]:
        """Verify several at once; a few statements for all of them."""
        found = Round.objects.filter(AnyOf("revision_id", [each.pk for each in revisions]))
        rounds = list(found.select_related("started_by", "ended_by"))
        by_pk = {revision.pk: revision for revision in revisions}
        for round in rounds:
            round.revision = by_pk[round.revision_id]
        prefetch_related_objects(rounds, "steps__member", "steps__deputy", "signatures__delegation")
        reports = list(inspect(rounds))
        removed = list(_removed(revisions, rounds))
        return [
            cls(
                revision,
                [each for each in reports if each.round.revision_id == revision.pk],
                [finding for of, finding in removed if of == revision],
            )
            for revision in revisions
        ]

    def findings(self) -> list[Finding]:
        return [*self.others, *(f for report in self.reports for f in report.findings)]


def _removed(
    revisions: Sequence[Revision], rounds: Sequence[Round]
) -> Iterator[tuple[Revision, Finding]]:
    """Find rounds that the audit trail knows and that are no more."""
    about = {audit.subject_of(revision): revision for revision in revisions}
    there = {(round.revision_id, round.number) for round in rounds}
    entries = AuditEntry.objects.filter(subject__in=about)
    for entry in entries.order_by("sequence"):
        n, revision = content_of(entry).get("facts", {}).get("round"), about[entry.subject]
        if entry.event.endswith(BEGUN) and n and (revision.pk, n) not in there:
            words = _("Round %(n)s of the audit trail was removed.")
            yield revision, Finding("round.removed", words % {"n": n})
