"""What a clock says, in words: with the day, the reason, the consequence and the rule's source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from documents.labels import Label
from oversight.certification.clock import OVER, Applies, Clock, State
from oversight.certification.standing import Standing
from oversight.models import Audit

STATES: Final = {
    State.COMING: Label(State.COMING.label, "hold", icon="calendar-check"),
    State.VALID: Label(State.VALID.label, "ok", icon="circle-check", is_quiet=True),
    State.SUSPENDED: Label(State.SUSPENDED.label, "warn", icon="hourglass"),
    State.WITHDRAWN: Label(State.WITHDRAWN.label, "bad", icon="octagon-x"),
    State.EXPIRED: Label(State.EXPIRED.label, "bad", icon="calendar-x"),
    State.LET_GO: Label(State.LET_GO.label, "mute", icon="calendar-x", is_quiet=True),
    State.SURRENDERED: Label(State.SURRENDERED.label, "mute", icon="archive", is_quiet=True),
    State.RENEWED: Label(State.RENEWED.label, "mute", icon="history", is_quiet=True),
}
AUDITS: Final = {
    Audit.State.PLANNED: Label(Audit.State.PLANNED.label, "info", icon="calendar-check"),
    Audit.State.HELD: Label(Audit.State.HELD.label, "hold", icon="pencil-line"),
    Audit.State.REPORTED: Label(Audit.State.REPORTED.label, "hold", icon="file-check"),
    Audit.State.CLOSED: Label(Audit.State.CLOSED.label, "ok", icon="circle-check", is_quiet=True),
    Audit.State.CANCELLED: Label(Audit.State.CANCELLED.label, "mute", icon="ban", is_quiet=True),
}
NOW: Final[dict[str, Promise]] = {
    Applies.NOTHING: gettext_lazy("Nothing is missed."),
    Applies.SUSPEND: gettext_lazy(
        "The audit was missed: the certification body has to suspend the certificate."
    ),
    Applies.AUDIT_OR_WITHDRAW: gettext_lazy(
        "It is suspended: unless that is put right by its end, the certification body has to"
        " withdraw the certificate."
    ),
    Applies.LIFT: gettext_lazy(
        "It is suspended, and an audit was held since: the certification body decides whether to"
        " lift the suspension."
    ),
    Applies.WITHDRAW: gettext_lazy(
        "The suspension is over and nothing was put right: the certification body has to withdraw"
        " the certificate."
    ),
    Applies.RENEW: gettext_lazy(
        "The recertification audit was held in time: register the renewed certificate when it is"
        " issued."
    ),
    Applies.BEGIN_AGAIN: gettext_lazy(
        "It ended without recertification: certification begins again as an initial one."
    ),
    Applies.OVER: gettext_lazy("It is over: nothing is due any more."),
}
MISSED: Final[dict[str, Promise]] = {
    Applies.SUSPEND: gettext_lazy(
        "If it is missed, the certification body has to suspend the certificate."
    ),
    Applies.WITHDRAW: gettext_lazy(
        "If it is missed, the certification body has to withdraw the certificate."
    ),
    Applies.BEGIN_AGAIN: gettext_lazy(
        "If it is missed, certification begins again as an initial one."
    ),
}
ALARMING: Final = frozenset(
    {Applies.SUSPEND, Applies.AUDIT_OR_WITHDRAW, Applies.WITHDRAW, Applies.BEGIN_AGAIN}
)
ALERT_DAYS, WATCH_DAYS = 30, 90


class Told(NamedTuple):
    """A certificate as a list shows it."""

    standing: Standing
    label: Label
    tone: str  # of the next audit
    next_audit: str
    left: str
    until_tone: str
    until_left: str


def told(standing: Standing) -> Told:
    """Put a certificate into words for a list."""
    certificate, clock = standing
    until = (certificate.valid_until - clock.day).days
    is_open = clock.state not in OVER
    return Told(
        standing,
        STATES[clock.state],
        tone_of(clock.days_left, is_planned=is_well_planned(clock)),
        str(Audit.Kind(clock.next_audit).label) if clock.next_audit else "",
        "" if clock.days_left is None else distance(clock.days_left),
        tone_of(until) if is_open else "",
        distance(until) if is_open else "",
    )


def is_well_planned(clock: Clock) -> bool:
    return clock.planned is not None and not clock.is_planned_too_late()


def tone_of(days: int | None, *, is_planned: bool = False) -> str:
    """Return how loud a number of days is; what is planned in time is not alarming."""
    if days is None:
        return ""
    if days < 0 or (days <= ALERT_DAYS and not is_planned):
        return "bad"
    return "warn" if days <= WATCH_DAYS else ""


def distance(days: int) -> str:
    """Say how far away a day is."""
    if days == 0:
        return _("today")
    if days > 0:
        return ngettext("%(n)s day left", "%(n)s days left", days) % {"n": days}
    return ngettext("%(n)s day late", "%(n)s days late", -days) % {"n": -days}


def explained(standing: Standing) -> Iterator[str]:
    """Say what is due by when, from what that follows, and what happens otherwise."""
    clock = standing.clock
    if clock.next_audit is not None:
        yield _due(standing)
        if clock.next_audit == Audit.Kind.SURVEILLANCE or clock.missing:
            yield _(
                "In this cycle %(held)s of at least %(least)s surveillance audits are held."
            ) % {
                "held": clock.surveillances,
                "least": clock.rules.surveillances,
            }
        yield str(MISSED[clock.if_missed])
        yield planned(clock)


def _due(standing: Standing) -> str:
    certificate, clock = standing
    if clock.next_audit == Audit.Kind.RECERTIFICATION:
        return _(
            "The recertification audit has to be held on site by %(day)s, the last day of the"
            " certificate."
        ) % {"day": clock.latest_on}
    if clock.suspension is not None and clock.latest_on == clock.suspension.until:
        return _(
            "The surveillance audit has to be held by %(day)s, the last day of the suspension."
        ) % {"day": clock.latest_on}
    if clock.last is None:
        return _(
            "The first surveillance audit has to be held by %(day)s: at most %(months)s months"
            " after the issue on %(since)s."
        ) % {
            "day": clock.latest_on,
            "months": clock.rules.first_months,
            "since": certificate.issued_on,
        }
    return _since_last(clock)


def _since_last(clock: Clock) -> str:
    if clock.rules.each_calendar_year:
        said = _(
            "The next surveillance audit has to be held by %(day)s: in each calendar year, and at"
            " most %(months)s months after the last one on %(since)s."
        )
    else:
        said = _(
            "The next surveillance audit has to be held by %(day)s: at most %(months)s months after"
            " the last one on %(since)s, and before the certificate ends."
        )
    since = clock.last.held_on if clock.last else None
    return said % {"day": clock.latest_on, "months": clock.rules.months, "since": since}


def planned(clock: Clock) -> str:
    """Say whether the next audit is planned, and in time."""
    if clock.planned is None:
        return _("It is not planned yet.")
    said = {"first": clock.planned.planned_from, "last": clock.planned.planned_until}
    if clock.is_planned_too_late():
        return _("It is planned for %(first)s to %(last)s: that is too late.") % said
    return _("It is planned for %(first)s to %(last)s.") % said


def source(clock: Clock) -> str:
    """Cite the rule by which the day was reckoned."""
    what = "recertification" if clock.next_audit == Audit.Kind.RECERTIFICATION else "interval"
    return _("%(code)s, clause %(clause)s: %(source)s; holds from %(day)s.") % {
        "code": clock.rules.code,
        "clause": clock.rules.clauses[what],
        "source": clock.rules.source,
        "day": clock.rules.holds_from,
    }
