"""What must always be true of a tenant's rows, each under a name, as SQL that finds what breaks it.

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

# Shorter names for what the statements below speak of.
ROWS: Final = """
    WITH doc AS (SELECT * FROM documents_document), rev AS (SELECT * FROM documents_revision),
    rnd AS (SELECT * FROM approvals_round), stp AS (SELECT * FROM approvals_step),
    sig AS (SELECT * FROM approvals_signature), told AS (SELECT * FROM tenants_notice),
    part AS (SELECT * FROM documents_participant), pdf AS (SELECT * FROM documents_rendition),
    dist AS (SELECT * FROM documents_distribution), deleg AS (SELECT * FROM approvals_delegation),
    typ AS (SELECT * FROM documents_documenttype),
    stage AS (SELECT round_id, stage, bool_or(meaning = 'seen') AS views,
                     count(*) FILTER (WHERE state = 'signed') AS signed,
                     CASE min(mode) WHEN 'all' THEN count(*) WHEN 'any' THEN 1
                                    ELSE min(minimum) END AS needed
              FROM stp WHERE added_to_id IS NULL AND state NOT IN ('handed_on', 'taken_back')
              GROUP BY round_id, stage),
    issue AS (SELECT rnd.*, typ.same_signer FROM rnd JOIN rev ON rev.id = rnd.revision_id
              JOIN doc ON doc.id = rev.document_id JOIN typ ON typ.id = doc.document_type_id
              WHERE purpose = 'issue'),
    acted AS (SELECT sig.*, rnd.revision_id, rnd.purpose, rnd.started_by_id, stp.member_id,
                     stp.deputy_id, stp.state AS step_state, stp.meaning AS step_meaning,
                     typ.same_signer
              FROM sig JOIN rnd ON rnd.id = sig.round_id LEFT JOIN stp ON stp.id = sig.step_id
              JOIN rev ON rev.id = rnd.revision_id JOIN doc ON doc.id = rev.document_id
              JOIN typ ON typ.id = doc.document_type_id),
    heard AS (SELECT rnd.id, rnd.state, rnd.purpose, rnd.ended_by_id, who.person
              FROM rnd JOIN rev ON rev.id = rnd.revision_id JOIN doc ON doc.id = rev.document_id
              CROSS JOIN LATERAL (
                  SELECT rnd.started_by_id AS person
                  UNION SELECT rev.prepared_by_id UNION SELECT doc.owner_id
                  UNION SELECT given_by_id FROM stp WHERE stp.round_id = rnd.id
                  UNION SELECT unnest(array[member_id, deputy_id]) FROM stp
                        WHERE stp.round_id = rnd.id AND decided_at IS NOT NULL) AS who
              WHERE rnd.state <> 'open')
"""
# Each statement finds the ids of what is not so.
ALWAYS: Final[dict[str, str]] = {
    "a document has one effective revision at most": """
        SELECT document_id FROM rev WHERE state = 'effective'
        GROUP BY document_id HAVING count(*) > 1""",
    "a document has one revision in work at most": """
        SELECT document_id FROM rev WHERE state IN ('draft', 'in_review', 'approved')
        GROUP BY document_id HAVING count(*) > 1""",
    "what a document names as in force is its effective revision": """
        SELECT doc.id FROM doc LEFT JOIN rev ON rev.document_id = doc.id AND rev.state = 'effective'
        WHERE doc.in_force_id IS DISTINCT FROM rev.id""",
    "what is in force or was has one round that passed and no more": """
        SELECT rev.id FROM rev WHERE state IN ('approved', 'effective', 'superseded')
        AND NOT is_imported AND 1 <> (SELECT count(*) FROM rnd WHERE revision_id = rev.id
                                      AND purpose = 'issue' AND state = 'passed')""",
    "what did not pass is not approved": """
        SELECT rev.id FROM rev JOIN rnd ON rnd.revision_id = rev.id WHERE purpose = 'issue'
        AND rnd.state = 'passed' AND rev.state IN ('draft', 'in_review', 'rejected')""",
    "what is in force or was has its controlled PDF and its body": """
        SELECT rev.id FROM rev WHERE state IN ('effective', 'superseded') AND NOT is_imported
        AND 2 <> (SELECT count(*) FROM pdf WHERE revision_id = rev.id)""",
    "a revision is in review exactly while a round of issue runs": """
        SELECT rev.id FROM rev WHERE (state = 'in_review') <> EXISTS (
            SELECT FROM rnd WHERE revision_id = rev.id AND purpose = 'issue' AND state = 'open')""",
    "a rejected revision was rejected in its last round": """
        SELECT rev.id FROM rev WHERE (state = 'rejected') <> EXISTS (
            SELECT FROM rnd WHERE revision_id = rev.id AND purpose = 'issue'
            AND state = 'rejected')""",
    "what was rejected, returned or recalled never takes effect by that round": """
        SELECT rnd.id FROM rnd JOIN rev ON rev.id = rnd.revision_id
        WHERE purpose = 'issue' AND rnd.state <> 'passed' AND effective_at IS NOT NULL
        AND rev.manifest = rnd.manifest AND NOT EXISTS (
            SELECT FROM rnd o WHERE o.revision_id = rev.id AND o.state = 'passed')""",
    "nothing takes effect before its day": """
        SELECT id FROM rev WHERE effective_at IS NOT NULL AND effective_on IS NOT NULL
        AND (effective_at AT TIME ZONE 'Asia/Shanghai')::date < effective_on""",
    "later revisions supersede earlier ones": """
        SELECT new.id FROM rev new JOIN rev old ON old.document_id = new.document_id
        AND old.n > new.n WHERE new.state = 'effective' AND old.state = 'superseded'""",
    "revisions of a document are counted without gaps": """
        SELECT document_id FROM rev GROUP BY document_id HAVING max(n) <> count(*)""",
    "no author signs what they wrote, unless the type allows it": """
        SELECT acted.id FROM acted JOIN part ON part.revision_id = acted.revision_id
        AND part.member_id = acted.signer_id AND capacity = 'author'
        WHERE acted.meaning <> 'prepared' AND NOT same_signer""",
    "no holder of a step wrote the text, unless the type allows it": """
        SELECT stp.id FROM stp JOIN issue ON issue.id = stp.round_id JOIN part
        ON part.revision_id = issue.revision_id AND part.member_id = stp.member_id
        AND capacity = 'author' WHERE NOT same_signer""",
    "who submits signs nothing else in that round, unless the type allows it": """
        SELECT id FROM acted WHERE meaning <> 'prepared' AND signer_id = started_by_id
        AND NOT same_signer""",
    "who asks for an act does not decide on it, whatever the type allows": """
        SELECT id FROM acted WHERE purpose <> 'issue' AND meaning <> 'prepared'
        AND signer_id = started_by_id""",
    "nobody reviews and approves in one round, unless the type allows it": """
        SELECT round_id FROM acted WHERE NOT same_signer GROUP BY round_id, signer_id
        HAVING bool_or(meaning = 'reviewed') AND bool_or(meaning = 'approved')""",
    "where several must sign, one counts once": """
        SELECT a.id FROM acted a JOIN stp s ON s.id = a.step_id AND s.mode = 'at_least'
        JOIN acted b ON b.round_id = a.round_id AND b.signer_id = a.signer_id AND b.id <> a.id
        JOIN stp o ON o.id = b.step_id AND o.stage = s.stage""",
    "there is a signature for each signed step and no other": """
        SELECT stp.id FROM stp LEFT JOIN sig ON sig.step_id = stp.id
        WHERE (stp.state = 'signed') <> (sig.id IS NOT NULL)""",
    "each round is signed as prepared by who started it, once": """
        SELECT rnd.id FROM rnd WHERE 1 <> (
            SELECT count(*) FROM sig WHERE sig.round_id = rnd.id AND step_id IS NULL
            AND meaning = 'prepared' AND signer_id = rnd.started_by_id)""",
    "a signature is that of the step's holder or deputy, in the step's meaning": """
        SELECT id FROM acted WHERE step_id IS NOT NULL AND (meaning <> step_meaning
        OR signer_id <> coalesce(deputy_id, member_id))""",
    "a deputy's signature names a delegation that held when it was given": """
        SELECT acted.id FROM acted LEFT JOIN deleg ON deleg.id = acted.delegation_id
        AND deleg.deputy_id = acted.signer_id
        AND (signed_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN valid_from AND valid_until
        AND coalesce(deleg.ended_at >= signed_at, true)
        WHERE (acted.deputy_id IS NOT NULL) <> (deleg.id IS NOT NULL)""",
    "signatures bind to the manifest that their round keeps": """
        SELECT sig.id FROM sig JOIN rnd ON rnd.id = sig.round_id
        WHERE sig.manifest_sha256 <> rnd.manifest_sha256
        OR rnd.manifest_sha256 <> encode(sha256(rnd.manifest), 'hex')""",
    "a text is frozen as it was submitted as long as it is decided on, and for good after": """
        SELECT rev.id FROM rev JOIN rnd ON rnd.revision_id = rev.id AND purpose = 'issue'
        WHERE rnd.state IN ('open', 'passed') AND rev.manifest <> rnd.manifest""",
    "a round that has ended leaves nothing to decide": """
        SELECT stp.id FROM stp JOIN rnd ON rnd.id = stp.round_id
        WHERE rnd.state <> 'open' AND stp.state IN ('open', 'waiting')""",
    "a round that runs waits for somebody, in its stage": """
        SELECT rnd.id FROM rnd WHERE state = 'open' AND NOT EXISTS (
            SELECT FROM stp WHERE stp.round_id = rnd.id AND stp.state = 'open'
            AND stp.stage = rnd.stage AND meaning <> 'seen')""",
    "no stage begins before the one before it is decided": """
        SELECT stp.id FROM stp JOIN stage ON stage.round_id = stp.round_id
        AND stage.stage < stp.stage WHERE stp.state NOT IN ('waiting', 'not_required')
        AND NOT views AND signed < needed""",
    "a round passes when every stage that signs is decided, and not before": """
        SELECT rnd.id FROM rnd JOIN stage ON stage.round_id = rnd.id WHERE state = 'passed'
        AND NOT views AND signed < needed""",
    "a decided step says when, and an undecided one does not": """
        SELECT id FROM stp WHERE (decided_at IS NOT NULL)
        <> (state IN ('signed', 'seen', 'returned', 'rejected', 'handed_on'))""",
    "a round that came back or to nothing says why, if somebody else ended it": """
        SELECT id FROM rnd WHERE state IN ('returned', 'rejected') AND comment = ''""",
    "a document says that an act is decided on exactly while its round runs": """
        SELECT doc.id FROM doc WHERE act <> coalesce((
            SELECT purpose FROM rnd JOIN rev ON rev.id = rnd.revision_id
            WHERE rev.document_id = doc.id AND rnd.state = 'open' AND purpose <> 'issue'), '')""",
    "a retired document has nothing in work": """
        SELECT doc.id FROM doc JOIN rev ON rev.document_id = doc.id WHERE doc.state = 'retired'
        AND rev.state IN ('draft', 'in_review', 'approved')""",
    "a document is retired by a round that passed, its own or its parent's": """
        SELECT doc.id FROM doc WHERE doc.state = 'retired' AND NOT EXISTS (
            SELECT FROM rnd JOIN rev ON rev.id = rnd.revision_id
            WHERE rev.document_id IN (doc.id, doc.parent_id)
            AND purpose = 'retire' AND rnd.state = 'passed')""",
    "nobody has to read what is not in force": """
        SELECT dist.id FROM dist JOIN rev ON rev.id = dist.revision_id
        JOIN doc ON doc.id = rev.document_id WHERE closed_on IS NULL
        AND (rev.state <> 'effective' OR doc.state <> 'active')""",
    "who has to decide may read it": """
        SELECT stp.id FROM stp JOIN rnd ON rnd.id = stp.round_id WHERE NOT EXISTS (
            SELECT FROM part WHERE part.revision_id = rnd.revision_id
            AND part.member_id = stp.member_id AND capacity = 'decides')""",
    "whoever is asked was told so": """
        SELECT stp.id FROM stp WHERE due_on IS NOT NULL AND NOT EXISTS (
            SELECT FROM told WHERE recipient_id = stp.member_id AND subject = 'step:' || stp.id
            AND kind IN ('approval_requested', 'act_requested', 'viewing_requested',
                         'step_handed_to', 'signature_asked'))""",
    "each outcome was told to the author and to all who had acted": """
        SELECT heard.id FROM heard WHERE person IS NOT NULL
        AND person IS DISTINCT FROM ended_by_id AND NOT EXISTS (
            SELECT FROM told WHERE recipient_id = person AND subject = 'round:' || heard.id
            AND kind = CASE purpose WHEN 'issue' THEN 'revision_' ELSE 'act_' END
                || heard.state)""",
    "whoever was asked and is let off was told so": """
        SELECT stp.id FROM stp WHERE state = 'not_required' AND due_on IS NOT NULL
        AND NOT EXISTS (SELECT FROM told WHERE recipient_id = stp.member_id
            AND subject = 'step:' || stp.id
            AND kind IN ('approval_not_required', 'viewing_not_required'))""",
    "a step that waits in its stage waits for a signature beside it": """
        SELECT stp.id FROM stp JOIN rnd ON rnd.id = stp.round_id AND rnd.state = 'open'
        WHERE stp.state = 'waiting' AND stp.stage = rnd.stage AND NOT EXISTS (
            SELECT FROM stp o WHERE o.added_to_id = stp.id AND o.place = 'before'
            AND o.state IN ('open', 'waiting'))
        AND NOT EXISTS (SELECT FROM stp o WHERE o.id = stp.added_to_id AND stp.place = 'after'
                        AND o.state IN ('open', 'waiting'))""",
    "a round that passed has each signature that was added beside one that was given": """
        SELECT stp.id FROM stp JOIN rnd ON rnd.id = stp.round_id AND rnd.state = 'passed'
        JOIN stp o ON o.id = stp.added_to_id AND o.state = 'signed'
        WHERE stp.state NOT IN ('signed', 'taken_back', 'handed_on')""",
    "what was handed on is decided by who has it now": """
        SELECT stp.id FROM stp WHERE state = 'handed_on' AND NOT EXISTS (
            SELECT FROM stp o WHERE o.handed_from_id = stp.id)""",
    "rows point at rows of their own tenant": """
        SELECT id FROM rnd WHERE tenant_id <> current_setting('app.tenant')::uuid
        UNION SELECT id FROM sig WHERE tenant_id <> current_setting('app.tenant')::uuid""",
}
OF_NEIGHBOUR: Final = """
    SELECT (SELECT count(*) FROM tenants_notice), (SELECT count(*) FROM approvals_round),
           (SELECT count(*) FROM documents_document), (SELECT max(sequence) FROM tenants_audithead)
"""
NUMBERS: Final = "SELECT id, number FROM documents_document"
KEPT: Final = "SELECT id, manifest_sha256 FROM approvals_round"


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
                assert signed_text(bytes(round.manifest or b"")), "a signed text is kept"
        for file in StoredFile.objects.all():
            assert hashlib.sha256(files.read(file)).hexdigest() == file.sha256

    def _of_neighbour(self) -> list[tuple[Any, ...]]:
        with tenant_scope(self.neighbour.pk):
            return _asked(OF_NEIGHBOUR)

    def _are_kept(self) -> bool:
        """Tell whether no number changed or came back, and no round's manifest is another."""
        kept = True
        for known, sql in ((self.numbers, NUMBERS), (self.manifests, KEPT)):
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
