"""Check a chain: whatever was changed in the middle of it shows."""

import json
from collections.abc import Iterator
from typing import NamedTuple

from tenants.audit.record import columns, link
from tenants.models import AuditEntry, AuditHead


class Fault(NamedTuple):
    """Where a chain is broken and how: shown to the audit administrator."""

    sequence: int
    what: str


def faults() -> Iterator[Fault]:
    """Check the running tenant's chain from its first entry to its head."""
    sequence, previous = 0, b""
    for entry in AuditEntry.objects.order_by("sequence").iterator():
        sequence += 1
        yield from _entry_faults(entry, sequence, previous)
        sequence, previous = entry.sequence, bytes(entry.hash)
    head = AuditHead.objects.one_or_none()
    if head is None or (head.sequence, bytes(head.hash)) != (sequence, previous):
        yield Fault(sequence, "it is not the last one that the head names")


def _entry_faults(entry: AuditEntry, expected: int, previous: bytes) -> Iterator[Fault]:
    if entry.sequence != expected:
        yield Fault(expected, "an entry is missing")
    if bytes(entry.previous) != previous:
        yield Fault(entry.sequence, "it does not follow the entry before it")
    if bytes(entry.hash) != link(bytes(entry.previous), bytes(entry.body)):
        yield Fault(entry.sequence, "its content was changed")
        return
    try:
        recorded = dict(json.loads(bytes(entry.body)))
    except (ValueError, TypeError):
        recorded = {}
    if any(recorded.get(name) != value for name, value in columns(entry).items()):
        yield Fault(entry.sequence, "its columns differ from what was recorded")
