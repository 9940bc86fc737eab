"""Record who did what, so that a change of any past entry shows.

Each tenant has a chain: an entry's hash is SHA-256 over the hash before it and the canonical bytes
of the entry. Change one entry, and every later hash is wrong. Cutting the tail off and rewriting
the head would pass; the anchors kept outside the database (`tenants/audit/anchors.py`) tell that.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils import timezone

from tenants.models import AuditEntry, AuditHead, Member, Tenant
from tenants.scope import tenant_scope

type Changes = dict[str, list[Any]]  # name of a field → before, after
type Fact = str | int | bool | dt.date | UUID | list[str] | Changes | None


def subject_of(row: Model | None) -> str:
    """Name a row for ever: "document:<uuid>". Empty when an act has no single subject."""
    return "" if row is None else f"{row._meta.model_name}:{row.pk}"


def record(event: str, subject: Model | None, *, by: Member | None, **facts: Fact) -> AuditEntry:
    """Append an entry to the running tenant's chain. Call it last: it locks the chain."""
    head = AuditHead.objects.locked().get()
    entry = _append(head, event, subject, by, facts)
    entry.save(force_insert=True)
    AuditHead.objects.filter(pk=head.pk).update(sequence=head.sequence, hash=head.hash)
    return entry


def record_all(
    event: str, told: Iterable[tuple[Model, Mapping[str, Fact]]], *, by: Member | None
) -> None:
    """Append an entry for each subject of one act that was done to many, in few statements."""
    head = AuditHead.objects.locked().get()
    entries = [_append(head, event, subject, by, facts) for subject, facts in told]
    AuditEntry.objects.bulk_create(entries, batch_size=1000)
    AuditHead.objects.filter(pk=head.pk).update(sequence=head.sequence, hash=head.hash)


def _append(
    head: AuditHead, event: str, subject: Model | None, by: Member | None, facts: Mapping[str, Fact]
) -> AuditEntry:
    """Make the next entry and move the head to it; neither is saved yet."""
    entry = AuditEntry(
        tenant_id=head.tenant_id,
        sequence=head.sequence + 1,
        at=timezone.now(),
        by=by,
        event=event,
        subject=subject_of(subject),
        previous=bytes(head.hash),
    )
    entry.body = canonical(entry, by.name if by else "", facts)
    entry.hash = link(bytes(head.hash), entry.body)
    head.sequence, head.hash = entry.sequence, entry.hash
    return entry


def changes(row: Model, facts: Mapping[str, Any]) -> Changes:
    """Return what these facts would change of a row; ask before they are written to it."""
    return {
        name: [getattr(row, name), value]
        for name, value in facts.items()
        if getattr(row, name) != value
    }


def entries_about(subject: Model, limit: int) -> list[AuditEntry]:
    """Return the newest entries about this row."""
    entries = AuditEntry.objects.filter(subject=subject_of(subject)).select_related("by")
    return list(entries.order_by("-sequence")[:limit])


def last_of(events: Collection[str]) -> AuditEntry | None:
    """Return the newest entry of these events, with who did it."""
    entries = AuditEntry.objects.filter(event__in=events).select_related("by")
    return entries.order_by("-sequence").first()


def record_for_city(event: str, subject: Model | None, **facts: Fact) -> None:
    """Record what belongs to no zone, such as sign-ins, in the chain of the city."""
    city = Tenant.objects.filter(kind=Tenant.Kind.CITY).first()
    if city is not None:
        with tenant_scope(city.pk, time_zone=city.time_zone):
            record(event, subject, by=None, **facts)


def canonical(entry: AuditEntry, name: str, facts: Mapping[str, Any]) -> bytes:
    """Write the entry as bytes that stay as they are: they are stored, never made again."""
    content = columns(entry) | {"name": name, "facts": facts}
    return json.dumps(
        content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str
    ).encode()


def columns(entry: AuditEntry) -> dict[str, str | int]:
    """Return what the entry's columns say, as its bytes keep it."""
    return {
        "id": str(entry.pk),
        "tenant": str(entry.tenant_id),
        "sequence": entry.sequence,
        "at": entry.at.isoformat(),
        "by": str(entry.by_id or ""),
        "event": entry.event,
        "subject": entry.subject,
    }


def link(previous: bytes, body: bytes) -> bytes:
    return hashlib.sha256(previous + body).digest()
