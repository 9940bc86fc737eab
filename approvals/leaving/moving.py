"""Move what a person holds to a successor: one function a kind, each with its rules."""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from approvals.actions.messages import pass_on
from approvals.actions.routes import save_route
from approvals.leaving.beside import BESIDE
from approvals.leaving.holdings import Holdings, key_of
from approvals.leaving.labels import known_as, recorded_as
from approvals.models import Message, Package, Round, Route, Step
from approvals.rounds.fitness import may_take
from approvals.rounds.routing import takes_part
from approvals.rounds.telling import ask
from documents.models import Document, Participant, Revision
from tenants.actions.appointments import appoint
from tenants.actions.granting import grant_roles
from tenants.errors import Refused
from tenants.models import Appointment, Member
from tenants.people.roles import Role


class Move(NamedTuple):
    """One thing of a kind that goes to somebody."""

    kind: str
    key: str
    to: Member


def move(wanted: list[Move], leaver: Member, *, by: Member) -> list[str]:
    """Move all of it or nothing; return in words what went to whom.

    What writes to the audit chain comes last: it locks it. Raises Refused when something is no
    longer held, or the successor may not have it.
    """
    holdings = Holdings.of(leaver).kinds()
    held = {(kind, key_of(row)): row for kind, rows in holdings.items() for row in rows}
    for name, kind in BESIDE.items():
        kind.hold([each.key for each in wanted if each.kind == name])
    movers = QUIET | {name: kind.move for name, kind in BESIDE.items()} | RECORDED
    order = list(movers)
    told = []
    for each in sorted(wanted, key=lambda each: (order.index(each.kind), each.key)):
        row = held.get((each.kind, each.key))
        if row is None:
            raise Refused(_("This has changed meanwhile. Look at it again."))
        _check(leaver, each, by)
        told.append(f"{each.kind}: {movers[each.kind](row, leaver, each.to, by)} → {each.to.name}")
    return told


def _check(leaver: Member, move: Move, by: Member) -> None:
    if not by.can(ABILITIES.get(move.kind, "people.hand_over")):
        raise Refused(_("Your role does not hand this over."))
    if move.to.pk == leaver.pk or not (move.to.is_active() and move.to.user.is_active):
        raise Refused(_("%(name)s cannot take anything over."), params={"name": move.to.name})


def _document(document: Document, _leaver: Member, to: Member, _by: Member) -> str:
    """Let somebody who may draft answer for the document."""
    _may_draft(to)
    Document.objects.locked().get(pk=document.pk)
    document.owner = to
    document.save(update_fields=["owner"])
    return recorded_as(document)


def _draft(revision: Revision, _leaver: Member, to: Member, by: Member) -> str:
    """Let somebody go on with the draft, or have it back if it is returned.

    Who wrote on it so far stays among its authors, and a signature as prepared stays as it is.
    """
    _may_draft(to)
    Document.objects.locked().get(pk=revision.document_id)
    decides = Step.objects.filter(round__revision=revision, round__state=Round.State.OPEN)
    decides = decides.counting()
    may_both = revision.document.document_type.same_signer
    if not may_both and (decides.filter(member=to) | decides.filter(deputy=to)).exists():
        raise Refused(
            _("%(name)s decides on %(number)s, and cannot be its author as well."),
            params={"name": to.name, "number": known_as(revision.document, by)},
        )
    revision.prepared_by = to
    revision.save(update_fields=["prepared_by"])
    author = Participant(revision=revision, member=to, capacity=Participant.Capacity.AUTHOR)
    Participant.objects.bulk_create([author], ignore_conflicts=True)
    return f"{recorded_as(revision.document)} {revision.label}"


def _may_draft(to: Member) -> None:
    if not to.can("documents.draft"):
        raise Refused(
            _("%(name)s may not write documents. Choose an author or a document controller."),
            params={"name": to.name},
        )


def _step(step: Step, leaver: Member, to: Member, by: Member) -> str:
    """Let somebody decide who neither wrote it nor decides elsewhere in the round."""
    rounds = Round.objects.locked().select_related("revision__document__folder")
    round = rounds.get(pk=step.round_id)
    step.refresh_from_db(fields=["state"])
    step.round = round
    revision = round.revision
    if step.state not in (Step.State.WAITING, Step.State.OPEN):
        raise Refused(_("This has changed meanwhile. Look at it again."))
    has_one = round.steps.filter(stage=step.stage, member=to)
    has_one = has_one.exclude(state__in=Step.REPLACED)
    if has_one.exists() or not (to.can("approvals.decide") and may_take(step, to)):
        raise Refused(
            _(
                "%(name)s cannot decide on %(number)s: they prepared it, decide on it already, or"
                " may not decide at all."
            ),
            params={"name": to.name, "number": known_as(revision.document, by)},
        )
    with translation.override(by.tenant.language):
        why = _("%(name)s hands over what was theirs.") % {"name": leaver.name}
    new = step.give_to(to, by=by, why=why)
    takes_part(revision, [to])
    if new.state == Step.State.OPEN:
        ask([new])
    return f"{recorded_as(revision.document)} {revision.label} {step.name_zh}"


def _package(package: Package, _leaver: Member, to: Member, _by: Member) -> str:
    """Let somebody lead a change package who decides on nothing in it."""
    _may_draft(to)
    Package.objects.locked().get(pk=package.pk)
    running = Step.objects.filter(round__package=package, round__state=Round.State.OPEN)
    running = running.counting()
    if (running.filter(member=to) | running.filter(deputy=to)).exists():
        raise Refused(
            _("%(name)s decides on change package %(number)s, and cannot lead it as well."),
            params={"name": to.name, "number": package.number},
        )
    package.lead = to
    package.save(update_fields=["lead"])
    return str(package.number)


def _question(question: Message, _leaver: Member, to: Member, by: Member) -> str:
    """Put the question to somebody else."""
    revision = question.round.revision
    pass_on(question, to, by=by)
    return f"{recorded_as(revision.document)} {revision.label}"


def _post(held: Appointment, _leaver: Member, to: Member, by: Member) -> str:
    """Let somebody hold the post beside the leaver, from today on."""
    same = Appointment.objects.filter(post=held.post, unit=held.unit, member=to)
    if not same.over(timezone.localdate(), None).exists():
        appoint(to, post=held.post, unit=held.unit, by=by)
    return held.written()


def _route(route: Route, leaver: Member, to: Member, by: Member) -> str:
    """Let the route ask the successor by name, as its next version."""
    stages = route.stages_in_order()
    for stage in stages:
        if leaver.pk in stage.members:
            named = [to.pk if pk == leaver.pk else pk for pk in stage.members]
            stage.members = list(dict.fromkeys(named))
    cell = (route.document_type, route.change_class)
    save_route(cell, stages, by=by, base=route.number)
    return " ".join(route.place)


def _role(role: Role, _leaver: Member, to: Member, by: Member) -> str:
    """Let somebody else have the role, too."""
    grant_roles(to, {*to.roles, role.value}, by=by)
    return role.value


type Mover = Callable[[Any, Member, Member, Member], str]
QUIET: Final[dict[str, Mover]] = {
    "documents": _document,
    "drafts": _draft,
    "steps": _step,
    "packages": _package,
}
RECORDED: Final[dict[str, Mover]] = {  # each writes to the audit chain
    "questions": _question,
    "posts": _post,
    "routes": _route,
    "roles": _role,
}
ABILITIES: Final = {  # more than handing over
    "posts": "people.manage",
    "routes": "settings.documents",
    "roles": "people.manage",
}
