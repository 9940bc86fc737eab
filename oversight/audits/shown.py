"""What the pages of audits show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final, NamedTuple

from django import forms

from documents.labels import Label
from oversight.audits.forms import form_for
from oversight.certification.words import AUDITS
from oversight.models import Audit

# What can be said of an audit that stands so.
POSSIBLE: Final = {
    Audit.State.PLANNED: ("hold", "cancel"),
    Audit.State.HELD: ("report",),
    Audit.State.REPORTED: ("close",),
}


class Row(NamedTuple):
    """An audit as a list shows it."""

    audit: Audit
    label: Label
    is_late: bool


def rows(audits: Iterable[Audit], today: dt.date) -> list[Row]:
    return [Row(audit, AUDITS[Audit.State(audit.state)], audit.is_late(today)) for audit in audits]


def forms_for(audit: Audit, today: dt.date) -> dict[str, forms.Form]:
    """Return a form for each thing that can be said of an audit as it stands."""
    acts = POSSIBLE.get(Audit.State(audit.state), ())
    return {act: form_for(act, today) for act in acts}
