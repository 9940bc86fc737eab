"""What people are told of texts they sign, and what of them is due: docs/reminders.md says when."""

import datetime as dt
from typing import Final

from django.db.models import Q, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals.expiring.kind import Expiring
from approvals.expiring.ladder import NO_UNIT
from approvals.models.functions import IsAmong
from oversight.circulation.access import circulations_seen_by
from oversight.circulation.sight import own_steps
from oversight.models import (
    Circulation,
    CirculationQuerySet,
    CirculationStep,
    CirculationStepQuerySet,
)
from tenants.models import Member, Tenant
from tenants.notices import Kind


def _steps(member: Member) -> CirculationStepQuerySet:
    """Return the steps of a member; a controller hears of what others let lie."""
    steps: CirculationStepQuerySet = CirculationStep.objects.select_related("circulation", "member")
    if member.can("documents.control"):
        return steps
    return steps.filter(pk__in=own_steps(member).values("pk"))


def _due(until: dt.date, _today: dt.date) -> CirculationStepQuerySet:
    steps: CirculationStepQuerySet = CirculationStep.objects.filter(
        state=CirculationStep.State.OPEN, due_on__lte=until
    )
    return steps.annotate(in_unit=Value(NO_UNIT))


def _signed_in_place(member: Member, on: dt.date) -> Q:
    """Say of a step that this member may sign it in its holder's place."""
    asked = [member.tenant_id, member.pk, on]
    return Q(IsAmong("pk", "step_id", "steps_to_sign", asked)) & ~Q(member=member)


def _to_sign(member: Member, on: dt.date) -> CirculationStepQuerySet:
    steps: CirculationStepQuerySet = CirculationStep.objects.all()
    return steps.to_sign(member, on)


def _circulations(member: Member) -> CirculationQuerySet:
    return circulations_seen_by(member).select_related("ended_by")


def circulation_page(tenant: Tenant, circulation: Circulation) -> str:
    return reverse("oversight:circulation", args=[tenant.slug, circulation.pk])


def step_page(tenant: Tenant, step: CirculationStep) -> str:
    return circulation_page(tenant, step.circulation)


EXPIRING: Final[tuple[Expiring, ...]] = (
    Expiring(
        name="act_sign_due",
        app="oversight",
        label=_("Text to sign"),
        icon="pen-tool",
        rows=_due,
        due="due_on",
        whom="member",
        at="in_unit",
        has_ladder=True,
        in_place=_signed_in_place,
        visible=_steps,
        address=step_page,
    ),
)
KINDS: Final[tuple[Kind, ...]] = (
    *EXPIRING,
    Kind(
        name="act_to_sign",
        app="oversight",
        label=_("Text that came to be signed"),
        icon="pen-tool",
        visible=_steps,
        owed=_to_sign,
        address=step_page,
        must_arrive=True,
    ),
    Kind(
        name="act_urged",
        app="oversight",
        label=_("Urged to sign"),
        icon="bell-ring",
        visible=_steps,
        owed=_to_sign,
        address=step_page,
    ),
    Kind(
        name="act_handed_on",
        app="oversight",
        label=_("Signature handed on"),
        icon="arrow-right-left",
        visible=_circulations,
        address=circulation_page,
    ),
    Kind(
        name="act_returned_unsigned",
        app="oversight",
        label=_("Text that came back unsigned"),
        icon="undo-2",
        visible=_circulations,
        address=circulation_page,
        must_arrive=True,
    ),
    Kind(
        name="act_signed",
        app="oversight",
        label=_("Text that all have signed"),
        icon="badge-check",
        visible=_circulations,
        address=circulation_page,
    ),
)
