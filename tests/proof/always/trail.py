"""What is true of the audit trail: what is in it happened, what happened is in it."""

from typing import Final

TRAIL: Final[dict[str, str]] = {
    "each signature stands in the trail once, by who signed, and no other does": """
        SELECT coalesce(sig.id, log.id) FROM sig
        FULL JOIN (SELECT * FROM log WHERE event = 'revision.signed') AS log
        ON log.subject = 'signature:' || sig.id
        WHERE sig.id IS NULL OR sig.signer_id IS DISTINCT FROM log.by_id""",
    "no signature stands in the trail twice": """
        SELECT min(id::text)::uuid FROM log WHERE event = 'revision.signed'
        GROUP BY subject HAVING count(*) > 1""",
    "what passed stands in the trail once, and no more": """
        SELECT rev.id FROM rev WHERE (
            SELECT count(*) FROM rnd WHERE revision_id = rev.id AND purpose = 'issue'
            AND rnd.state = 'passed') <> (
            SELECT count(*) FROM log WHERE event = 'revision.approved'
            AND subject = 'revision:' || rev.id)""",
    "what took effect stands in the trail once, and no more": """
        SELECT rev.id FROM rev WHERE NOT is_imported AND (effective_at IS NOT NULL)::int <> (
            SELECT count(*) FROM log WHERE event = 'revision.activated'
            AND subject = 'revision:' || rev.id)""",
    "a package that took effect stands in the trail once, and no other": """
        SELECT pkg.id FROM pkg WHERE (effective_at IS NOT NULL)::int <> (
            SELECT count(*) FROM log WHERE event = 'package.activated'
            AND subject = 'package:' || pkg.id)""",
    "a verdict that counts stands in the trail once, and no more": """
        SELECT rev.id FROM rev WHERE (
            SELECT count(*) FROM rvw WHERE revision_id = rev.id AND done_at IS NOT NULL) <> (
            SELECT count(*) FROM log WHERE event = 'review.settled'
            AND subject = 'revision:' || rev.id)""",
}
