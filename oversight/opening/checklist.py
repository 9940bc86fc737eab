"""What a zone needs before it may go live, and what it had better have: one question each.

Each question names what is missing (an empty list: nothing is); ask in the zone's scope.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import Final

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approvals.models import Stage
from approvals.models.route import Mode
from approvals.rounds.routing import Roster
from documents.models import Document, DocumentType, Revision
from tenants.calendar import missing_year
from tenants.models import Appointment, Member, TenantQuerySet, Unit
from tenants.models.group import valid_on
from tenants.people.roles import Role

NOBODY: Final = [""]  # something is missing that has no name
UNUSABLE: Final = "!"  # how Django begins the password of who cannot sign in yet


@dataclass(frozen=True, slots=True)
class Check:
    """A question as data: what is said when the answer is right, and when it is not."""

    find: Callable[[], list[str]]
    step: str  # of the opening, where it is put right
    right: str | Promise
    wrong: str | Promise
    is_blocking: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """A check with what it found."""

    check: Check
    missing: list[str]

    @property
    def is_right(self) -> bool:
        return not self.missing

    @property
    def names(self) -> list[str]:
        """Return what is missing, as far as it has a name."""
        return [name for name in self.missing if name]


def controllers_missing() -> list[str]:
    """Nobody registers and controls documents."""
    return [] if Member.objects.active().with_role(Role.CONTROLLER).exists() else NOBODY


def administrators_missing() -> list[str]:
    """No administrator can sign in: the invitation has not been used."""
    administrators = Member.objects.active().with_role(Role.TENANT_ADMIN)
    able = administrators.exclude(user__password__startswith=UNUSABLE)
    return [] if able.exists() else NOBODY


def types_missing() -> list[str]:
    """There is nothing a document could be registered as."""
    return [] if DocumentType.objects.in_use().exists() else NOBODY


def types_without_route() -> list[str]:
    """A change of such a type could never be approved."""
    stages = Stage.objects.current()
    known = set(stages.values_list("route__document_type_id", "route__change_class"))
    return [
        f"{kind.code} · {change.label}"
        for kind, change in product(DocumentType.objects.in_use(), Revision.ChangeClass)
        if (kind.pk, change.value) not in known
    ]


def stages_with_too_few() -> list[str]:
    """A round would be refused, since a post or role in its route is held by too few."""
    stages = list(Stage.objects.current().select_related("route__document_type"))
    roster, found = Roster.of(stages), {}  # a dict keeps the order, and each name once
    for stage in stages:
        needed = stage.minimum if stage.mode == Mode.AT_LEAST else 1
        if not stage.only_views and len(roster.candidates(stage, None)) < needed:
            kind = stage.route.document_type
            found[f"{kind.code if kind else stage.route} · {stage.name}"] = True
    return list(found)


def heads_missing() -> list[str]:
    """No unit has a head, so nothing can be approved where it belongs."""
    return [] if _headed().exists() else NOBODY


def units_without_head() -> list[str]:
    """What belongs to such a unit cannot be approved there."""
    return [unit.name for unit in Unit.objects.active().exclude(pk__in=_headed().values("unit"))]


def _appointments() -> TenantQuerySet[Appointment]:
    """Who holds a post today and is a member still."""
    members = Member.objects.active().values("pk")
    return Appointment.objects.filter(valid_on(timezone.localdate()), member__in=members)


def _headed() -> TenantQuerySet[Appointment]:
    return _appointments().filter(post__is_head=True)


def people_without_unit() -> list[str]:
    """They belong to no audience of a unit."""
    placed = _appointments().values("member")
    return [member.name for member in Member.objects.active().exclude(pk__in=placed)]


def documents_missing() -> list[str]:
    """Nothing is in force yet."""
    return [] if Document.objects.in_force_now().exists() else NOBODY


def calendar_missing() -> list[str]:
    """Due dates would count by weekends alone."""
    year = missing_year(timezone.localdate())
    return [] if year is None else [str(year)]


CHECKS: Final = (
    Check(
        types_missing,
        "system",
        _("There are document types."),
        _("There is no document type."),
    ),
    Check(
        administrators_missing,
        "people",
        _("An administrator can sign in."),
        _("No administrator has set a password."),
    ),
    Check(
        controllers_missing,
        "people",
        _("There is a document controller."),
        _("There is no document controller."),
    ),
    Check(
        heads_missing,
        "people",
        _("Units have heads."),
        _("No unit has a head."),
    ),
    Check(
        types_without_route,
        "routes",
        _("Every document type has an approval route."),
        _("Document types without an approval route"),
    ),
    Check(
        stages_with_too_few,
        "routes",
        _("Every stage of a route finds people who may sign."),
        _("Stages of routes that find too few people who may sign"),
    ),
    Check(
        units_without_head,
        "people",
        _("Every unit has a head."),
        _("Units without a head"),
        is_blocking=False,
    ),
    Check(
        people_without_unit,
        "people",
        _("Everybody belongs to a unit."),
        _("People who belong to no unit"),
        is_blocking=False,
    ),
    Check(
        calendar_missing,
        "check",
        _("The calendar of working days is there."),
        _("The calendar of working days is missing"),
        is_blocking=False,
    ),
    Check(
        documents_missing,
        "documents",
        _("Documents are in force."),
        _("No document is in force yet."),
        is_blocking=False,
    ),
)


def answers() -> list[Answer]:
    """Ask everything of the running tenant."""
    return [Answer(check, check.find()) for check in CHECKS]


def blocking(found: list[Answer]) -> list[Answer]:
    """Return what keeps the tenant from going live."""
    return [answer for answer in found if answer.check.is_blocking and not answer.is_right]
