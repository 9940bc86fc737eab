"""What of reviews and objectives is due: kinds like those of approvals/expiring/kinds.py.

Who hears of them and when is the same for all: docs/reminders.md, whose table names these, too.
"""

import datetime as dt
from typing import Final

from django.db.models import Case, DateField, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals.expiring.kind import Expiring, Rows, days_after
from approvals.expiring.ladder import NO_UNIT
from documents.actions.revisions import add_months
from oversight.city.sides import leads
from oversight.improvement.periods import progress_of
from oversight.improvement.sight import actions_seen_by, reviews_seen_by
from oversight.models import ManagementReview, QualityObjective, ReviewAction
from tenants.models import Member, Tenant
from tenants.notices import Kind

SENT_WITHIN: Final = 14  # days after a review was held
MONTHS_BETWEEN: Final = 12  # from one management review to the next
IN_UNIT: Final = Coalesce("unit", Value(NO_UNIT))  # what is of no unit has no head above it


def _reviews_due(until: dt.date, _today: dt.date) -> Rows:
    """Return reviews to hold: what is planned, else a year after the last; `next_on` says when."""
    rows = ManagementReview.objects
    planned = Q(state=ManagementReview.State.PLANNED)
    last = rows.held().order_by("-held_on", "-id").first()
    days = [When(planned, then=F("planned_on"))]
    if last is not None and last.held_on is not None and not rows.planned().exists():
        planned |= Q(pk=last.pk)
        days.append(When(pk=last.pk, then=Value(add_months(last.held_on, MONTHS_BETWEEN))))
    dated = rows.filter(planned).annotate(
        next_on=Case(*days, default=F("planned_on"), output_field=DateField())
    )
    return dated.filter(next_on__lte=until)


def _records_due(until: dt.date, _today: dt.date) -> Rows:
    held = ManagementReview.objects.filter(state=ManagementReview.State.HELD)
    return held.annotate(send_by=days_after("held_on", SENT_WITHIN)).filter(send_by__lte=until)


def _actions_due(until: dt.date, _today: dt.date) -> Rows:
    return ReviewAction.objects.due(until).annotate(in_unit=IN_UNIT)


def _results_due(until: dt.date, today: dt.date) -> Rows:
    return waiting_for_results(QualityObjective.objects.all(), today).filter(result_due__lte=until)


def waiting_for_results(among: Rows, today: dt.date) -> Rows:
    """Return which of these objectives wait for a result; `result_due` says from when it is late.

    The oldest period that is over counts: the next is another thing, once this one is entered.
    """
    waiting = {
        each.objective.pk: each.to_enter.span.due_on
        for each in progress_of(among.filter(starts_on__lte=today), today)
        if each.to_enter is not None
    }
    days = [When(pk=pk, then=Value(day)) for pk, day in waiting.items()]
    return QualityObjective.objects.filter(pk__in=waiting).annotate(
        result_due=Case(*days, default=F("starts_on"), output_field=DateField()), in_unit=IN_UNIT
    )


def _to_sign(member: Member, _on: dt.date) -> Rows:
    held = reviews_seen_by(member).filter(state=ManagementReview.State.HELD)
    return held if leads(member) else held.none()


def sign_page(tenant: Tenant, review: ManagementReview) -> str:
    return reverse("oversight:sign_review", args=[tenant.slug, review.pk])


def _objectives(member: Member) -> Rows:
    objectives = QualityObjective.objects.all()
    return objectives if member.can("objectives.read") else objectives.none()


def review_page(tenant: Tenant, review: ManagementReview) -> str:
    return reverse("oversight:management_review", args=[tenant.slug, review.pk])


def action_page(tenant: Tenant, action: ReviewAction) -> str:
    return reverse("oversight:review_action", args=[tenant.slug, action.pk])


def objective_page(tenant: Tenant, objective: QualityObjective) -> str:
    return reverse("oversight:objective", args=[tenant.slug, objective.pk])


KINDS: Final[tuple[Expiring, ...]] = (
    Expiring(
        name="management_review_due",
        app="oversight",
        label=_("Management review"),
        icon="presentation",
        rows=_reviews_due,
        due="next_on",
        whom="owner",
        visible=reviews_seen_by,
        address=review_page,
    ),
    Expiring(
        name="management_review_record_due",
        app="oversight",
        label=_("Record of a management review"),
        icon="presentation",
        rows=_records_due,
        due="send_by",
        whom="owner",
        ahead=(7, 1, 0),
        visible=reviews_seen_by,
        address=review_page,
    ),
    Expiring(
        name="review_action_due",
        app="oversight",
        label=_("Decision of a management review"),
        icon="list-checks",
        rows=_actions_due,
        due="due_on",
        whom="owner",
        at="in_unit",
        has_ladder=True,
        visible=actions_seen_by,
        address=action_page,
    ),
    Expiring(
        name="objective_result_due",
        app="oversight",
        label=_("Result of a quality objective"),
        icon="target",
        rows=_results_due,
        due="result_due",
        whom="owner",
        at="in_unit",
        has_ladder=True,
        ahead=(14, 7, 1, 0),
        visible=_objectives,
        address=objective_page,
    ),
)
NEWS: Final[tuple[Kind, ...]] = (
    Kind(
        name="management_review_to_sign",
        app="oversight",
        label=_("Management review to sign"),
        icon="pen-tool",
        visible=reviews_seen_by,
        owed=_to_sign,
        address=sign_page,
        must_arrive=True,
    ),
)
