"""What people are told about approvals, and reminded of: steps to decide, texts to acknowledge."""

import datetime as dt
from functools import partial
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals.inquiries.notices import inquiries_page, inquiries_seen_by, open_inquiries
from approvals.leaving.labels import HAND_OVERS
from approvals.models import (
    Delegation,
    DelegationQuerySet,
    Message,
    MessageQuerySet,
    Package,
    PackageQuerySet,
    Round,
    Step,
    Urge,
)
from approvals.reading.owed import still_owed_by
from approvals.standing_in.sight import (
    given_before,
    open_steps,
    open_urges,
    steps_seen_by,
    steps_told_of,
    urges_of,
)
from documents.models import Revision, RevisionQuerySet
from tenants.models import AuditEntry, Member, Tenant, TenantQuerySet
from tenants.notices import Kind


def _urged_page(tenant: Tenant, urge: Urge) -> str:
    return step_page(tenant, urge.step)


def _step_news_page(tenant: Tenant, step: Step) -> str:
    return _page("documents:revision", tenant, step.round.revision)


def _rounds_seen_by(member: Member) -> TenantQuerySet[Round]:
    seen = Revision.objects.visible_to(member)
    rounds: TenantQuerySet[Round] = Round.objects.select_related("revision__document", "package")
    return rounds.filter(Q(revision__in=seen.values("pk")))


def messages_seen_by(member: Member) -> MessageQuerySet:
    seen = Revision.objects.visible_to(member)
    messages: MessageQuerySet = Message.objects.select_related(
        "round__revision__document", "by", "to", "answers"
    )
    return messages.filter(round__revision__in=seen.values("pk"))


def open_questions(member: Member, _on: dt.date) -> MessageQuerySet:
    questions: MessageQuerySet = Message.objects.all()
    return questions.unanswered().filter(to=member)


def talk_page(tenant: Tenant, message: Message) -> str:
    return f"{_page('approvals:talk', tenant, message.round.revision)}#message-{message.pk}"


def _revisions_seen_by(member: Member) -> RevisionQuerySet:
    texts = Revision.objects.select_related("document")
    seen: RevisionQuerySet = texts.defer("markdown", "manifest")
    return seen.visible_to(member) | seen.filter(pk__in=still_owed_by(member).values("pk"))


def delegations_seen_by(member: Member) -> DelegationQuerySet:
    delegations: DelegationQuerySet = Delegation.objects.select_related("delegator", "deputy")
    return delegations if member.can("documents.control") else delegations.of(member)


def standing_in_page(tenant: Tenant, _delegation: Delegation) -> str:
    return reverse("approvals:standing_in", args=[tenant.slug])


def _hand_overs(_member: Member) -> TenantQuerySet[AuditEntry]:
    """Return the acts themselves; who was not told of one has no notice of it."""
    entries: TenantQuerySet[AuditEntry] = AuditEntry.objects.filter(event__in=HAND_OVERS)
    return entries


def _inbox_page(_tenant: Tenant, _entry: AuditEntry) -> str:
    return reverse("approvals:inbox")


def _packages_seen_by(member: Member) -> PackageQuerySet:
    seen: PackageQuerySet = Package.objects.visible_to(member)
    return seen


def _package_page(tenant: Tenant, package: Package) -> str:
    return reverse("approvals:package", args=[tenant.slug, package.number])


def package_of(tenant: Tenant, about: Round | Step) -> str:
    round = about.round if isinstance(about, Step) else about
    assert round.package is not None  # noqa: S101 - only told of packages
    return _package_page(tenant, round.package)


def step_page(tenant: Tenant, step: Step) -> str:
    return _page("approvals:decide", tenant, step.round.revision)


def _round_page(tenant: Tenant, round: Round) -> str:
    return _page("documents:revision", tenant, round.revision)


def _verify_page(tenant: Tenant, round: Round) -> str:
    return _page("approvals:verify", tenant, round.revision)


def _document_page(tenant: Tenant, round: Round) -> str:
    return reverse("documents:document", args=[tenant.slug, round.revision.document.number])


def _readings_told(member: Member, day: dt.date) -> RevisionQuerySet:
    """Return what the member has yet to acknowledge; who is on leave is told nothing."""
    away = member.tenant.once(("away", day), lambda: _away_on(day))
    return Revision.objects.none() if member.pk in away else still_owed_by(member, day)


def _away_on(day: dt.date) -> set[UUID]:
    away = Delegation.objects.running(day).filter(is_absent=True)
    return set(away.values_list("delegator", flat=True))


def _reading_page(tenant: Tenant, revision: Revision) -> str:
    return _page("approvals:acknowledge", tenant, revision)


def _page(view: str, tenant: Tenant, revision: Revision) -> str:
    return reverse(view, args=[tenant.slug, revision.document.number, revision.n])


STEP = partial(Kind, app="approvals", visible=steps_seen_by, address=step_page)
NEWS = partial(Kind, app="approvals", visible=steps_told_of, address=_step_news_page)
ROUND = partial(Kind, app="approvals", visible=_rounds_seen_by, address=_round_page)
MESSAGE = partial(Kind, app="approvals", visible=messages_seen_by, address=talk_page)
INQUIRY = partial(Kind, app="approvals", visible=inquiries_seen_by, address=inquiries_page)
PACKAGE_STEP = partial(Kind, app="approvals", visible=steps_seen_by, address=package_of)
PACKAGE_ROUND = partial(Kind, app="approvals", visible=_rounds_seen_by, address=package_of)
ACT = partial(Kind, app="approvals", visible=_rounds_seen_by, address=_document_page)

DELEGATION = partial(Kind, app="approvals", visible=delegations_seen_by, address=standing_in_page)

KINDS = (
    STEP("approval_requested", label=_("To approve"), icon="stamp", owed=open_steps),
    STEP("act_requested", label=_("To approve"), icon="stamp", owed=open_steps),
    STEP("viewing_requested", label=_("To view"), icon="eye", owed=open_steps),
    STEP("signature_asked", label=_("To sign as well"), icon="stamp", owed=open_steps),
    STEP("step_handed_to", label=_("Handed on to you"), icon="arrow-right-left", owed=open_steps),
    NEWS("step_open_again", label=_("To approve"), icon="stamp", owed=given_before),
    NEWS("signer_added", label=_("Signer added"), icon="user-round-plus"),
    NEWS("addition_taken_back", label=_("Addition taken back"), icon="rotate-ccw"),
    NEWS("step_handed_on", label=_("Handed on"), icon="arrow-right-left"),
    Kind(
        "step_urged",
        app="approvals",
        label=_("Urged"),
        icon="bell-ring",
        visible=urges_of,
        owed=open_urges,
        address=_urged_page,
    ),
    NEWS("viewing_not_required", label=_("No longer required"), icon="circle-slash"),
    NEWS("approval_not_required", label=_("No longer required"), icon="circle-slash"),
    ROUND("signature_broken", label=_("Not as signed"), icon="shield-alert", address=_verify_page),
    ROUND("revision_passed", label=_("Approved"), icon="circle-check"),
    ROUND("revision_returned", label=_("Returned"), icon="undo-2"),
    ROUND("revision_recalled", label=_("Recalled"), icon="rotate-ccw"),
    ROUND("revision_rejected", label=_("Rejected"), icon="circle-x"),
    ROUND("act_passed", label=_("Approved"), icon="circle-check"),
    ROUND("act_returned", label=_("Returned"), icon="undo-2"),
    ROUND("act_recalled", label=_("Recalled"), icon="rotate-ccw"),
    ROUND("act_rejected", label=_("Rejected"), icon="circle-x"),
    MESSAGE(
        "question_asked",
        label=_("To answer"),
        icon="message-circle-question-mark",
        owed=open_questions,
    ),
    MESSAGE("question_answered", label=_("Answered"), icon="messages-square"),
    INQUIRY(
        "inquiry_asked",
        label=_("To answer"),
        icon="message-circle-question-mark",
        owed=open_inquiries,
    ),
    INQUIRY("inquiry_answered", label=_("Answered"), icon="messages-square"),
    MESSAGE("round_commented", label=_("Comment"), icon="messages-square"),
    ACT("document_withdrawn", label=_("Out of force"), icon="octagon-x"),
    ACT("document_restored", label=_("In force again"), icon="circle-check"),
    ACT("document_retired", label=_("Retired"), icon="archive"),
    ACT("retirement_called_off", label=_("Stays in force"), icon="rotate-ccw"),
    PACKAGE_STEP("package_requested", label=_("To approve"), icon="stamp", owed=open_steps),
    PACKAGE_STEP("package_not_required", label=_("No longer required"), icon="circle-slash"),
    PACKAGE_ROUND("package_passed", label=_("Approved"), icon="circle-check"),
    PACKAGE_ROUND("package_returned", label=_("Returned"), icon="undo-2"),
    PACKAGE_ROUND("package_recalled", label=_("Recalled"), icon="rotate-ccw"),
    PACKAGE_ROUND("package_rejected", label=_("Rejected"), icon="circle-x"),
    PACKAGE_ROUND("package_cancelled", label=Revision.State.CANCELLED.label, icon="ban"),
    Kind(
        "package_held",
        app="approvals",
        label=_("Held"),
        icon="hourglass",
        visible=_packages_seen_by,
        address=_package_page,
    ),
    DELEGATION("delegation_set", label=_("Standing in"), icon="user-round-check"),
    DELEGATION("delegation_ended", label=_("Standing in"), icon="user-round-x"),
    Kind(
        "handed_over",
        app="approvals",
        label=_("Handed over"),
        icon="arrow-right-left",
        visible=_hand_overs,
        address=_inbox_page,
    ),
    Kind(
        "acknowledgement_due",
        app="approvals",
        label=_("To acknowledge"),
        icon="book-open-check",
        visible=_revisions_seen_by,
        owed=_readings_told,
        document="document",
        address=_reading_page,
    ),
)
