"""Write a tenant's report on itself, and hand it in to the city once it is signed."""

from collections.abc import Sequence
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from oversight.circulation.signed import Signed
from oversight.city.sides import leads
from oversight.examination.freezing import takes_part
from oversight.examination.reporting import (
    Written,
    documents_named,
    last_promises,
    manifest,
    what_is_missing,
)
from oversight.models import Circulation, Evidence, Examination, HandedIn, Promise, SelfReport
from tenants import audit
from tenants.errors import IllegalMove, Refused
from tenants.models import Member, Tenant
from tenants.scope import current_tenant_id, tenant_scope

State = SelfReport.State


@transaction.atomic
def begin_report(round: Examination, *, by: Member | None) -> SelfReport:
    """Make the report of the running tenant, if it is not there yet."""
    due_on = timezone.localdate(round.due_at)
    report, is_new = SelfReport.objects.get_or_create(round=round, defaults={"due_on": due_on})
    if is_new:
        audit.record("examination.report_begun", report, by=by, name=round.name)
    return report


@transaction.atomic
def save_report(round: Examination, written: Written, *, by: Member, version: int) -> SelfReport:
    """Keep what was written; `version` is the one that its writer began with."""
    _may_write(by)
    _must_be_open(round)
    begin_report(round, by=by)
    report = SelfReport.objects.locked().get(round=round)
    if report.state != State.DRAFT:
        raise IllegalMove(_("It is approved, or being signed. Take it back before you change it."))
    if report.version != version:
        raise Refused(
            _(
                "Someone else saved this report meanwhile; nothing of yours is saved. Open it in"
                " another tab, carry yours over there, and save."
            )
        )
    report.achievements = written.achievements.strip()
    report.shortcomings = written.shortcomings.strip()
    report.version += 1
    report.save(update_fields=["achievements", "shortcomings", "version"])
    _keep_promises(report, written.promises)
    _keep_evidence(report, written, by)
    for promise in last_promises(round):
        promise.kept, promise.said = written.kept.get(promise.position, ("", ""))
        promise.save(update_fields=["kept", "said"])
    audit.record("examination.report_saved", report, by=by, name=round.name)
    return report


def _keep_promises(report: SelfReport, texts: Sequence[str]) -> None:
    report.promises.all().delete()
    kept = [text.strip() for text in texts if text.strip()]
    Promise.objects.bulk_create(
        Promise(report=report, position=n, text=text) for n, text in enumerate(kept, start=1)
    )


def _keep_evidence(report: SelfReport, written: Written, by: Member) -> None:
    report.evidence.all().delete()
    judged = {each.pk: each for each in report.round.criteria.all() if each.is_judged()}
    Evidence.objects.bulk_create(
        Evidence(
            report=report,
            criterion=judged[key],
            document=document,
            revision=document.in_force,
            is_shared=key in written.shared,
        )
        for key, numbers in written.evidence.items()
        if key in judged
        for document in documents_named(numbers, by)
    )


def _lacking(report: SelfReport) -> str:
    """Say what keeps the report from being signed: words, or evidence that was replaced since."""
    if missing := what_is_missing(report):
        return missing
    stale = _no_longer_in_force(report)
    said = _("%(numbers)s changed since it was named. Save the report again, then approve it.")
    return said % {"numbers": "、".join(stale)} if stale else ""


def _approved(report: SelfReport, circulation: Circulation, by: Member) -> None:
    report.move(State.SIGNED)
    facts = {"name": report.round.name, "manifest": circulation.text_sha256}
    audit.record("examination.report_approved", report, by=by, **facts)


def _no_longer_in_force(report: SelfReport) -> list[str]:
    evidence = report.evidence.select_related("document")
    return [
        each.document.number
        for each in evidence
        if not each.document.is_in_force() or each.document.in_force_id != each.revision_id
    ]


@transaction.atomic
def take_back(report: SelfReport, *, by: Member, reason: str) -> None:
    """Make an approved report a draft again, before it is handed in."""
    if not by.can("examinations.report") and not leads(by):
        raise Refused(_("Only a document controller or the leader takes it back."))
    if not reason.strip():
        raise Refused(_("Say why it is taken back: the leader has signed it."))
    report = SelfReport.objects.locked().get(pk=report.pk)
    report.move(State.DRAFT)
    signed = Circulation.objects.standing(report)
    signed.end(Circulation.State.RETURNED, by=by, why=reason.strip())
    audit.record(
        "examination.report_taken_back", report, by=by, name=report.round.name, reason=reason
    )


@transaction.atomic
def hand_in(report: SelfReport, *, by: Member) -> HandedIn:
    """Let the city read what the leader signed: one copy stays here, one goes there."""
    _may_write(by)
    _must_be_open(report.round)
    report = SelfReport.objects.locked().get(pk=report.pk)
    report.move(State.HANDED_IN)
    signed = Circulation.objects.standing(report)
    zone, city = _here(), Tenant.objects.filter(kind=Tenant.Kind.CITY).get()
    copy = {
        "round": report.round,
        "zone": zone,
        "content": signed.text,
        "sha256": signed.text_sha256,
        "at": timezone.now(),
    }
    handed_in = HandedIn.objects.create(**copy)
    told = {"name": report.round.name, "code": zone.code, "sha256": handed_in.sha256}
    audit.record("examination.report_handed_in", report, by=by, **told)
    with tenant_scope(city.pk, time_zone=city.time_zone):  # its trail is locked after the zone's
        HandedIn.objects.create(**copy)
        audit.record("examination.report_came", report.round, by=None, **told)
    return handed_in


def _here() -> Tenant:
    return Tenant.objects.get(pk=current_tenant_id())


def _must_be_open(round: Examination) -> None:
    """Refuse when the round takes no reports, or this tenant has no part in it.

    Holds the round, so that scoring does not begin in between.
    """
    found = Examination.hold(round)
    if found.state != Examination.State.OPEN:
        raise Refused(_("Reports are taken no more in this round."))
    if not takes_part(found, _here()):
        raise Refused(_("You take no part in this round."))


def _may_write(by: Member) -> None:
    if not by.can("examinations.report"):
        raise Refused(_("Only a document controller writes the report and hands it in."))


SIGNED: Final = Signed[SelfReport](
    rests=State.DRAFT,
    runs=State.SIGNING,
    title=str,
    hold=lambda report: SelfReport.objects.locked().get(pk=report.pk),
    is_time=lambda report: _must_be_open(report.round),
    text=lambda report, _words: manifest(report),
    lacking=lambda report, _words: _lacking(report),
    may_send=lambda member, _report: member.can("examinations.report"),
    finish=_approved,
)
