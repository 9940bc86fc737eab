"""The clock of a certificate: one pure function from its facts to what is due by when, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from oversight.certification.rules import RULES, Rules, latest_after, rules_on
from oversight.models import Audit, Certificate, CertificateEvent

Kind = CertificateEvent.Kind


class State(TextChoices):
    """How a certificate stands on a day."""

    COMING = "coming", _("Not issued yet")
    VALID = "valid", _("Valid")
    SUSPENDED = "suspended", pgettext_lazy("certificate", "Suspended")
    WITHDRAWN = "withdrawn", pgettext_lazy("certificate", "Withdrawn")
    EXPIRED = "expired", pgettext_lazy("certificate", "Expired")
    LET_GO = "let_go", _("Expired, not renewed")
    SURRENDERED = "surrendered", _("Surrendered")
    RENEWED = "renewed", _("Renewed")


class Applies(TextChoices):
    """What the rules say of it now, or if the next audit is missed."""

    NOTHING = "nothing"  # all in order
    SUSPEND = "suspend"  # the body has to suspend it
    AUDIT_OR_WITHDRAW = "audit_or_withdraw"  # suspended: see to it before the suspension ends
    LIFT = "lift"  # suspended, and the audit was held: the body decides
    WITHDRAW = "withdraw"  # the suspension is over unused
    RENEW = "renew"  # recertified: the renewed certificate is yet to come
    BEGIN_AGAIN = "begin_again"  # it ended: certification begins anew
    OVER = "over"


ENDS: Final = {
    Kind.WITHDRAWN: State.WITHDRAWN,
    Kind.SURRENDERED: State.SURRENDERED,
    Kind.EXPIRED: State.LET_GO,
    Kind.RENEWED: State.RENEWED,
}
OVER: Final = frozenset(ENDS.values())
LIVE: Final = frozenset({State.VALID, State.SUSPENDED})
COUNTED: Final = frozenset({Audit.Kind.SURVEILLANCE, Audit.Kind.RECERTIFICATION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """How a certificate stands on a day, and what is next."""

    day: dt.date
    state: State
    applies: Applies
    rules: Rules
    suspension: CertificateEvent | None = None  # the one that runs
    surveillances: int = 0  # held in this cycle
    last: Audit | None = None  # that the clock counts from; None: from the issue
    next_audit: Audit.Kind | None = None
    latest_on: dt.date | None = None
    if_missed: Applies = Applies.NOTHING
    planned: Audit | None = None  # to be the next one

    @property
    def missing(self) -> int:
        """Return how many surveillances the cycle still lacks."""
        return max(0, self.rules.surveillances - self.surveillances)

    @property
    def days_left(self) -> int | None:
        """Return how many days are left for the next audit; below 0 it is missed."""
        return None if self.latest_on is None else (self.latest_on - self.day).days

    def is_planned_too_late(self) -> bool:
        """Tell whether the plan misses the latest day."""
        if self.planned is None or self.latest_on is None:
            return False
        return bool(self.planned.planned_until > self.latest_on)


def clock_of(
    certificate: Certificate,
    events: Collection[CertificateEvent],
    audits: Collection[Audit],
    day: dt.date,
    rules: Sequence[Rules] = RULES,
) -> Clock:
    """Say from its events and audits how a certificate stands on a day and what is due by when."""
    state, suspension = state_on(certificate, events, day)
    held = _held(certificate, audits, day)
    surveillances = [audit for audit in held if audit.kind == Audit.Kind.SURVEILLANCE]
    is_recertified = len(surveillances) < len(held)
    last = surveillances[-1] if surveillances else None
    clock = Clock(
        day=day,
        state=state,
        applies=_without_audit(state, suspension, is_recertified=is_recertified),
        rules=rules_on(day, rules),
        suspension=suspension,
        surveillances=len(surveillances),
        last=last,
    )
    if state not in LIVE or is_recertified:
        return clock
    anchor = last.held_on if last and last.held_on else certificate.issued_on
    latest, by = latest_after(anchor, is_first=last is None, rules=rules)
    kind, latest = _next(certificate, clock, latest, by)
    return replace(
        clock,
        rules=by,
        applies=_applies(suspension, held, day, latest),
        next_audit=kind,
        latest_on=latest,
        if_missed=_if_missed(suspension, latest, certificate),
        planned=_planned(audits, kind),
    )


def _next(
    certificate: Certificate, clock: Clock, latest: dt.date, by: Rules
) -> tuple[Audit.Kind, dt.date]:
    """Return which audit is next, and its latest day: nothing goes on after the end.

    In a suspension that ran into that day it is the end of the suspension.
    """
    kind = Audit.Kind.SURVEILLANCE
    if latest >= certificate.valid_until and clock.surveillances >= by.surveillances:
        kind = Audit.Kind.RECERTIFICATION
    if clock.suspension is not None and clock.suspension.until and clock.day > latest:
        latest = clock.suspension.until
    return kind, min(latest, certificate.valid_until)


def state_on(
    certificate: Certificate, events: Collection[CertificateEvent], day: dt.date
) -> tuple[State, CertificateEvent | None]:
    """Return the state on a day, and the suspension that runs."""
    if day < certificate.issued_on:
        return State.COMING, None
    suspension = None
    for event in sorted(events, key=lambda event: (event.on, event.n)):
        kind = Kind(event.kind)
        if event.on > day:
            break
        if kind in ENDS:
            return ENDS[kind], None
        if kind in (Kind.SUSPENDED, Kind.LIFTED):
            suspension = event if kind == Kind.SUSPENDED else None
    if day > certificate.valid_until:
        return State.EXPIRED, None
    return (State.SUSPENDED if suspension else State.VALID), suspension


def _held(certificate: Certificate, audits: Collection[Audit], day: dt.date) -> list[Audit]:
    """Return the audits that count in this cycle by a day, in their order.

    Special audits do not: they take no surveillance's place. A recertification counts when it was
    held before the end.
    """
    until = min(day, certificate.valid_until)
    counted = [
        (audit.held_on, audit)
        for audit in audits
        if audit.held_on is not None
        and audit.kind in COUNTED
        and certificate.issued_on <= audit.held_on <= until
    ]
    return [audit for _day, audit in sorted(counted, key=lambda pair: pair[0])]


def _without_audit(
    state: State, suspension: CertificateEvent | None, *, is_recertified: bool
) -> Applies:
    """Return what applies where no audit is next."""
    if state in OVER:
        return Applies.OVER
    if is_recertified:
        return Applies.LIFT if suspension is not None else Applies.RENEW
    return Applies.BEGIN_AGAIN if state == State.EXPIRED else Applies.NOTHING


def _applies(
    suspension: CertificateEvent | None, held: list[Audit], day: dt.date, latest: dt.date
) -> Applies:
    if suspension is None:
        return Applies.SUSPEND if day > latest else Applies.NOTHING
    if any(audit.held_on is not None and audit.held_on >= suspension.on for audit in held):
        return Applies.LIFT
    is_over = suspension.until is not None and day > suspension.until
    return Applies.WITHDRAW if is_over else Applies.AUDIT_OR_WITHDRAW


def _if_missed(
    suspension: CertificateEvent | None, latest: dt.date, certificate: Certificate
) -> Applies:
    if latest == certificate.valid_until:
        return Applies.BEGIN_AGAIN
    return Applies.SUSPEND if suspension is None else Applies.WITHDRAW


def _planned(audits: Collection[Audit], kind: Audit.Kind) -> Audit | None:
    """Return the audit that is planned to be the next one."""
    fit = {kind, Audit.Kind.RECERTIFICATION}
    planned = [a for a in audits if a.state == Audit.State.PLANNED and a.kind in fit]
    return min(planned, key=lambda audit: audit.planned_until, default=None)
