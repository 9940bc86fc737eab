"""What is true of who signs, and of signatures."""

from typing import Final

SIGNING: Final[dict[str, str]] = {
    "no author signs what they wrote, unless the type allows it": """
        SELECT acted.id FROM acted JOIN part ON part.revision_id = acted.revision_id
        AND part.member_id = acted.signer_id AND capacity = 'author'
        WHERE acted.step_id IS NOT NULL AND NOT same_signer""",
    "no holder of a step wrote the text, unless the type allows it": """
        SELECT stp.id FROM stp JOIN issue ON issue.id = stp.round_id JOIN part
        ON part.revision_id = issue.revision_id AND part.member_id = stp.member_id
        AND capacity = 'author' WHERE NOT same_signer""",
    "who submits signs nothing else in that round, unless the type allows it": """
        SELECT id FROM acted WHERE step_id IS NOT NULL AND signer_id = started_by_id
        AND NOT same_signer""",
    "who asks for an act does not decide on it, whatever the type allows": """
        SELECT id FROM acted WHERE purpose <> 'issue' AND step_id IS NOT NULL
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
    "each round is signed by who started it, once: as prepared, or a review as its verdict": """
        SELECT rnd.id FROM rnd WHERE 1 <> (
            SELECT count(*) FROM sig WHERE sig.round_id = rnd.id AND step_id IS NULL
            AND meaning = CASE purpose WHEN 'review' THEN 'reviewed' ELSE 'prepared' END
            AND signer_id = rnd.started_by_id)""",
    "a signature is that of the step's holder or deputy, in the step's meaning": """
        SELECT id FROM acted WHERE step_id IS NOT NULL AND (meaning <> step_meaning
        OR signer_id <> coalesce(deputy_id, member_id))""",
    "a deputy's signature names a delegation that held when it was given": """
        SELECT acted.id FROM acted LEFT JOIN deleg ON deleg.id = acted.delegation_id
        AND deleg.deputy_id = acted.signer_id
        AND (decided_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN valid_from AND valid_until
        AND coalesce(deleg.ended_at >= decided_at, true)
        WHERE (acted.deputy_id IS NOT NULL) <> (deleg.id IS NOT NULL)""",
    "signatures bind to the manifest that their round keeps": """
        SELECT sig.id FROM sig JOIN rnd ON rnd.id = sig.round_id
        WHERE sig.manifest_sha256 <> rnd.manifest_sha256
        OR rnd.manifest_sha256 <> encode(sha256(rnd.manifest), 'hex')""",
    "a decided step says when, and an undecided one does not": """
        SELECT id FROM stp WHERE (decided_at IS NOT NULL)
        <> (state IN ('signed', 'seen', 'returned', 'rejected', 'handed_on'))""",
    "who has to decide may read it": """
        SELECT stp.id FROM stp JOIN rnd ON rnd.id = stp.round_id WHERE NOT EXISTS (
            SELECT FROM part WHERE part.revision_id = rnd.revision_id
            AND part.member_id = stp.member_id AND capacity = 'decides')""",
}
