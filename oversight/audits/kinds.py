"""What people are told of findings, and what of them is due: docs/reminders.md says when."""

import datetime as dt
from typing import Final

from django.db.models import Case, Exists, OuterRef, Subquery, UUIDField, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals.expiring.kind import Expiring, Rows, days_after
from approvals.expiring.ladder import NO_HOLDER
from oversight.audits.roles import closers_of
from oversight.models import Auditor, Finding, FindingEntry, FindingQuerySet
from tenants.models import Member, Tenant
from tenants.notices import Kind

CLOSED_WITHIN: Final = 14  # days after somebody has said that the answer holds


def findings_seen_by(member: Member) -> FindingQuerySet:
    found: FindingQuerySet = Finding.objects.select_related("audit", "unit")
    return found if member.can("certificates.read") else found.none()


def finding_page(tenant: Tenant, finding: Finding) -> str:
    return reverse("oversight:finding", args=[tenant.slug, finding.pk])


def _to_answer(until: dt.date, _today: dt.date) -> FindingQuerySet:
    return Finding.objects.filter(state=Finding.State.OPEN, due_on__lte=until)


def _to_verify(until: dt.date, _today: dt.date) -> FindingQuerySet:
    return Finding.objects.filter(state=Finding.State.ANSWERED, verify_by__lte=until)


def _to_close(until: dt.date, _today: dt.date) -> Rows:
    """Return verified findings; the `closer` is who leads the audit, else who sees to it here.

    Nobody who may not close it: then it is the controllers', or of who verified it.
    """
    able = closers_of(OuterRef(OuterRef("pk")), OuterRef(OuterRef("audit")))
    lead = Auditor.objects.filter(audit=OuterRef(OuterRef("audit")), is_lead=True)
    leads, owns = (
        able.filter(pk__in=lead.values("member")),
        able.filter(pk=OuterRef("audit__owner")),
    )
    else_who = Case(
        When(Exists(able), then=Value(NO_HOLDER)), default="verified_by", output_field=UUIDField()
    )
    said = FindingEntry.objects.filter(finding=OuterRef("pk"), kind=FindingEntry.Kind.VERIFIED)
    verified = Finding.objects.filter(state=Finding.State.VERIFIED).annotate(
        closer=Coalesce(
            Subquery(leads.values("pk")[:1]), Subquery(owns.values("pk")[:1]), else_who
        ),
        close_by=days_after(Subquery(said.order_by("-n").values("at__date")[:1]), CLOSED_WITHIN),
    )
    return verified.filter(close_by__lte=until)


def _not_answered_by(member: Member) -> FindingQuerySet:
    """Leave out what the member answered: somebody else closes it."""
    said = FindingEntry.objects.filter(kind=FindingEntry.Kind.ANSWERED, by=member)
    return findings_seen_by(member).exclude(pk__in=said.values("finding"))


def _mine_to_answer(member: Member, _on: dt.date) -> FindingQuerySet:
    return Finding.objects.filter(state=Finding.State.OPEN, owner=member)


def _mine_to_verify(member: Member, _on: dt.date) -> FindingQuerySet:
    return Finding.objects.filter(state=Finding.State.ANSWERED, verifier=member)


EXPIRING: Final[tuple[Expiring, ...]] = (
    Expiring(
        name="finding_due",
        app="oversight",
        label=_("Finding to answer"),
        icon="shield-alert",
        rows=_to_answer,
        due="due_on",
        whom="owner",
        at="unit",
        has_ladder=True,
        visible=findings_seen_by,
        address=finding_page,
    ),
    Expiring(
        name="finding_verify_due",
        app="oversight",
        label=_("Finding to verify"),
        icon="search-check",
        rows=_to_verify,
        due="verify_by",
        whom="verifier",
        visible=findings_seen_by,
        address=finding_page,
    ),
    Expiring(
        name="finding_close_due",
        app="oversight",
        label=_("Finding to close"),
        icon="shield-check",
        rows=_to_close,
        due="close_by",
        whom="closer",
        at="unit",
        has_ladder=True,
        ahead=(7, 1, 0),
        visible=_not_answered_by,
        address=finding_page,
    ),
)
KINDS: Final[tuple[Kind, ...]] = (
    *EXPIRING,
    Kind(
        name="finding_raised",
        app="oversight",
        label=_("Finding of an audit"),
        icon="shield-alert",
        visible=findings_seen_by,
        owed=_mine_to_answer,
        address=finding_page,
    ),
    Kind(
        name="finding_back",
        app="oversight",
        label=_("Finding sent back"),
        icon="undo-2",
        visible=findings_seen_by,
        owed=_mine_to_answer,
        address=finding_page,
    ),
    Kind(
        name="finding_answered",
        app="oversight",
        label=_("Answer to a finding"),
        icon="message-square-reply",
        visible=findings_seen_by,
        owed=_mine_to_verify,
        address=finding_page,
    ),
)
