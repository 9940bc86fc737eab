"""What a management review looks at (ISO 9001, 9.3.2), and what of it the product knows by itself.

Each is asked inside the tenant. People add words to every one, and must where nothing is known.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from documents.models import Document, DocumentType
from oversight.certification.clock import State
from oversight.certification.standing import standings
from oversight.city import measures
from oversight.improvement.facts import Fact, fact
from oversight.improvement.periods import Progress, progress_of
from oversight.models import Audit, Finding, ManagementReview, QualityObjective, ReviewAction

MOST_NAMED: Final = 20  # of one kind; the count says how many there are


@dataclass(frozen=True, slots=True)
class When:
    """The day for which figures are asked, and that of the review before, if there was one."""

    today: dt.date
    last: dt.date | None


@dataclass(frozen=True, slots=True)
class Input:
    """One of the things to look at."""

    name: str
    letter: str  # where the standard asks for it
    label: Promise
    facts: Callable[[When], list[Fact]] | None = None


def _earlier(when: When) -> list[Fact]:
    """Say what became of what earlier reviews decided."""
    rows = list(ReviewAction.objects.select_related("owner").order_by("due_on", "id"))
    left = [each for each in rows if each.done_on is None]
    late = sum(each.is_late(when.today) for each in left)
    counts = {"decided": len(rows), "done": len(rows) - len(left), "open": len(left), "late": late}
    named = [
        fact("open_action", words=each.words, owner=each.owner.name, due=each.due_on)
        for each in left[:MOST_NAMED]
    ]
    return [fact("actions", **counts), *named]


def _outside(when: When) -> list[Fact]:
    """Say whether what comes from outside, laws and standards, has been checked for currency.

    The record is one text for all who take part: it names what is open to everybody.
    """
    external = Document.objects.in_force_now().filter(
        document_type__level=DocumentType.Level.EXTERNAL
    )
    late = external.filter(review_due__lt=when.today)
    opened, counts = late.open_to_all(), {"n": external.count(), "late": late.count()}
    unnamed = counts["late"] - opened.count()
    rows = opened.order_by("review_due", "pk")
    named = rows.values_list("number", "in_force__title", "review_due")
    return [
        fact("external", **counts),
        *(
            fact("external_late", number=number, title=title, due=due)
            for number, title, due in named[:MOST_NAMED]
        ),
        *([fact("external_unnamed", n=unnamed)] if unnamed else []),
    ]


def _objectives(when: When) -> list[Fact]:
    """Say of each objective that holds whether it was reached last."""
    running = QualityObjective.objects.running(when.today).listed()
    found = [said for each in progress_of(running, when.today) if (said := _last(each))]
    return found or [fact("no_objective")]


def _last(progress: Progress) -> Fact | None:
    objective, last = progress.objective, progress.last
    if last is None:
        return None
    return fact(
        "objective",
        title=objective.title,
        direction=str(objective.direction),
        target=objective.target,
        measured_in=objective.measured_in,
        standing=last.standing.value,
        first=last.span.first,
        months=last.span.months,
        value=last.value,
    )


def _documents(when: When) -> list[Fact]:
    """Say how documents and approvals stand."""
    counted = {**measures.documents(when.today), **measures.approvals(when.today)}
    return [
        fact(
            "documents",
            n=counted["documents"],
            reviews=counted["reviews_overdue"],
            expired=counted["expired"],
        ),
        fact("steps", open=counted["approvals_open"], late=counted["approvals_overdue"]),
    ]


def _findings(when: When) -> list[Fact]:
    """Count what audits found and nobody has verified yet, by grade."""
    left = Finding.objects.open()
    grades = Finding.Grade
    counted = {
        str(grade): left.filter(grade=grade).count()
        for grade in (grades.MAJOR, grades.MINOR, grades.OBSERVATION)
    }
    return [fact("findings", **counted, late=Finding.objects.late(when.today).count())]


def _monitoring(when: When) -> list[Fact]:
    """Say what is acknowledged, and what of the standard is covered."""
    read, covered = measures.readers(when.today), measures.clauses(when.today)
    found = [
        fact(
            "acknowledged",
            done=read["acknowledgements_done"],
            required=read["acknowledgements_required"],
        )
    ]
    if covered:
        figures = {"n": covered["clauses_applicable"], "covered": covered["clauses_covered"]}
        found.append(fact("clauses", **figures))
    return found


def _audits(when: When) -> list[Fact]:
    """Name the audits since the last review, and how the certificates stand."""
    held = Audit.objects.held().filter(held_on__lte=when.today)
    if when.last is not None:
        held = held.filter(held_on__gt=when.last)
    audits = [
        fact("audit", kind=str(each.kind), title=each.title, day=each.held_on)
        for each in held.order_by("-held_on", "-id")[:MOST_NAMED]
    ]
    certificates = [
        fact(
            "certificate",
            standard=each.certificate.standard,
            state=str(each.clock.state),
            until=each.certificate.valid_until,
            latest=each.clock.latest_on,
        )
        for each in standings(when.today)
        if each.clock.state not in (State.RENEWED, State.SURRENDERED)
    ]
    return [
        *(audits or [fact("no_audit")]),
        *(certificates or [fact("no_certificate")]),
    ]


INPUTS: Final = (
    Input("earlier", "a", _("What became of earlier decisions"), _earlier),
    Input("outside", "b", _("Changes outside and inside that matter"), _outside),
    Input("satisfaction", "c 1", _("Satisfaction and feedback of those we serve")),
    Input("objectives", "c 2", _("Quality objectives"), _objectives),
    Input("processes", "c 3", _("How processes run and services conform"), _documents),
    Input("nonconformities", "c 4", _("Nonconformities and corrective actions"), _findings),
    Input("monitoring", "c 5", _("Results of monitoring and measuring"), _monitoring),
    Input("audits", "c 6", _("Results of audits, and certificates"), _audits),
    Input("providers", "c 7", _("How providers from outside perform")),
    Input("resources", "d", _("Whether resources suffice")),
    Input("risks", "e", _("Whether what was done about risks and opportunities works")),
    Input("improvement", "f", _("What can be improved")),
)
BY_NAME: Final = {each.name: each for each in INPUTS}


def facts_on(today: dt.date) -> dict[str, list[Fact]]:
    """Return what the product knows of each input on a day."""
    last = ManagementReview.objects.held().order_by("-held_on").first()
    when = When(today, last.held_on if last else None)
    return {each.name: each.facts(when) for each in INPUTS if each.facts is not None}
