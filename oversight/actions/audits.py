"""Plan audits, and say that they were held, reported, closed or cancelled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import IO, Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.files import kinds
from documents.files.taking import take_in
from oversight.audits.plan import check_own_units
from oversight.certification.cards import publish
from oversight.certification.clock import LIVE
from oversight.certification.standing import clock_on
from oversight.models import Audit, Auditor, Certificate, Finding
from tenants import audit as trail
from tenants.errors import IllegalMove, Refused
from tenants.models import Member
from tenants.people.labels import told_apart

REPORTS: Final = (*kinds.SOURCES, *kinds.PICTURES)
OF_A_CERTIFICATE: Final = frozenset(
    {Audit.Kind.SURVEILLANCE, Audit.Kind.RECERTIFICATION, Audit.Kind.SPECIAL}
)


@dataclass(frozen=True, kw_only=True)
class Team:
    """Who audits: own people, and people from outside by name; one of them leads."""

    lead: Member | str
    others: Collection[Member | str] = field(default_factory=tuple)

    def people(self) -> list[Member | str]:
        return [self.lead, *self.others]

    def names(self) -> list[str]:
        return told_apart(self.people())


@transaction.atomic
def plan_audit(facts: dict[str, Any], team: Team, *, by: Member, key: UUID | None = None) -> Audit:
    """Plan an audit; one of a certificate is planned against its clock."""
    by.hold()
    if made := key and Audit.objects.one_or_none(key=key, planned_by=by):
        return made
    audit = Audit(**facts, planned_by=by, key=key)
    _check_plan(audit)
    audit.save()
    _take_team(audit, team)
    _record("audit.planned", audit, by=by, people=team.names(), until=audit.planned_until)
    return audit


@transaction.atomic
def plan_anew(audit: Audit, facts: dict[str, Any], team: Team, *, by: Member) -> None:
    """Move an audit that is only planned to other days or other people."""
    audit = _locked(audit)
    if audit.state != Audit.State.PLANNED:
        raise Refused(_("It is no longer only planned: what was held stays as it was."))
    changes = {
        name: [str(getattr(audit, name)), str(value)]
        for name, value in facts.items()
        if getattr(audit, name) != value
    }
    for name, value in facts.items():
        setattr(audit, name, value)
    _check_plan(audit)
    audit.save(update_fields=[*facts, "latest_on"])
    _take_team(audit, team)
    check_own_units(audit, audit.planned_from, audit.planned_until)
    _record("audit.planned_anew", audit, by=by, people=team.names(), changes=changes)


@transaction.atomic
def hand_audit_on(audit: Audit, *, owner: Member, by: Member) -> None:
    """Let somebody else see to an audit that is not over."""
    audit = _locked(audit)
    before, audit.owner = audit.owner, owner
    audit.save(update_fields=["owner"])
    changes = {"owner": [before.name, owner.name]}
    _record("audit.handed_on", audit, by=by, changes=changes)


@transaction.atomic
def hold_audit(audit: Audit, *, on: dt.date, by: Member) -> None:
    """Say that an audit was held: the clock of its certificate counts from its last day."""
    audit = _locked(audit)
    if on > timezone.localdate():
        raise Refused(_("Say it once it was held: the day is not after today."))
    if audit.certificate is not None and on < audit.certificate.issued_on:
        raise Refused(_("It was held after the certificate was issued."))
    check_own_units(audit, min(audit.planned_from, on), on)
    audit.move(Audit.State.HELD, held_on=on)
    _record("audit.held", audit, by=by, on_day=on)


@transaction.atomic
def report_audit(audit: Audit, file: IO[bytes], name: str, *, on: dt.date, by: Member) -> None:
    """Keep the report of an audit that was held."""
    audit = _locked(audit)
    if audit.state != Audit.State.HELD:
        raise IllegalMove(_("Only an audit that was held, and not reported yet, is reported."))
    if audit.held_on is not None and not audit.held_on <= on <= timezone.localdate():
        raise Refused(_("The report is of a day between the audit and today."))
    checked, kept = take_in(file, name, REPORTS)
    audit.move(Audit.State.REPORTED, report=kept, report_name=checked.name, reported_on=on)
    _record("audit.reported", audit, by=by, on_day=on, name=checked.name, sha256=kept.sha256)


@transaction.atomic
def close_audit(audit: Audit, *, by: Member) -> None:
    """Close an audit of which nothing is left to do: nonconformities are closed or carried over."""
    audit = _locked(audit)
    if left := [finding.code for finding in Finding.objects.keeping_open(audit)]:
        words = _(
            "Not closed yet: %(codes)s. Close these findings first, or carry them over to the"
            " audit that looks at them next."
        )
        raise Refused(words, params={"codes": "、".join(left)})
    today = timezone.localdate()
    audit.move(Audit.State.CLOSED, closed_on=today)
    _record("audit.closed", audit, by=by, on_day=today)


@transaction.atomic
def cancel_audit(audit: Audit, *, why: str, by: Member) -> None:
    """Give up an audit that was planned; the reason stays."""
    if not why.strip():
        raise Refused(_("Say why: a cancelled audit stays in the list with its reason."))
    audit = _locked(audit)
    if left := [finding.code for finding in Finding.objects.keeping_open(audit)]:
        words = _("Findings were carried over to it: %(codes)s. Carry them to another audit first.")
        raise Refused(words, params={"codes": "、".join(left)})
    audit.move(Audit.State.CANCELLED, why_cancelled=why)
    _record("audit.cancelled", audit, by=by, reason=why)


def _check_plan(audit: Audit) -> None:
    """Refuse a plan that cannot be; take the latest day from the clock where none is said."""
    if audit.planned_from > audit.planned_until:
        raise Refused(_("It ends on the day it begins, or later."))
    if audit.kind not in OF_A_CERTIFICATE:
        if audit.certificate is not None:
            raise Refused(_("This kind of audit belongs to no certificate: leave it empty."))
        return
    if audit.certificate is None:
        raise Refused(_("Say of which certificate: this kind of audit is always of one."))
    certificate = Certificate.objects.locked().get(pk=audit.certificate.pk)
    clock = clock_on(certificate, timezone.localdate())
    if clock.state not in LIVE:
        words = _("The certificate is “%(state)s”: nothing is audited for it any more.")
        raise Refused(words, params={"state": clock.state.label})
    if audit.latest_on is None and audit.kind == clock.next_audit:
        audit.latest_on = clock.latest_on


def _take_team(audit: Audit, team: Team) -> None:
    """Make these the auditors; who stays keeps what the plan has them look at."""
    people = team.people()
    if twice := sorted({str(each) for each in people if people.count(each) > 1}):
        words = _("Named twice: %(names)s. Each person is in the team once.")
        raise Refused(words, params={"names": "、".join(twice)})
    own = [each for each in people if isinstance(each, Member)]
    outside = [each for each in people if isinstance(each, str)]
    gone = audit.team.exclude(Q(member__in=own) | Q(member=None, name__in=outside))
    if busy := list(gone.filter(scopes__isnull=False).distinct().values_list("name", flat=True)):
        words = _("%(names)s: the plan has lines of theirs. Give those to others first.")
        raise Refused(words, params={"names": "、".join(busy)})
    gone.delete()
    audit.team.update(is_lead=False)  # one leads at a time
    for each, name in reversed(list(zip(people, team.names(), strict=True))):
        who = {"member": each} if isinstance(each, Member) else {"member": None, "name": each}
        facts = {"name": name, "is_lead": each is team.lead}
        Auditor.objects.update_or_create(audit=audit, **who, defaults=facts)


def _locked(audit: Audit) -> Audit:
    return Audit.objects.locked().select_related("certificate").get(pk=audit.pk)


def _record(event: str, audit: Audit, *, by: Member, **facts: Any) -> None:
    """Write it down, and let the city know how the certificates stand now."""
    publish(timezone.localdate())
    trail.record(event, audit, by=by, kind=str(audit.kind), title=audit.title, **facts)
