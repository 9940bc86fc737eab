"""What of certificates and audits ends or is due: kinds like those of approvals/expiring/kinds.py.

Who hears of them and when is the same for all: docs/reminders.md, whose table names these, too.
"""

import datetime as dt
from typing import Final

from django.db.models import Case, DateField, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals.expiring.kind import Expiring, Rows, days_after
from oversight.certification.clock import LIVE, State
from oversight.certification.standing import standings
from oversight.models import Audit, Auditor, Certificate, Finding
from tenants.models import Member, Tenant
from tenants.people.roles import Role

SOON: Final = (7, 1, 0)
AHEAD: Final = (180, 90, 60, 30, 14, 7, 1, 0)
WRITTEN_UP_WITHIN: Final = 14  # days after an audit, and once more after its report


def _audits_due(until: dt.date, today: dt.date) -> Rows:
    """Return certificates whose surveillance is due by a day; `audit_due` says when.

    A recertification is due when the certificate ends, which is reminded of by itself.
    """
    due = {
        each.certificate.pk: each.clock.latest_on
        for each in standings(today)
        if each.clock.next_audit == Audit.Kind.SURVEILLANCE
        and each.clock.latest_on is not None
        and each.clock.latest_on <= until
    }
    days = [When(pk=pk, then=Value(day)) for pk, day in due.items()]
    return Certificate.objects.filter(pk__in=due).annotate(
        audit_due=Case(*days, default=F("valid_until"), output_field=DateField())
    )


def _ending(until: dt.date, today: dt.date) -> Rows:
    """Return certificates that end by a day, until somebody says what became of them."""
    found = [
        each.certificate.pk
        for each in standings(today)
        if each.certificate.valid_until <= until and each.clock.state in {*LIVE, State.EXPIRED}
    ]
    return Certificate.objects.filter(pk__in=found)


def _audits_to_hold(until: dt.date, _today: dt.date) -> Rows:
    return Audit.objects.planned().filter(planned_until__lte=until)


def _audits_lacking_people(until: dt.date, _today: dt.date) -> Rows:
    missing = Auditor.objects.missing().values("audit")
    return Audit.objects.planned().filter(planned_from__lte=until, pk__in=missing)


def _audits_to_report(until: dt.date, _today: dt.date) -> Rows:
    held = Audit.objects.filter(state=Audit.State.HELD)
    return held.annotate(report_by=days_after("held_on", WRITTEN_UP_WITHIN)).filter(
        report_by__lte=until
    )


def _audits_to_close(until: dt.date, _today: dt.date) -> Rows:
    """Return reported audits that no finding keeps open; `close_by` counts from the last one."""
    here = Q(audit=OuterRef("pk"), carried_to=None) | Q(carried_to=OuterRef("pk"))
    found = Finding.objects.filter(here)
    reported = Audit.objects.filter(state=Audit.State.REPORTED)
    reported = reported.exclude(Exists(found.nonconformities().unsettled()))
    last = found.exclude(closed_on=None).order_by("-closed_on").values("closed_on")[:1]
    done = Greatest("reported_on", Subquery(last))
    return reported.annotate(close_by=days_after(done, WRITTEN_UP_WITHIN)).filter(
        close_by__lte=until
    )


def certificates_seen_by(member: Member) -> Rows:
    """Return certificates with the first day of the audit that is planned next, if one is."""
    planned = Audit.objects.planned().filter(
        certificate=OuterRef("pk"),
        kind__in=(Audit.Kind.SURVEILLANCE, Audit.Kind.RECERTIFICATION),
    )
    first = planned.order_by("planned_from").values("planned_from")[:1]
    seen = Certificate.objects.annotate(planned_on=Subquery(first))
    return seen if member.can("certificates.read") else seen.none()


def audits_seen_by(member: Member) -> Rows:
    audits = Audit.objects.all()
    return audits if member.can("certificates.read") else audits.none()


def certificate_page(tenant: Tenant, certificate: Certificate) -> str:
    return reverse("oversight:certificate", args=[tenant.slug, certificate.pk])


def audit_page(tenant: Tenant, audit: Audit) -> str:
    return reverse("oversight:audit_of", args=[tenant.slug, audit.pk])


KINDS: Final[tuple[Expiring, ...]] = (
    Expiring(
        name="certificate_audit_due",
        app="oversight",
        label=_("Surveillance audit"),
        icon="award",
        rows=_audits_due,
        due="audit_due",
        whom="owner",
        at="unit",
        has_ladder=True,
        ahead=AHEAD,
        visible=certificates_seen_by,
        address=certificate_page,
    ),
    Expiring(
        name="certificate_ending",
        app="oversight",
        label=_("Certificate ends"),
        icon="award",
        rows=_ending,
        due="valid_until",
        whom="owner",
        at="unit",
        has_ladder=True,
        ahead=AHEAD,
        visible=certificates_seen_by,
        address=certificate_page,
    ),
    Expiring(
        name="audit_due",
        app="oversight",
        label=_("Audit to hold"),
        icon="search-check",
        rows=_audits_to_hold,
        due="planned_until",
        whom="owner",
        visible=audits_seen_by,
        address=audit_page,
    ),
    Expiring(
        name="audit_auditor_missing",
        app="oversight",
        label=_("Audit without one of its auditors"),
        icon="user-x",
        rows=_audits_lacking_people,
        due="planned_from",
        role=Role.CONTROLLER,
        visible=audits_seen_by,
        address=audit_page,
    ),
    Expiring(
        name="audit_report_due",
        app="oversight",
        label=_("Audit to report"),
        icon="search-check",
        rows=_audits_to_report,
        due="report_by",
        role=Role.CONTROLLER,
        ahead=SOON,
        visible=audits_seen_by,
        address=audit_page,
    ),
    Expiring(
        name="audit_close_due",
        app="oversight",
        label=_("Audit to close"),
        icon="search-check",
        rows=_audits_to_close,
        due="close_by",
        role=Role.CONTROLLER,
        ahead=SOON,
        visible=audits_seen_by,
        address=audit_page,
    ),
)
