"""Send texts along their routes, sign them, send them back; without a route the leader signs."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from approvals.models import Meaning
from approvals.models.route import Mode
from approvals.rounds import identity
from approvals.rounds.proofs import Proof
from oversight.actions.signing import sign_text
from oversight.circulation import stages
from oversight.circulation.signed import Signed, Subject, affair_of, route_of, subject_of
from oversight.circulation.table import kind_of
from oversight.city.sides import leads
from oversight.models import (
    Circulation,
    CirculationSignature,
    CirculationStep,
    ManagementReview,
    SelfReport,
)
from oversight.models.signed_text import sha256_of
from tenants import audit as trail
from tenants.errors import IllegalMove, Refused
from tenants.models import Member

State, StepState = Circulation.State, CirculationStep.State


@transaction.atomic
def send_round(
    subject: Subject, *, by: Member, words: str = "", read: int | None = None
) -> Circulation:
    """Put a text before all whom its route asks; until it is back nobody changes it."""
    kind = kind_of(subject)
    kind.is_time(subject)
    subject = kind.hold(subject)
    kind.check_read(subject, read)
    if not kind.may_send(by, subject):
        raise Refused(_("Whoever prepares it sends it round for signature."))
    route = route_of(subject)
    if route is None:
        raise Refused(_("No route is set for it any more. Look at it again."))
    text = _text_to_sign(kind, subject, words)
    barred = {by.pk, *kind.barred(subject)}
    duties = stages.duties_of(route, kind.unit(subject), barred)
    subject.move(kind.runs)
    facts = {"route": route, "words": words.strip(), "barred": sorted(barred)}
    circulation = _begin(subject, text, by=by, **facts)
    stages.ask(circulation, duties)
    _record("sent", circulation, by=by, reason=words.strip(), manifest=circulation.text_sha256)
    return circulation


@transaction.atomic
def sign_alone(
    subject: ManagementReview | SelfReport, *, by: Member, proof: Proof, seen: str
) -> Circulation:
    """Sign as the leader, where no route is set; `seen` is the SHA-256 of what was read."""
    if not leads(by):
        raise Refused(_("The leader of the organ or zone signs this."))
    kind = kind_of(subject)
    kind.is_time(subject)
    subject = kind.hold(subject)
    if route_of(subject) is not None:
        raise Refused(_("This is signed along a route: it has to be sent round for signature."))
    text = _text_to_sign(kind, subject, "")
    if sha256_of(text) != seen:
        raise IllegalMove(_("It was changed since you opened it. Read it again."))
    circulation = _begin(subject, text, by=by)
    step = CirculationStep.objects.create(
        circulation=circulation,
        stage=1,
        meaning=Meaning.APPROVED,
        mode=Mode.ALL,
        member=by,
        state=StepState.OPEN,
    )
    _sign(step, subject, by=by, proof=proof)
    _finish(circulation, subject, by=by)
    return circulation


@transaction.atomic
def sign_step(step: CirculationStep, *, by: Member, proof: Proof, seen: str) -> None:
    """Sign in the own place or in another's; with the last signature the act is done."""
    subject = subject_of(step.circulation)
    kind_of(subject).is_time(subject)
    circulation, subject = _held(step.circulation)
    step = _open_step(step, by)
    if not circulation.text_sha256 == seen == sha256_of(circulation.text):
        raise IllegalMove(_("It was changed since you opened it. Read it again."))
    step.circulation = circulation
    _sign(step, subject, by=by, proof=proof)
    if not stages.go_on(circulation):
        _finish(circulation, subject, by=by)
        others = [circulation.started_by] if circulation.started_by != by else []
        stages.tell("act_signed", circulation, others, by=by.name)


@transaction.atomic
def return_round(step: CirculationStep, *, by: Member, reason: str) -> None:
    """Send a text back instead of signing it: it may be changed and sent round anew."""
    circulation, subject = _held(step.circulation)
    step = _open_step(step, by)
    deputy = by if step.member_id != by.pk else None
    step.move(StepState.RETURNED, decided_at=timezone.now(), deputy=deputy)
    _end_unsigned(circulation, subject, by=by, reason=reason)
    told = [circulation.started_by]
    if isinstance(subject, ManagementReview):
        told.append(subject.owner)
    stages.tell("act_returned_unsigned", circulation, told, by=by.name)
    _record("returned", circulation, by=by, reason=reason.strip())


@transaction.atomic
def take_round_back(circulation: Circulation, *, by: Member, reason: str) -> None:
    """Take a text back that is on its way: who sent it, or may send it, found what is wrong."""
    circulation, subject = _held(circulation)
    if by.pk != circulation.started_by_id and not kind_of(subject).may_send(by, subject):
        raise Refused(_("Whoever prepares it takes it back."))
    _end_unsigned(circulation, subject, by=by, reason=reason)
    _record("taken_back", circulation, by=by, reason=reason.strip())


@transaction.atomic
def end_overtaken(report: SelfReport, *, by: Member | None) -> None:
    """End the circulation of a report whose round closed; by nobody: the clock sees to it."""
    circulation, subject = _held(Circulation.objects.open().about(report).get())
    with translation.override(report.tenant.language):
        why = _("The round was closed before everybody had signed.")
    _end_unsigned(circulation, subject, by=by, reason=why)
    stages.tell("act_returned_unsigned", circulation, [circulation.started_by])
    _record("overtaken", circulation, by=by, reason=why)


def _text_to_sign(kind: Signed[Any], subject: Subject, words: str) -> str:
    if subject.state != kind.rests:
        raise IllegalMove(_("It cannot be signed as it stands now. Look at it again."))
    if missing := kind.lacking(subject, words.strip()):
        raise Refused(missing)
    return kind.text(subject, words.strip())


def _begin(subject: Subject, text: str, *, by: Member, **facts: Any) -> Circulation:
    newest = Circulation.objects.about(subject).first()
    return Circulation.objects.create(
        affair=affair_of(subject),
        subject=subject.pk,
        title=kind_of(subject).title(subject)[:300],
        n=newest.n + 1 if newest else 1,
        text=text,
        text_sha256=sha256_of(text),
        started_by=by,
        **facts,
    )


def _held(circulation: Circulation) -> tuple[Circulation, Subject]:
    """Lock what is signed, then its circulation, which has to be on its way still."""
    subject = subject_of(circulation)
    subject = kind_of(subject).hold(subject)
    # Not its key: whoever hands a step on writes one that points at it, and would wait in a circle.
    rows = Circulation.objects.select_for_update(of=("self",), no_key=True)
    locked = rows.select_related("started_by").get(pk=circulation.pk)
    if locked.state != State.OPEN:
        raise IllegalMove(_("It is no longer on its way. Look at it again."))
    return locked, subject


def _open_step(step: CirculationStep, by: Member) -> CirculationStep:
    found = CirculationStep.objects.all().to_sign(by).select_related("member").filter(pk=step.pk)
    mine = found.first()
    if mine is None:
        raise IllegalMove(_("You have decided this already, or it is no longer required."))
    return mine


def _sign(step: CirculationStep, subject: Subject, *, by: Member, proof: Proof) -> None:
    circulation = step.circulation
    delegation = stages.delegation_for(step, by) if step.member_id != by.pk else None
    signature = sign_text(
        CirculationSignature,
        circulation.text,
        by=by,
        proof=proof,
        bound_to=identity.binding(subject.pk, circulation.text_sha256),
        circulation=circulation,
        step=step,
        meaning=step.meaning,
        for_name=step.member.name if delegation else "",
        delegation=delegation,
    )
    deputy = by if delegation else None
    step.move(StepState.SIGNED, decided_at=signature.signed_at, deputy=deputy)
    told = {"meaning": step.meaning, "manifest": circulation.text_sha256}
    _record("signed", circulation, by=by, **told, name_signed=signature.names())


def _finish(circulation: Circulation, subject: Subject, *, by: Member) -> None:
    circulation.end(State.PASSED, by=by)
    kind_of(subject).finish(subject, circulation, by)


def _end_unsigned(
    circulation: Circulation, subject: Subject, *, by: Member | None, reason: str
) -> None:
    """End a circulation: what was signed of its text stays to be read, and counts for nothing."""
    if not reason.strip():
        raise Refused(_("Say why: the reason stays beside the text."))
    pending = list(circulation.steps.all().pending())
    CirculationStep.move_all(pending, StepState.NOT_REQUIRED)
    circulation.end(State.RETURNED, by=by, why=reason.strip())
    subject.move(kind_of(subject).rests)


def _record(what: str, circulation: Circulation, *, by: Member | None, **facts: Any) -> None:
    kept = {name: said for name, said in facts.items() if said}
    trail.record(f"circulation.{what}", circulation, by=by, title=circulation.title, **kept)
