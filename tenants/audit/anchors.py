"""Anchors of the audit trail: where each chain stood, written down outside the database.

Whoever rules the database can cut a chain's tail off and rewrite its head, and the chain alone
would look whole. A line kept elsewhere says which entry with which hash must still be there.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from tenants.audit.verification import Fault
from tenants.models import AuditEntry, AuditHead
from tenants.people.directory import each_tenant
from tenants.scope import tenant_scope


def file() -> Path:
    """Return the file of anchors: one JSON object a line, only ever appended to."""
    return Path(settings.ANCHORS_ROOT) / "audit-anchors.jsonl"


def write() -> int:
    """Anchor every tenant's chain, on disk before this returns; say how many there are."""
    lines = []
    for tenant in each_tenant():
        with tenant_scope(tenant.pk):
            head = AuditHead.objects.one_or_none()
        if head is not None and head.sequence:
            anchor = {
                "tenant": tenant.code,
                "sequence": head.sequence,
                "hash": bytes(head.hash).hex(),
                "at": timezone.now().isoformat(),
            }
            lines.append(json.dumps(anchor) + "\n")
    file().parent.mkdir(parents=True, exist_ok=True)
    with file().open("a", encoding="utf-8") as anchors:
        anchors.writelines(lines)
        anchors.flush()
        os.fsync(anchors.fileno())
    return len(lines)


def faults(code: str) -> Iterator[Fault]:
    """Find anchored entries that the running tenant's chain, whose code this is, has no more."""
    anchored = [anchor for anchor in _anchors() if anchor["tenant"] == code]
    entries = AuditEntry.objects.filter(sequence__in={anchor["sequence"] for anchor in anchored})
    hashes = dict(entries.values_list("sequence", "hash"))
    for anchor in anchored:
        if bytes(hashes.get(anchor["sequence"], b"")).hex() != anchor["hash"]:
            yield Fault(anchor["sequence"], "it is not what was anchored outside the database")


def _anchors() -> list[dict[str, Any]]:
    if not file().exists():
        return []
    return [json.loads(line) for line in file().read_text(encoding="utf-8").splitlines()]
