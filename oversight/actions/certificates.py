"""Register certificates and record what happens to them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import IO, Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.files import kinds
from documents.files.taking import take_in
from documents.models import StoredFile
from oversight.certification.cards import publish
from oversight.certification.clock import LIVE, State, state_on
from oversight.certification.standing import clock_on
from oversight.models import Certificate, CertificateEvent
from tenants import audit
from tenants.errors import Refused
from tenants.models import Member

Kind = CertificateEvent.Kind

SCANS: Final = (kinds.PDF, *kinds.PICTURES)
# What can happen to a certificate, as it stands on that day.
FROM: Final = {
    Kind.SUSPENDED: {State.VALID},
    Kind.LIFTED: {State.SUSPENDED},
    Kind.WITHDRAWN: {State.VALID, State.SUSPENDED},
    Kind.SURRENDERED: {State.VALID, State.SUSPENDED},
    Kind.EXPIRED: {State.EXPIRED},
}


@dataclass(frozen=True, kw_only=True)
class Happening:
    """What happened to a certificate, on which day, and why."""

    kind: Kind
    on: dt.date
    why: str
    until: dt.date | None = None
    by_own_fault: bool = False


@transaction.atomic
def register_certificate(
    facts: dict[str, Any],
    scan: tuple[IO[bytes], str] | None,
    *,
    by: Member,
    renews: Certificate | None = None,
    key: UUID | None = None,
) -> Certificate:
    """Register a certificate as it was issued, with its scan; perhaps one that renews another."""
    by.hold()
    if renews is not None:
        renews = Certificate.objects.locked().get(pk=renews.pk)
    if made := key and Certificate.objects.one_or_none(key=key, registered_by=by):
        return made
    today = timezone.localdate()
    _check_issue(facts, today)
    if renews is not None:
        _check_renewal(renews, facts["issued_on"], today)
    kept, name = _kept(scan)
    certificate = Certificate.objects.create(
        **facts, scan=kept, scan_name=name, renews=renews, registered_by=by, key=key
    )
    _write(certificate, Happening(kind=Kind.ISSUED, on=certificate.issued_on, why=""), by=by)
    if renews is not None:
        renewed = Happening(kind=Kind.RENEWED, on=certificate.issued_on, why="")
        _write(renews, renewed, by=by)
    publish(today)
    audit.record(
        "certificate.registered",
        certificate,
        by=by,
        standard=certificate.standard,
        number=certificate.number,
        on_day=certificate.issued_on,
        valid_until=certificate.valid_until,
        sha256=kept.sha256 if kept else None,
        renews=renews.number if renews else None,
    )
    return certificate


def _check_issue(facts: dict[str, Any], today: dt.date) -> None:
    """Refuse a certificate that was not issued, ends before it begins, or is there already."""
    if facts["issued_on"] > today:
        raise Refused(_("A certificate is registered once it has been issued."))
    if facts["valid_until"] <= facts["issued_on"]:
        raise Refused(_("It is valid until a day after its issue."))
    if Certificate.objects.filter(number=facts["number"], issued_on=facts["issued_on"]).exists():
        raise Refused(_("This certificate is registered already."))


@transaction.atomic
def record_happening(
    certificate: Certificate, said: Happening, *, by: Member, key: UUID | None = None
) -> None:
    """Record that a certificate was suspended, restored, withdrawn, given back or let go."""
    certificate = Certificate.objects.locked().get(pk=certificate.pk)
    if key and CertificateEvent.objects.one_or_none(key=key, by=by):
        return
    today = timezone.localdate()
    _check(certificate, said, today)
    _write(certificate, said, by=by, key=key)
    publish(today)
    audit.record(
        f"certificate.{said.kind.value}",
        certificate,
        by=by,
        number=certificate.number,
        on_day=said.on,
        until=said.until,
        reason=said.why,
    )


@transaction.atomic
def hand_certificate_on(certificate: Certificate, *, owner: Member, by: Member) -> None:
    """Let somebody else answer for a certificate from now on."""
    certificate = Certificate.objects.locked().get(pk=certificate.pk)
    before, certificate.owner = certificate.owner, owner
    if before == owner:
        return
    certificate.save(update_fields=["owner"])
    audit.record(
        "certificate.handed_on",
        certificate,
        by=by,
        number=certificate.number,
        changes={"owner": [before.name, owner.name]},
    )


@transaction.atomic
def add_scan(certificate: Certificate, file: IO[bytes], name: str, *, by: Member) -> None:
    """Keep the scan of a certificate; one that was there stays stored, and the trail names it."""
    certificate = Certificate.objects.locked().get(pk=certificate.pk)
    certificate.scan, certificate.scan_name = _kept((file, name))
    certificate.save(update_fields=["scan", "scan_name"])
    audit.record(
        "certificate.scanned",
        certificate,
        by=by,
        number=certificate.number,
        name=certificate.scan_name,
        sha256=certificate.scan.sha256 if certificate.scan else None,
    )


def _check(certificate: Certificate, said: Happening, today: dt.date) -> None:
    events = list(certificate.events.all())
    if said.on > today:
        raise Refused(_("Record it once it has happened: the day is not after today."))
    if events and said.on < max(event.on for event in events):
        raise Refused(_("Something later is recorded already; the day is not before that."))
    if not said.why.strip():
        raise Refused(_("Say why: it stays with the certificate."))
    state, _suspension = state_on(certificate, events, said.on)
    if state not in FROM[said.kind]:
        words = _("On %(day)s the certificate was “%(state)s”: that cannot have happened then.")
        raise Refused(words, params={"day": said.on, "state": state.label})
    if said.kind == Kind.SUSPENDED and (said.until is None or said.until < said.on):
        raise Refused(_("A suspension has a last day: say until when it was suspended."))


def _check_renewal(old: Certificate, issued_on: dt.date, today: dt.date) -> None:
    if issued_on <= old.issued_on:
        raise Refused(_("The renewed certificate is issued after the one that it renews."))
    events = list(old.events.all())
    if issued_on < max((event.on for event in events), default=old.issued_on):
        raise Refused(_("Something later is recorded already; the day is not before that."))
    state = clock_on(old, today).state
    if state not in {*LIVE, State.EXPIRED}:
        words = _("This certificate is “%(state)s”: register a new one instead.")
        raise Refused(words, params={"state": state.label})


def _kept(scan: tuple[IO[bytes], str] | None) -> tuple[StoredFile | None, str]:
    if scan is None:
        return None, ""
    checked, kept = take_in(*scan, SCANS)
    return kept, checked.name


def _write(
    certificate: Certificate, said: Happening, *, by: Member, key: UUID | None = None
) -> None:
    CertificateEvent.objects.create(
        certificate=certificate,
        n=certificate.events.count() + 1,
        kind=said.kind,
        on=said.on,
        until=said.until if said.kind == Kind.SUSPENDED else None,
        by_own_fault=said.by_own_fault,
        why=said.why,
        by=by,
        key=key,
    )
