"""Record who did what, so that a change of any past entry shows.

Each tenant has a chain: an entry's hash is SHA-256 over the hash before it and the canonical bytes
of the entry. Change one entry, and every later hash is wrong. Cutting the tail off and rewriting
the head would pass; the anchors kept outside the database (`tenants/audit/anchors.py`) tell that.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Model
from django.utils import timezone

from tenants.models import AuditEntry, AuditHead, Member, Tenant
from tenants.scope import current_tenant_id, tenant_scope

# One statement, so that the chain is held from here to the commit and no step of ours in between.
APPEND: Final = """
    WITH head AS (
        UPDATE tenants_audithead
        SET sequence = sequence + 1,
            hash = sha256(hash || convert_to(%(before)s || (sequence + 1) || %(after)s, 'UTF8'))
        WHERE tenant_id = %(tenant_id)s
        RETURNING new.sequence, old.hash AS previous, new.hash
    )
    INSERT INTO tenants_auditentry
        (tenant_id, id, sequence, at, by_id, event, subject, body, previous, hash)
    SELECT %(tenant_id)s, %(id)s, sequence, %(at)s, %(by_id)s, %(event)s, %(subject)s,
           convert_to(%(before)s || sequence || %(after)s, 'UTF8'), previous, hash
    FROM head
    RETURNING sequence, body, previous, hash
"""

type Changes = dict[str, list[Any]]  # name of a field → before, after
type Fact = str | int | bool | dt.date | UUID | list[str] | Changes | None


def subject_of(row: Model | None) -> str:
    """Name a row for ever: "document:<uuid>". Empty when an act has no single subject."""
    return "" if row is None else f"{row._meta.model_name}:{row.pk}"


class Told(NamedTuple):
    """An entry that has no place in the chain yet, with its bytes before and after that."""

    entry: AuditEntry
    before: str
    after: str


# What waits for the end of a block, and in whose chain it belongs.
_waiting: ContextVar[tuple[UUID, list[Told]] | None] = ContextVar("audit_waiting", default=None)


@contextmanager
def kept_for_last() -> Generator[None]:
    """Append at the end of the block what is recorded in it: nobody waits for us until then.

    Whatever fails inside has to leave the block: what a savepoint undid would be appended, too.
    """
    if _waiting.get() is not None:
        yield
        return
    told: list[Told] = []
    token = _waiting.set((current_tenant_id(), told))
    try:
        yield
    finally:
        _waiting.reset(token)
    _append(told)


def record(event: str, subject: Model | None, *, by: Member | None, **facts: Fact) -> AuditEntry:
    """Append an entry to the running tenant's chain. Call it last: it locks the chain."""
    told = _tell(event, subject, by, facts)
    _keep([told])
    return told.entry


def record_all(
    event: str, told: Iterable[tuple[Model, Mapping[str, Fact]]], *, by: Member | None
) -> None:
    """Append an entry for each subject of one act that was done to many, in few statements."""
    _keep([_tell(event, subject, by, facts) for subject, facts in told])


def _tell(event: str, subject: Model | None, by: Member | None, facts: Mapping[str, Fact]) -> Told:
    entry = AuditEntry(
        tenant_id=current_tenant_id(),
        at=timezone.now(),
        by=by,
        event=event,
        subject=subject_of(subject),
    )
    return Told(entry, *_halves(entry, by.name if by else "", facts))


def _keep(told: Sequence[Told]) -> None:
    waiting = _waiting.get()
    if waiting is not None and waiting[0] == current_tenant_id():
        waiting[1].extend(told)
    else:
        _append(told)


def _append(told: Sequence[Told]) -> None:
    """Give entries their place, and move the head to the last of them."""
    if len(told) == 1:
        _append_one(*told)
    elif told:
        _append_many(told)


def _append_one(told: Told) -> None:
    entry = told.entry
    columns = ("tenant_id", "id", "at", "by_id", "event", "subject")
    values: dict[str, Any] = {name: getattr(entry, name) for name in columns}
    with connection.cursor() as cursor:
        cursor.execute(APPEND, values | {"before": told.before, "after": told.after})
        row = cursor.fetchone()
    if row is None:
        raise AuditHead.DoesNotExist
    entry.sequence, entry.body, entry.previous, entry.hash = row


def _append_many(told: Sequence[Told]) -> None:
    head = AuditHead.objects.locked().get()
    sequence, last = head.sequence, bytes(head.hash)
    for entry, before, after in told:
        sequence += 1
        entry.sequence, entry.previous = sequence, last
        entry.body = f"{before}{sequence}{after}".encode()
        entry.hash = last = link(last, entry.body)
    AuditEntry.objects.bulk_create([each.entry for each in told], batch_size=1000)
    AuditHead.objects.filter(pk=head.pk).update(sequence=sequence, hash=last)


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


def _halves(entry: AuditEntry, name: str, facts: Mapping[str, Any]) -> tuple[str, str]:
    """Write an entry as canonical bytes without its place: what stands before that, and after."""
    content = columns(entry) | {"name": name, "facts": facts}
    del content["sequence"]
    before = {key: value for key, value in content.items() if key < "sequence"}
    after = {key: value for key, value in content.items() if key > "sequence"}
    return f'{_json(before)[:-1]},"sequence":', f",{_json(after)[1:]}"


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(
        content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str
    )


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
