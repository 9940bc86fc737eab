"""Who may be given a step that the route did not give them: segregation, tested again."""

import datetime as dt
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.models import Step
from documents.models import Document
from tenants.errors import Refused
from tenants.models import Member, MemberQuerySet
from tenants.people.roles import ABILITIES


def deciders() -> MemberQuerySet:
    """Return who can decide at all, and is here."""
    roles = sorted(ABILITIES["approvals.decide"])
    people: MemberQuerySet = Member.objects.active().filter(user__is_active=True)
    return people.filter(roles__overlap=roles)


def check_is_free(step: Step, person: Member) -> None:
    """Refuse whoever cannot decide, or has a step in this stage that weighs."""
    if not deciders().filter(pk=person.pk).exists():
        raise Refused(_("%(name)s cannot decide here."), params={"name": person.name})
    beside = step.round.steps.filter(stage=step.stage, member=person)
    if beside.exclude(state__in=Step.REPLACED).exists():
        raise Refused(
            _("%(name)s is asked in this stage already. Choose somebody else."),
            params={"name": person.name},
        )


def check_may_take(step: Step, person: Member) -> None:
    """Refuse whoever prepared it, or both reviews and approves it; writing the step has waited.

    Somebody who was just leaving is gone by now.
    """
    is_here = deciders().filter(pk=person.pk).exists()
    if not (is_here and may_take(step, person)):
        raise Refused(
            _(
                "%(name)s prepared it, asked for it, or decides on it elsewhere in this round, in"
                " their own place or in another's. Choose somebody else."
            ),
            params={"name": person.name},
        )


def may_take(step: Step, person: Member) -> bool:
    """Tell whether the rules let this person decide this step."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT may_take_step(%s, %s, %s)", [step.tenant_id, step.pk, person.pk])
        may: bool = cursor.fetchone()[0]
    return may


def check_may_read(document: Document, person: Member) -> None:
    """Refuse to inform of a restricted document whoever may not open it."""
    asked: list[UUID | dt.date]
    asked = [document.tenant_id, person.pk, person.user_id, document.pk, timezone.localdate()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT may_read(%s, %s, %s, %s, %s)", asked)
        may: bool = cursor.fetchone()[0]
    if not may:
        raise Refused(
            _("%(name)s may not read this document. Ask the document controller to share it."),
            params={"name": person.name},
        )
