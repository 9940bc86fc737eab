"""The six steps in which a zone is opened, and how far it is."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approvals.models import Route
from documents.models import Document, DocumentType
from oversight.models import Adoption
from oversight.opening.checklist import Answer, blocking
from tenants.models import Member, Tenant, Unit

type Words = str | Promise


@dataclass(frozen=True, slots=True)
class Step:
    """A step as data; `links` are the pages of the zone that do it, with their words."""

    name: str
    label: Words
    about: Words
    help: tuple[Words, ...]
    links: tuple[tuple[str, Words], ...] = ()
    is_optional: bool = False


STEPS: Final = (
    Step(
        "zone",
        _("About the zone"),
        _("Names, code, first administrator"),
        (
            _("The code begins every document number and never changes; the names may."),
            _("The first administrator gets an invitation and finds the same six steps."),
        ),
        (("tenants:organisation", _("Change what the organisation says of itself")),),
    ),
    Step(
        "system",
        _("System and numbers"),
        _("Blueprint, versions, review"),
        (
            _(
                "Starter procedures arrive as drafts and never take effect by themselves: the"
                " document controller goes through them one by one and submits them."
            ),
            _("Number patterns, document types and folders can still be changed later."),
        ),
    ),
    Step(
        "people",
        _("Units and people"),
        _("Also from Excel"),
        (
            _("Each unit needs a head: most documents are approved there."),
            _("People can be added one by one, or all at once from an Excel file."),
        ),
        (
            ("tenants:import_people", _("Import people")),
            ("tenants:people", _("Add people, give them roles and posts")),
            ("tenants:units", _("Change units and posts")),
        ),
    ),
    Step(
        "routes",
        _("Approval routes"),
        _("Who reviews, who approves"),
        (
            _("A change is refused where its document type has no route: nothing passes unseen."),
            _("Whoever prepared a document neither reviews nor approves it."),
        ),
        (
            ("approvals:routes", _("Look at the routes and change them")),
            ("tenants:vacancies", _("Fill vacant posts")),
        ),
    ),
    Step(
        "documents",
        _("Existing documents"),
        _("May be left out"),
        (
            _("A ZIP of Word or Markdown files comes in as documents in force, with history."),
            _("Nobody has to acknowledge what is imported, and nobody is reminded of it."),
        ),
        (("oversight:import", _("Import documents")),),
        is_optional=True,
    ),
    Step(
        "check",
        _("Check and go live"),
        _("Nothing counts before"),
        (
            _("Until the zone is live nothing reminds anybody, and nothing counts for the city."),
            _("What is marked as needed has to be there; the rest is advice."),
        ),
    ),
)
NAMES: Final = [step.name for step in STEPS]


@dataclass(frozen=True, slots=True)
class Line:
    """A step as the page lists it."""

    step: Step
    n: int
    url: str
    is_done: bool
    is_now: bool


def lines(
    now: str, finished: Collection[str] = (), url: Callable[[str], str] = lambda _name: ""
) -> list[Line]:
    """Return every step as the page lists it, the one it is at marked."""
    return [
        Line(
            step,
            n,
            url=url(step.name),
            is_done=step.name in finished,
            is_now=step.name == now,
        )
        for n, step in enumerate(STEPS, start=1)
    ]


def done(zone: Tenant, answers: list[Answer]) -> set[str]:
    """Return the steps of the running zone that need nothing more."""
    open_steps = {answer.check.step for answer in blocking(answers)}
    is_furnished = Adoption.objects.exists() or DocumentType.objects.exists()
    found = {"zone"} | ({"people", "routes"} - open_steps if is_furnished else set())
    if is_furnished:
        found.add("system")
    if Document.objects.in_force_now().exists():
        found.add("documents")
    if zone.is_live():
        found.add("check")
    return found


def facts_of(step: str) -> list[tuple[Words, int]]:
    """Count what the running zone has by now, for the steps that other pages do."""
    if step == "people":
        return [
            (_("Units"), Unit.objects.active().count()),
            (_("People"), Member.objects.active().count()),
        ]
    if step == "routes":
        return [
            (_("Document types"), DocumentType.objects.in_use().count()),
            (_("Routes"), Route.objects.current().count()),
        ]
    if step == "documents":
        return [(_("Documents in force"), Document.objects.in_force_now().count())]
    return []


def following(name: str) -> str:
    """Return the step after this one; the last is followed by itself."""
    return NAMES[min(NAMES.index(name) + 1, len(NAMES) - 1)]


def preceding(name: str) -> str:
    """Return the step before this one, or nothing."""
    return NAMES[NAMES.index(name) - 1] if NAMES.index(name) else ""
