"""What was done to a member, in words, from the audit trail."""

import datetime as dt
import json
from typing import Any, NamedTuple

from tenants import audit
from tenants.audit.words import event_words
from tenants.models import AuditEntry, Member
from tenants.people.labels import FACTS
from tenants.people.roles import Role

MOST_SHOWN = 20


class Event(NamedTuple):
    """An act as a line: when, by whom, what, and what it changed."""

    at: dt.datetime
    by: str
    word: str
    changes: list[tuple[str, str, str]]  # fact, before, after


def history(member: Member) -> list[Event]:
    """Return the newest acts first; those of other pages under their own names."""
    return [_event(entry) for entry in audit.entries_about(member, MOST_SHOWN)]


def _event(entry: AuditEntry) -> Event:
    body = json.loads(bytes(entry.body))
    changed = body["facts"].get("changes") or {}
    lines = [
        (str(FACTS.get(name, name)), _words(name, before), _words(name, after))
        for name, (before, after) in changed.items()
    ]
    return Event(entry.at, body["name"], str(event_words().get(entry.event, entry.event)), lines)


def _words(name: str, value: Any) -> str:
    if name == "roles":
        return "、".join(str(Role(role).label) for role in value or ())
    return "、".join(map(str, value)) if isinstance(value, list) else str(value or "")
