"""Tell what audits looked at and found, and what was done about it: each act on its day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial

from config.demo.audit_stories import AuditStory, FindingStory, SaidStory
from documents.models import Clause, Document
from oversight.actions.audit_plans import note_seen, plan_scopes
from oversight.actions.findings import (
    answer_finding,
    close_finding,
    raise_finding,
    send_back,
    verify_finding,
)
from oversight.actions.findings_handed_on import revise_for
from oversight.models import Audit, Finding
from tenants.models import Member, Unit

type Act = tuple[int, Callable[[], object]]


class Auditing:
    """The plans and findings of one tenant, ready to be told."""

    def __init__(self, members: dict[str, Member], today: dt.date, origin: str) -> None:
        self.members, self.today, self.origin = members, today, origin
        self.by = next(m for m in members.values() if m.can("certificates.control"))

    def plan(self, audit: Audit, story: AuditStory, *, by: Member) -> None:
        for each in story.scopes:
            units = list(Unit.objects.filter(code__in=each.units))
            clauses = [self.clause(number) for number in each.clauses]
            plan_scopes(audit, units, clauses, audit.team.get(name=each.auditor), by=by)

    def found(self, story: AuditStory, held: int, audit: Callable[[], Audit]) -> Iterator[Act]:
        """Yield the acts on each finding, from the day after the audit on."""
        for each in story.findings:
            made: list[Finding] = []
            yield held + 1, partial(self.raise_it, each, audit, made)
            for said in each.said:
                yield said.on, partial(self.say, said, made)
            if each.revise:
                yield held + 3, partial(self.revise, each, made)

    def raise_it(
        self, story: FindingStory, audit: Callable[[], Audit], made: list[Finding]
    ) -> None:
        """Raise it, and note it on the line of the plan it belongs to."""
        facts = {
            "grade": story.grade,
            "clause": self.clause(story.clause) if story.clause else None,
            "unit": Unit.objects.get(code=story.unit),
            "document": self.document(story.procedure) if story.procedure else None,
            "seen": story.seen,
            "owner": self.members.get(story.owner),
            "verifier": self.members.get(story.verifier),
            "due_on": self.day(story.due) if story.owner else None,
        }
        finding = raise_finding(audit(), facts, by=self.by)
        made.append(finding)
        lines = finding.audit.scopes.filter(unit=finding.unit, clause=finding.clause)
        for scope in lines.select_related("unit", "clause"):
            note_seen(scope, story.seen, by=self.by)

    def say(self, story: SaidStory, made: list[Finding]) -> None:
        finding, by = Finding.objects.get(pk=made[0].pk), self.members[story.by]
        if story.deed == "answer":
            answer_finding(
                finding,
                correction=story.correction,
                cause=story.cause,
                action=story.words,
                by=by,
            )
        elif story.deed == "back":
            send_back(finding, words=story.words, due_on=self.day(story.due), by=by)
        elif story.deed == "verify":
            verify_finding(finding, evidence=story.words, by=by)
        else:
            close_finding(finding, words=story.words, by=by)

    def revise(self, story: FindingStory, made: list[Finding]) -> None:
        """Open the revision of its document, by whoever owns that."""
        finding = Finding.objects.get(pk=made[0].pk)
        revise_for(finding, by=self.document(story.procedure).owner)

    def document(self, procedure: str) -> Document:
        return Document.objects.get(imported_from=f"{self.origin}{procedure}.md")

    def clause(self, number: str) -> Clause:
        return Clause.objects.get(edition__state="current", number=number)

    def day(self, offset: int) -> dt.date:
        return self.today + dt.timedelta(days=offset)
