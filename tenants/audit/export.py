"""The audit trail as files: with its hashes, so that a stranger can check the chain."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from tenants.audit.reading import lines
from tenants.models import AuditEntry, Member
from tenants.sheets import XLSX, comma_separated, workbook

MOST_ENTRIES: Final = 100_000


def as_csv(entries: Iterable[AuditEntry], reader: Member) -> bytes:
    """Return a table for any program."""
    return comma_separated(_head(), _rows(entries, reader))


def as_xlsx(entries: Iterable[AuditEntry], reader: Member) -> bytes:
    """Return a table for office programs."""
    return workbook(_("Audit trail"), _head(), _rows(entries, reader))


def as_json(entries: Iterable[AuditEntry], reader: Member) -> bytes:
    """Return the very bytes that were hashed: SHA-256 over `previous` and `body` is `hash`.

    Of a row the reader may not see, the body is left out; its hashes still link its neighbours.
    """
    exported = [
        {
            "sequence": line.entry.sequence,
            "body": bytes(line.entry.body).decode() if line.about.is_seen else None,
            "previous": bytes(line.entry.previous).hex(),
            "hash": bytes(line.entry.hash).hex(),
        }
        for line in lines(entries, reader)
    ]
    return json.dumps({"algorithm": "sha256", "entries": exported}, ensure_ascii=False).encode()


type Export = Callable[[Iterable[AuditEntry], Member], bytes]

FORMATS: Final[dict[str, tuple[str, Export]]] = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "xlsx": (XLSX, as_xlsx),
    "json": ("application/json", as_json),
}


def digest(content: bytes) -> str:
    """Return the SHA-256 of an export, which its own entry in the trail keeps."""
    return hashlib.sha256(content).hexdigest()


def _head() -> Sequence[str]:
    return (
        _("No."), _("Time"), _("Who"), _("Event"), _("About"), _("Details"),
        _("Previous hash"), _("Hash"),
    )  # fmt: skip


def _rows(entries: Iterable[AuditEntry], reader: Member) -> Iterator[Sequence[Any]]:
    for line in lines(entries, reader):
        details = "; ".join(
            f"{fact.label}: {fact.after}"
            if fact.before is None
            else f"{fact.label}: {fact.before} → {fact.after}"
            for fact in line.facts
        )
        entry = line.entry
        yield (
            entry.sequence, entry.at.isoformat(), line.who, line.event, line.about.words, details,
            bytes(entry.previous).hex(), bytes(entry.hash).hex(),
        )  # fmt: skip
