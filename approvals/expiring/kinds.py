"""Everything that ends or is due, on one screen. A kind is an entry here and the words of its name.

Words: `<app>/email/<name>.txt`. Docs: docs/reminders.md, whose table is made from this list.
"""

import datetime as dt
from functools import partial
from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals.expiring.kind import Expiring, Rows
from approvals.inquiries.notices import inquiries_page, inquiries_seen_by
from approvals.leaving.holdings import holds_something
from approvals.models import Delegation, Inquiry, Meaning, Message, Step
from approvals.models.step import stands_in
from approvals.notices import (
    delegations_seen_by,
    messages_seen_by,
    package_of,
    standing_in_page,
    step_page,
    talk_page,
)
from approvals.reviews.calendar import with_plans
from approvals.standing_in.sight import steps_seen_by
from documents.models import Deviation, Document, DocumentType, Exemption, ReviewTask, Revision
from documents.notices import (
    check_page,
    copies_page,
    copies_to_recall,
    deviations_page,
    deviations_seen_by,
    document_page,
    links_page,
    seen_by,
    tasks_seen_by,
)
from tenants.models import Member, MemberQuerySet, Tenant
from tenants.people.roles import Role

EXTERNAL: Final = Q(document_type__level=DocumentType.Level.EXTERNAL)


def _to_review(until: dt.date, _today: dt.date) -> Rows:
    inside = Document.objects.in_force_now().exclude(EXTERNAL)
    return with_plans(inside).filter(review_day__lte=until)


def _alone(until: dt.date) -> Rows:
    return Step.objects.open().filter(round__package=None, due_on__lte=until)


def _steps_of_units_too(member: Member) -> Rows:
    """Return the steps that a member sees as whose they are, or in what they may read."""
    seen = Revision.objects.visible_to(member).values("pk")
    about = ("round__revision__document", "round__package", "member", "deputy")
    steps = Step.objects.select_related(*about).with_deputies()
    mine = steps_seen_by(member).order_by().values("pk")
    return steps.filter(Q(pk__in=mine) | Q(round__revision__in=seen))


def _people(member: Member) -> MemberQuerySet:
    people: MemberQuerySet = Member.objects.all()
    return people if member.can("people.hand_over") else people.none()


def _exemptions(member: Member) -> Rows:
    exemptions = Exemption.objects.select_related("member")
    return exemptions if member.can("documents.control") else exemptions.filter(member=member)


def _distribution_page(tenant: Tenant, _exemption: Exemption) -> str:
    return reverse("approvals:distribution", args=[tenant.slug])


def _review_page(tenant: Tenant, document: Document) -> str:
    return reverse("approvals:review", args=[tenant.slug, document.number])


def _leaving_page(tenant: Tenant, member: Member) -> str:
    return reverse("approvals:leaving", args=[tenant.slug, member.pk])


def _person_page(tenant: Tenant, member: Member) -> str:
    return reverse("tenants:edit_person", args=[tenant.slug, member.pk])


DOCUMENT = partial(Expiring, visible=seen_by, whom="owner", document="pk", has_ladder=True)
STEP = partial(
    Expiring,
    app="approvals",
    visible=_steps_of_units_too,
    address=step_page,
    due="due_on",
    whom="member",
    in_place=stands_in,
    document="round__revision__document",
)

EXPIRING: Final[tuple[Expiring, ...]] = (
    DOCUMENT(
        name="expiry",
        app="documents",
        label=_("Expiry"),
        icon="calendar-x",
        rows=lambda until, _today: Document.objects.expiring(until),
        due="valid_until",
        address=document_page,
    ),
    DOCUMENT(
        name="currency_due",
        app="documents",
        label=_("Currency check"),
        icon="search-check",
        rows=lambda until, _today: Document.objects.due_for_review(until).filter(EXTERNAL),
        due="review_due",
        address=check_page,
    ),
    Expiring(
        name="review_due",
        app="approvals",
        label=_("Periodic review"),
        icon="calendar-check",
        rows=_to_review,
        due="review_day",
        whom="reviewer_id",
        document="pk",
        has_ladder=True,
        visible=seen_by,
        address=_review_page,
    ),
    Expiring(
        name="review_asked_due",
        app="documents",
        label=_("Review asked for"),
        icon="book-open-check",
        rows=lambda until, _today: ReviewTask.objects.due(until),
        due="due_on",
        whom="document__owner",
        document="document",
        has_ladder=True,
        visible=tasks_seen_by,
        address=links_page,
    ),
    Expiring(
        name="deviation_ending",
        app="documents",
        label=_("Temporary deviation"),
        icon="clock-alert",
        rows=lambda until, _today: Deviation.objects.open().ending(until),
        due="valid_until",
        whom="document__owner",
        document="document",
        has_ladder=True,
        ahead=(7, 1, 0),
        visible=deviations_seen_by,
        address=deviations_page,
    ),
    Expiring(
        name="copies_to_recall",
        app="documents",
        label=_("Paper copies to take back"),
        icon="files",
        rows=lambda until, _today: copies_to_recall(until),
        due="copies_since",
        role=Role.CONTROLLER,
        document="pk",
        ahead=(0,),
        visible=seen_by,
        address=copies_page,
    ),
    STEP(
        name="approval_due",
        label=_("To approve"),
        icon="stamp",
        rows=lambda until, _today: _alone(until).exclude(meaning=Meaning.SEEN),
        has_ladder=True,
    ),
    STEP(
        name="package_due",
        label=_("To approve"),
        icon="stamp",
        rows=lambda until, _today: Step.objects.open().first_in_package().filter(due_on__lte=until),
        has_ladder=True,
        address=package_of,
    ),
    STEP(
        name="viewing_due",
        label=_("To view"),
        icon="eye",
        rows=lambda until, _today: _alone(until).filter(meaning=Meaning.SEEN),
    ),
    Expiring(
        name="question_due",
        app="approvals",
        label=_("To answer"),
        icon="message-circle-question-mark",
        rows=lambda until, _today: Message.objects.unanswered().filter(due_on__lte=until),
        due="due_on",
        whom="to",
        document="round__revision__document",
        visible=messages_seen_by,
        address=talk_page,
    ),
    Expiring(
        name="inquiry_due",
        app="approvals",
        label=_("To answer"),
        icon="message-circle-question-mark",
        rows=lambda until, _today: Inquiry.objects.unanswered().filter(due_on__lte=until),
        due="due_on",
        whom="revision__document__owner",
        visible=inquiries_seen_by,
        address=inquiries_page,
    ),
    *(
        Expiring(
            name=name,
            app="approvals",
            label=_("Standing in"),
            icon="user-round-check",
            rows=lambda until, today: Delegation.objects.running(today).filter(
                valid_until__lte=until
            ),
            due="valid_until",
            whom=person,
            ahead=(1,),
            visible=delegations_seen_by,
            address=standing_in_page,
        )
        for name, person in (("delegation_ending", "delegator"), ("standing_in_ending", "deputy"))
    ),
    Expiring(
        name="membership_ending",
        app="approvals",
        label=_("Leaving"),
        icon="user-round-minus",
        rows=lambda until, _today: Member.objects.filter(holds_something(), valid_until__lte=until),
        due="valid_until",
        role=Role.CONTROLLER,
        visible=_people,
        address=_leaving_page,
    ),
    Expiring(
        name="audit_ending",
        app="approvals",
        label=_("Auditor's access"),
        icon="search-check",
        rows=lambda until, today: (
            Member.objects.active(today).with_role(Role.AUDITOR).filter(valid_until__lte=until)
        ),
        due="valid_until",
        role=Role.TENANT_ADMIN,
        ahead=(7, 1),
        visible=_people,
        address=_person_page,
    ),
    Expiring(
        name="exemption_ending",
        app="approvals",
        label=_("Exemption"),
        icon="user-round-minus",
        rows=lambda until, today: Exemption.objects.running(today).filter(valid_until__lte=until),
        due="valid_until",
        role=Role.CONTROLLER,
        ahead=(7,),
        visible=_exemptions,
        address=_distribution_page,
    ),
)
