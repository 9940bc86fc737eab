"""What people are told of examinations: that a report is due, and what came of it."""

import datetime as dt
from typing import Final

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals.expiring.kind import Expiring, Rows
from oversight.city.sides import leads
from oversight.models import Answer, Examination, Objection, SelfReport
from tenants.models import Member, Tenant
from tenants.notices import Kind
from tenants.people.roles import Role


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
    answered = Answer.objects.values("objection")
    found = _objections(member).exclude(pk__in=answered)
    return found if member.can("city.examine") else found.none()


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
