"""How the certificates of the running tenant stand on a day, three statements however many."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import prefetch_related_objects

from oversight.certification.clock import Clock, clock_of
from oversight.models import Certificate


class Standing(NamedTuple):
    """A certificate and its clock."""

    certificate: Certificate
    clock: Clock


def standings(day: dt.date, certificates: Iterable[Certificate] | None = None) -> list[Standing]:
    """Return these certificates, or all, with their clocks on a day."""
    found = list(Certificate.objects.listed() if certificates is None else certificates)
    prefetch_related_objects(found, "events", "audits")
    return [Standing(each, clock_on(each, day)) for each in found]


def clock_on(certificate: Certificate, day: dt.date) -> Clock:
    """Return the clock of one certificate; asks for what is not loaded with it."""
    events, audits = certificate.events.all(), certificate.audits.all()
    return clock_of(certificate, list(events), list(audits), day)
