"""Ask a tenant's database whether all is as it must always be.

The machine asks after every step, the tests of crashes and of many at once when all is over.
"""

from __future__ import annotations

import hashlib
from typing import Any, Final
from uuid import UUID

from django.db import connection

from approvals.models import Round
from approvals.rounds.verification import verify
from documents import files
from documents.content import signed_text
from documents.models import StoredFile
from tenants.audit.record import link
from tenants.models import AuditEntry, Tenant
from tenants.scope import tenant_scope
from tests.proof.always import ALWAYS, ROWS

OF_NEIGHBOUR: Final = """
    SELECT (SELECT count(*) FROM tenants_notice), (SELECT count(*) FROM approvals_round),
           (SELECT count(*) FROM documents_document), (SELECT max(sequence) FROM tenants_audithead)
"""
NUMBERS: Final = "SELECT id, number FROM documents_document"
KEPT: Final = "SELECT id, manifest_sha256 FROM approvals_round"
GIVEN: Final = """
    SELECT id, array[verdict, sentence, next_due::text, done_at::text, round_id::text,
                     reviewer_id::text, corrects_id::text] FROM approvals_review
    WHERE done_at IS NOT NULL
"""


def every_invariant() -> str:
    """Return one statement that yields the name of each invariant that is broken, with a row."""
    found = (
        f"SELECT $${name}$$ AS name, id::text FROM ({sql}) AS broken (id)"
        for name, sql in ALWAYS.items()
    )
    return ROWS + " UNION ALL ".join(found)


def broken_now() -> list[str]:
    """Return what is not as it must be in the running tenant, by name."""
    return [f"{name}: {row}" for name, row in _asked(every_invariant())]


class Invariants:
    """Ask the running tenant's database whether all is well; some of it against what was before."""

    def __init__(self, neighbour: Tenant) -> None:
        self.neighbour = neighbour
        self.before = self._of_neighbour()
        self.numbers: dict[UUID, str] = {}
        self.manifests: dict[UUID, str] = {}
        self.verdicts: dict[UUID, list[str]] = {}
        self.sequence, self.hash = 0, b""

    def broken(self) -> list[str]:
        """Return what is not as it must be, by name."""
        found = broken_now()
        if self._of_neighbour() != self.before:
            found.append("the neighbour's rows are as they were")
        if not self._are_kept():
            found.append("what was given or frozen once stays as it is")
        if not self._is_chained():
            found.append("the audit chain holds")
        return found

    def check_thoroughly(self) -> None:
        """Check what takes longer, once at the end: every hash, every file, every signed text."""
        for round in Round.objects.select_related("revision__document"):
            assert verify(round) == [], round.pk
            if not round.is_act:
                assert signed_text(round.own_manifest or b""), "a signed text is kept"
        for file in StoredFile.objects.all():
            assert hashlib.sha256(files.read(file)).hexdigest() == file.sha256

    def _of_neighbour(self) -> list[tuple[Any, ...]]:
        with tenant_scope(self.neighbour.pk):
            return _asked(OF_NEIGHBOUR)

    def _are_kept(self) -> bool:
        """Tell whether no number changed or came back, no manifest is another, no verdict gone."""
        kept = True
        known: dict[UUID, Any]
        for known, sql in (
            (self.numbers, NUMBERS),
            (self.manifests, KEPT),
            (self.verdicts, GIVEN),
        ):
            now = dict(_asked(sql))
            kept &= known.items() <= now.items()
            known.update(now)
        return kept and len(set(self.numbers.values())) == len(self.numbers)

    def _is_chained(self) -> bool:
        """Follow the chain from where it was followed to last time."""
        for entry in AuditEntry.objects.filter(sequence__gt=self.sequence).order_by("sequence"):
            follows = (entry.sequence, bytes(entry.previous)) == (self.sequence + 1, self.hash)
            if not follows or bytes(entry.hash) != link(self.hash, bytes(entry.body)):
                return False
            self.sequence, self.hash = entry.sequence, bytes(entry.hash)
        return True


def _asked(sql: str) -> list[tuple[Any, ...]]:
    connection.ensure_connection()
    return list(connection.connection.execute(sql, prepare=True).fetchall())  # planned once
