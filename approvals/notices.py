"""What people are told about approvals, and reminded of: steps to decide, texts to acknowledge."""

import datetime as dt
from functools import partial

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals.models import Round, Step, StepQuerySet
from approvals.reading.owed import still_owed_by
from documents.models import Revision, RevisionQuerySet
from tenants.models import Member, Tenant, TenantQuerySet
from tenants.notices import Kind


def _steps_seen_by(member: Member) -> StepQuerySet:
    steps: StepQuerySet = Step.objects.select_related("round__revision__document", "member")
    return steps if member.can("documents.control") else steps.filter(member=member)


def _open_steps(member: Member, _on: dt.date) -> StepQuerySet:
    return _steps_seen_by(member).open()


def _rounds_seen_by(member: Member) -> TenantQuerySet[Round]:
    seen = Revision.objects.visible_to(member)
    rounds: TenantQuerySet[Round] = Round.objects.select_related("revision__document")
    return rounds.filter(Q(revision__in=seen.values("pk")))


def _revisions_seen_by(member: Member) -> RevisionQuerySet:
    seen: RevisionQuerySet = Revision.objects.visible_to(member).select_related("document")
    return seen


def _step_page(tenant: Tenant, step: Step) -> str:
    return _page("approvals:decide", tenant, step.round.revision)


def _round_page(tenant: Tenant, round: Round) -> str:
    return _page("documents:revision", tenant, round.revision)


def _reading_page(tenant: Tenant, revision: Revision) -> str:
    return _page("approvals:acknowledge", tenant, revision)


def _page(view: str, tenant: Tenant, revision: Revision) -> str:
    return reverse(view, args=[tenant.slug, revision.document.number, revision.n])


STEP = partial(Kind, app="approvals", visible=_steps_seen_by, address=_step_page)
ROUND = partial(Kind, app="approvals", visible=_rounds_seen_by, address=_round_page)

KINDS = (
    STEP("approval_requested", label=_("To approve"), icon="stamp", owed=_open_steps),
    STEP("approval_due", label=_("To approve"), icon="stamp", owed=_open_steps),
    STEP("approval_not_required", label=_("No longer required"), icon="circle-slash"),
    ROUND("revision_passed", label=_("Approved"), icon="circle-check"),
    ROUND("revision_returned", label=_("Returned"), icon="undo-2"),
    ROUND("revision_recalled", label=_("Recalled"), icon="rotate-ccw"),
    ROUND("revision_rejected", label=_("Rejected"), icon="circle-x"),
    Kind(
        "acknowledgement_due",
        app="approvals",
        label=_("To acknowledge"),
        icon="book-open-check",
        visible=_revisions_seen_by,
        owed=still_owed_by,
        address=_reading_page,
    ),
)
