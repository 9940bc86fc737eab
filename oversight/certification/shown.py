"""What the page of a certificate shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from oversight.actions.certificates import FROM
from oversight.certification import words
from oversight.certification.clock import OVER, Clock
from oversight.certification.forms import ACTS, HappeningForm, Kind
from oversight.certification.standing import Standing, clock_on
from oversight.models import Audit, Certificate


class Entry(NamedTuple):
    """A day in the life of a certificate."""

    day: dt.date
    said: str
    detail: str = ""
    who: str = ""
    tone: str = ""  # "is-done", "is-now" or still to come


def is_over(standing: Standing) -> bool:
    return standing.clock.state in OVER


def page_of(certificate: Certificate, today: dt.date) -> dict[str, Any]:
    """Return what everybody sees of a certificate."""
    clock = clock_on(certificate, today)
    standing = Standing(certificate, clock)
    audits = sorted(certificate.audits.all(), key=lambda a: a.planned_from, reverse=True)
    return {
        "certificate": certificate,
        "clock": clock,
        "row": words.told(standing),
        "now": words.NOW[clock.applies],
        "is_alarming": clock.applies in words.ALARMING,
        "explained": list(words.explained(standing)),
        "source": words.source(clock) if clock.next_audit else "",
        "entries": sorted(entries(certificate, clock), key=lambda entry: entry.day),
        "audits": [(audit, words.AUDITS[Audit.State(audit.state)]) for audit in audits],
        "renewal": certificate.renewals.first(),
    }


def forms_for(clock: Clock) -> dict[str, tuple[Kind, HappeningForm]]:
    """Return a form for each thing that can be recorded as the certificate stands."""
    return {
        act: (kind, HappeningForm(kind=kind, today=clock.day))
        for act, kind in ACTS.items()
        if clock.state in FROM[kind]
    }


def entries(certificate: Certificate, clock: Clock) -> Iterator[Entry]:
    """Yield what happened, and what is to come, in no order."""
    for event in certificate.events.all():
        said = str(Kind(event.kind).label)
        if event.until:
            said = _("%(what)s until %(day)s") % {"what": said, "day": event.until}
        yield Entry(event.on, said, event.why, event.by.name, "is-done")
    for audit in certificate.audits.all():
        if audit.held_on is not None:
            yield Entry(audit.held_on, audit.get_kind_display(), audit.title, "", "is-done")
        elif audit.state == Audit.State.PLANNED:
            words_of = {"kind": audit.get_kind_display()}
            said = _("%(kind)s, planned") % words_of
            yield Entry(audit.planned_from, said, audit.title, audit.owner.name, "is-now")
    if clock.state in OVER:
        return
    if clock.latest_on is not None and clock.next_audit is not None:
        kind = Audit.Kind(clock.next_audit).label
        yield Entry(clock.latest_on, _("%(kind)s, latest day") % {"kind": kind})
    yield Entry(certificate.valid_until, _("The certificate ends"))
