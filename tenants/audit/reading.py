"""The audit trail as people read it: filtered, newest first, each entry in words."""

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tenants.audit.words import About, event_words, fact_words, resolved
from tenants.models import AuditEntry, Member, TenantQuerySet

PAGE_ROWS: Final = 50
# The id of a row says nothing to people; files of the trail have it.
ROW_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
UNSEEN: Final = About("", is_seen=False)
NOTHING: Final = About("")  # an act without a subject


@dataclass(frozen=True, slots=True)
class Fact:
    """Something an entry says; `before` only where something was changed."""

    label: str
    after: str
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """An entry for a reader; what it says of a row they may not see is left out."""

    entry: AuditEntry
    who: str
    event: str
    about: About
    facts: list[Fact]


def wanted(filters: Mapping[str, Any]) -> TenantQuerySet[AuditEntry]:
    """Return the entries that the filters leave, newest first."""
    entries = AuditEntry.objects.order_by("-sequence")
    if since := filters.get("since"):
        entries = entries.filter(at__gte=_on(since, dt.time.min))
    if until := filters.get("until"):
        entries = entries.filter(at__lte=_on(until, dt.time.max))
    if event := filters.get("event"):
        entries = entries.filter(event=event)
    if who := filters.get("who"):
        entries = entries.filter(by=who)
    if subjects := filters.get("subjects"):
        entries = entries.filter(subject__in=subjects)
    if before := filters.get("before"):
        entries = entries.filter(sequence__lt=before)
    return entries


def _on(day: dt.date, time: dt.time) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, time))


def lines(entries: Iterable[AuditEntry], reader: Member) -> list[Line]:
    """Put entries into the reader's language; a few statements, however many entries."""
    found = list(entries)
    abouts = resolved(reader, {entry.subject for entry in found if entry.subject})
    return [_line(entry, abouts) for entry in found]


def _line(entry: AuditEntry, abouts: Mapping[str, About]) -> Line:
    content = content_of(entry)
    about = abouts.get(entry.subject, UNSEEN) if entry.subject else NOTHING
    return Line(
        entry=entry,
        who=content.get("name") or _("The clock"),
        event=str(event_words().get(entry.event, entry.event)),
        about=about,
        facts=_facts(entry, content.get("facts", {})) if about.is_seen else [],
    )


def content_of(entry: AuditEntry) -> dict[str, Any]:
    """Return what was recorded; of an entry that was tampered with, what can still be read."""
    try:
        return dict(json.loads(bytes(entry.body)))
    except (ValueError, TypeError):
        return {}


def _facts(entry: AuditEntry, facts: Mapping[str, Any]) -> list[Fact]:
    kind = entry.subject.partition(":")[0]
    plain = [
        Fact(_label(kind, name), _shown(value))
        for name, value in facts.items()
        if name != "changes" and value not in ("", None, []) and not ROW_ID.fullmatch(str(value))
    ]
    changes = facts.get("changes") or {}
    return plain + [
        Fact(_label(kind, name), _shown(after), _shown(before))
        for name, (before, after) in changes.items()
    ]


def _label(kind: str, name: str) -> str:
    """Return the name of a fact; one that nobody named has that of the field on forms."""
    if words := fact_words(name):
        return str(words)
    for model in apps.get_models():
        if model._meta.model_name == kind:
            try:
                field = model._meta.get_field(name)
            except FieldDoesNotExist:
                break
            return str(capfirst(getattr(field, "verbose_name", name)))
    return capfirst(name.replace("_", " "))


def _shown(value: object) -> str:
    if value in ("", None, []):
        return "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(_shown, value))
    return str(value)
