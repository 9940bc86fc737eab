"""What people are told of examinations: that a report is due, and what came of it."""

import datetime as dt
from typing import Final

from django.db.models import QuerySet
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals.expiring.kind import Expiring, Rows, days_after
from oversight.city.sides import leads
from oversight.models import Answer, Examination, Objection, SelfReport
from tenants.models import Member, Tenant
from tenants.notices import Kind
from tenants.people.roles import Role

ANSWERED_WITHIN: Final = 14  # days after an objection came in


def _is_concerned(member: Member) -> bool:
    return member.can("examinations.report") or leads(member)


def _reports_due(until: dt.date, _today: dt.date) -> Rows:
    return SelfReport.objects.owed().filter(due_on__lte=until)


def _reports(member: Member) -> Rows:
    reports = SelfReport.objects.select_related("round")
    return reports if _is_concerned(member) else reports.none()


def _published(member: Member) -> QuerySet[Examination]:
    published = Examination.objects.filter(state=Examination.State.PUBLISHED)
    return published if member.can("examinations.read") else published.none()


def _objections(member: Member) -> Rows:
    objections = Objection.objects.select_related("round", "zone")
    is_office = member.can("city.examine")
    return objections if is_office or _is_concerned(member) else objections.none()


def _to_answer(member: Member, _on: dt.date) -> Rows:
    found = _objections(member).exclude(pk__in=_answered())
    return found if member.can("city.examine") else found.none()


def _answered() -> Rows:
    return Answer.objects.values("objection")


def _objections_due(until: dt.date, _today: dt.date) -> Rows:
    """Return what waits for the office; the copy in a zone is due to nobody there."""
    waiting = Objection.objects.exclude(pk__in=_answered())
    answer_by = days_after(TruncDate("at"), ANSWERED_WITHIN)
    return waiting.annotate(answer_by=answer_by).filter(answer_by__lte=until)


def _result_page(tenant: Tenant, round: Examination) -> str:
    return reverse("oversight:own_examination", args=[tenant.slug, round.pk])


def _objection_page(_city: Tenant, objection: Objection) -> str:
    return reverse("oversight:objection", args=[objection.pk])


def _own_page(tenant: Tenant, about: SelfReport | Objection) -> str:
    return reverse("oversight:own_examination", args=[tenant.slug, about.round_id])


KINDS: Final[tuple[Expiring, ...]] = (
    Expiring(
        name="report_due",
        app="oversight",
        label=_("Self-report"),
        icon="clipboard-check",
        rows=_reports_due,
        due="due_on",
        role=Role.CONTROLLER,
        visible=_reports,
        address=_own_page,
    ),
    Expiring(
        name="objection_due",
        app="oversight",
        label=_("Objection to answer"),
        icon="message-square-warning",
        rows=_objections_due,
        due="answer_by",
        role=Role.QUALITY_OFFICE,
        ahead=(7, 1, 0),
        visible=_objections,
        address=_objection_page,
    ),
)
NEWS: Final[tuple[Kind, ...]] = (
    Kind(
        name="examination_result",
        app="oversight",
        label=_("Examination result"),
        icon="trophy",
        visible=_published,
        address=_result_page,
    ),
    Kind(
        name="examination_objection",
        app="oversight",
        label=_("Objection"),
        icon="message-square-warning",
        visible=_objections,
        owed=_to_answer,
        address=_objection_page,
    ),
    Kind(
        name="examination_answer",
        app="oversight",
        label=_("Answer to an objection"),
        icon="message-square-reply",
        visible=_objections,
        address=_own_page,
    ),
)
