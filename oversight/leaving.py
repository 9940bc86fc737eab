"""What of audits, reviews and objectives is somebody's here, and goes to others when they leave."""

from __future__ import annotations

from typing import Final

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals.leaving.beside import Held
from oversight.actions.audits import hand_audit_on
from oversight.actions.certificates import hand_certificate_on
from oversight.actions.findings_handed_on import hand_finding_over
from oversight.actions.management_reviews import hand_review_on
from oversight.actions.objectives import change_objective
from oversight.actions.review_actions import hand_action_over
from oversight.actions.signatures_asked import hand_signing_over
from oversight.models import (
    Audit,
    Certificate,
    CertificateEvent,
    CertificateQuerySet,
    CirculationStep,
    Finding,
    ManagementReview,
    ManagementReviewQuerySet,
    QualityObjective,
    QualityObjectiveQuerySet,
    ReviewAction,
)

OVER: Final = (CertificateEvent.Kind.WITHDRAWN, CertificateEvent.Kind.SURRENDERED)


def _certificates() -> CertificateQuerySet:
    """Return the certificates of which something is still to be done."""
    ended = CertificateEvent.objects.filter(certificate=OuterRef("pk"), kind__in=OVER)
    found: CertificateQuerySet = Certificate.objects.filter(
        ~Exists(ended), valid_until__gte=timezone.localdate(), renewals=None
    )
    return found


def _reviews() -> ManagementReviewQuerySet:
    """Return the reviews of which somebody is reminded, or that wait to be signed."""
    rows = ManagementReview.objects
    last = rows.none() if rows.planned().exists() else rows.held().order_by("-held_on", "-id")[:1]
    states = ManagementReview.State
    waiting = Q(state__in=(states.PLANNED, states.HELD, states.SIGNING))
    found: ManagementReviewQuerySet = rows.filter(waiting | Q(pk__in=last.values("pk")))
    return found


def _objectives() -> QualityObjectiveQuerySet:
    return QualityObjective.objects.running(timezone.localdate())


# Audits come first: how a certificate stands is written for the city, before the trail is locked.
HELD: Final = (
    Held(
        name="audits",
        label=_("Audits to see to"),
        rows=lambda: Audit.objects.exclude(state__in=(Audit.State.CLOSED, Audit.State.CANCELLED)),
        whose="owner",
        words=str,
        give=lambda audit, _leaver, to, by: hand_audit_on(audit, owner=to, by=by),
    ),
    Held(
        name="certificates",
        label=_("Certificates"),
        rows=_certificates,
        whose="owner",
        words=lambda certificate: str(certificate.number),
        give=lambda held, _leaver, to, by: hand_certificate_on(held, owner=to, by=by),
    ),
    Held(
        name="findings",
        label=_("Findings to answer"),
        rows=lambda: Finding.objects.open(),
        whose="owner",
        words=str,
        give=lambda finding, leaver, to, by: hand_finding_over(finding, leaver, to, by=by),
    ),
    Held(
        name="verifications",
        label=_("Findings to verify"),
        rows=lambda: Finding.objects.open(),
        whose="verifier",
        words=str,
        give=lambda finding, leaver, to, by: hand_finding_over(finding, leaver, to, by=by),
    ),
    Held(
        name="management_reviews",
        label=_("Management reviews"),
        rows=_reviews,
        whose="owner",
        words=lambda review: str(review.planned_on),
        give=lambda held, _leaver, to, by: hand_review_on(held, owner=to, by=by),
    ),
    Held(
        name="circulations",
        label=_("Texts to sign"),
        rows=lambda: CirculationStep.objects.all().pending().select_related("circulation"),
        whose="member",
        words=lambda step: str(step.circulation.title),
        give=lambda step, leaver, to, by: hand_signing_over(step, leaver, to, by=by),
    ),
    Held(
        name="decisions",
        label=_("Decisions of management reviews"),
        rows=lambda: ReviewAction.objects.open().select_related("review"),
        whose="owner",
        words=lambda action: f"{action.review.planned_on} {action.n}",
        give=lambda action, leaver, to, by: hand_action_over(action, leaver, to, by=by),
    ),
    Held(
        name="objectives",
        label=_("Quality objectives"),
        rows=_objectives,
        whose="owner",
        words=lambda objective: str(objective.title),
        give=lambda held, _leaver, to, by: change_objective(held, {"owner": to}, by=by),
    ),
)
