"""Findings as tasks in the inbox: to answer, and to verify."""

from collections.abc import Iterator
from typing import ClassVar

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy, pgettext_lazy

from approvals.inbox.kinds.kind import Kind
from approvals.inbox.lines import About, Task
from approvals.inbox.opened import Opened
from approvals.inbox.place import Place
from approvals.inbox.wanted import Wanted
from oversight.models import Finding, FindingQuerySet

MOST_SHOWN = 120


class AnswerFinding(Kind):
    """Findings that the member owns and has not answered, or whose answer was sent back."""

    name, label = "answer_finding", pgettext_lazy("tasks", "Findings to answer")
    icon, due = "shield-alert", "due_on"
    act: ClassVar[str | Promise] = gettext_lazy("Answer the finding")

    @classmethod
    def mine(cls, place: Place) -> FindingQuerySet:
        return Finding.objects.filter(state=Finding.State.OPEN, owner=place.member)

    @classmethod
    def tasks(cls, place: Place, wanted: Wanted) -> Iterator[Task]:
        mine = cls.mine(place).select_related("audit", "unit", "clause")
        for finding in wanted.narrow(mine, revision="revision", due=cls.due):
            yield cls._task(finding, place)

    @classmethod
    def _task(cls, finding: Finding, place: Place) -> Task:
        url = reverse("oversight:finding", args=[place.tenant.slug, finding.pk])
        title = Truncator(finding.seen).chars(MOST_SHOWN)
        about = About(None, finding.code, _where(finding), title, place.tenant.name, url)
        said = f"{finding.get_grade_display()} · {finding.audit.title}"
        return cls.of_no_text(
            finding.pk,
            about,
            place,
            act=str(cls.act),
            said=said,
            due_on=finding.waits_until(),
        )

    @classmethod
    def opened(cls, task: Task, place: Place) -> Opened | None:
        del place
        finding = Finding.objects.one_or_none(pk=task.id)
        if finding is None:
            return None
        last = finding.entries.order_by("-n").first()
        said = [last.correction, last.cause, last.said()] if last else []
        words = "\n\n".join([finding.seen, *(part for part in said if part)])
        return Opened(task, None, None, 0, [], [], words=words)


class VerifyFinding(AnswerFinding):
    """Answers that the member looks at: do they hold?"""

    name, label = "verify_finding", pgettext_lazy("tasks", "Findings to verify")
    icon, due = "search-check", "verify_by"
    act = gettext_lazy("Verify the answer")

    @classmethod
    def mine(cls, place: Place) -> FindingQuerySet:
        return Finding.objects.filter(state=Finding.State.ANSWERED, verifier=place.member)


def _where(finding: Finding) -> str:
    """Return clause and unit in short."""
    return f"{finding.clause.number} {finding.unit.name}" if finding.clause else finding.unit.name
