"""All rounds about a revision, verified: what the page and the export show."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from approvals.models import Round
from approvals.rounds.verification import Report, inspect
from approvals.sealing.checking import Finding
from documents.models import Revision
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
    def of(cls, revision: Revision) -> "Verified":
        people = ("started_by", "ended_by")
        rounds = list(Round.objects.filter(revision=revision).select_related(*people))
        for round in rounds:
            round.revision = revision
        prefetch_related_objects(rounds, "steps__member", "steps__deputy", "signatures__delegation")
        return cls(revision, list(inspect(rounds)), list(_removed(revision, rounds)))

    def findings(self) -> list[Finding]:
        return [*self.others, *(f for report in self.reports for f in report.findings)]


def _removed(revision: Revision, rounds: Sequence[Round]) -> list[Finding]:
    """Find rounds that the audit trail knows and that are no more."""
    there = {round.number for round in rounds}
    entries = AuditEntry.objects.filter(subject=audit.subject_of(revision))
    begun = (e for e in entries.order_by("sequence") if e.event.endswith(BEGUN))
    numbers = [content_of(entry).get("facts", {}).get("round") for entry in begun]
    words = _("Round %(n)s of the audit trail was removed.")
    return [Finding("round.removed", words % {"n": n}) for n in numbers if n and n not in there]
