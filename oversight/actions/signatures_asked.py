"""What becomes of a signature that is asked for besides being given: urged, handed on."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from approvals.access import check_hands_on
from approvals.rounds.urging import urge_once
from oversight.circulation import stages
from oversight.models import CirculationStep
from tenants import audit as trail
from tenants.errors import Refused
from tenants.models import Member
from tenants.notices import notice_for, notify_all

State = CirculationStep.State


@transaction.atomic
def urge_signing(step: CirculationStep, *, by: Member) -> None:
    """Ask who has to sign, and who stands in, for haste: once a working day."""
    step = _locked(step)
    if step.state == State.OPEN and not step.is_waited_for_by(by):
        raise Refused(_("Who sent it round urges here, or a document controller."))
    urged = urge_once(step, by)
    facts = {"by": by.name, "due": step.due_on and step.due_on.isoformat()}
    notify_all(
        notice_for(person, "act_urged", subject=step, due_on=urged.on, facts=facts)
        for person in (step.member, *stages.deputies_of(step))
    )
    _record("urged", step, by=by, person=step.member.name)


@transaction.atomic
def hand_on_signing(step: CirculationStep, person: Member, *, by: Member, why: str) -> None:
    """Let somebody else sign instead, for a reason: its holder does, or a controller for them."""
    step = _locked(step)
    check_hands_on(by, step, why)
    _replace(step, person, due_on=step.due_on)
    named = {"owner": person.name, "person": step.member.name, "reason": why.strip()}
    gone = step.circulation.steps.filter(state=State.HANDED_ON).count()
    told = {each.pk: each for each in (step.member, step.circulation.started_by) if each != by}
    notify_all(
        notice_for(
            each,
            "act_handed_on",
            subject=step.circulation,
            milestone=gone,
            facts=named | {"by": by.name},
        )
        for each in told.values()
    )
    _record("handed_on", step, by=by, **named)


@transaction.atomic
def hand_signing_over(step: CirculationStep, leaver: Member, to: Member, *, by: Member) -> None:
    """Let somebody else sign what a person who leaves had to sign."""
    step = _locked(step)
    _replace(step, to)
    _record("handed_on", step, by=by, owner=to.name, leaver=leaver.name)


def _locked(step: CirculationStep) -> CirculationStep:
    """Lock it alone: who signs has the text first, and would wait for this in a circle."""
    rows = CirculationStep.objects.locked()
    held: CirculationStep = rows.select_related("member", "circulation__started_by").get(pk=step.pk)
    return held


def _replace(step: CirculationStep, person: Member, due_on: dt.date | None = None) -> None:
    """Ask somebody instead who has no other part in it; by the same day, or with time anew."""
    circulation = step.circulation
    others = circulation.steps.all().counting()
    is_asked = others.filter(member=person).exists() or others.filter(deputy=person).exists()
    if person.pk in circulation.barred or is_asked or not person.can("approvals.decide"):
        raise Refused(
            _(
                "%(name)s sent “%(what)s” round, answered it or signs it already: choose another,"
                " or take it back first."
            ),
            params={"name": person.name, "what": circulation.get_affair_display()},
        )
    was_open = step.state == State.OPEN
    step.move(State.HANDED_ON)
    new = CirculationStep.objects.create(
        circulation=circulation, member=person, stage=step.stage, **step.terms()
    )
    if was_open:
        stages.open_steps([new], due_on=due_on)


def _record(what: str, step: CirculationStep, *, by: Member, **facts: str) -> None:
    circulation = step.circulation
    trail.record(f"circulation.{what}", circulation, by=by, title=circulation.title, **facts)
