"""What is true of periodic reviews, and of stages that are asked on a condition."""

from typing import Final

REVIEWS: Final[dict[str, str]] = {
    "a verdict that counts was signed by its reviewer, in a round that passed": """
        SELECT rvw.id FROM rvw LEFT JOIN rnd ON rnd.id = rvw.round_id
        LEFT JOIN sig ON sig.round_id = rnd.id AND sig.step_id IS NULL
        AND sig.signer_id = rvw.reviewer_id AND sig.meaning = 'reviewed'
        WHERE rvw.state IN ('done', 'corrected')
        AND (rnd.purpose, rnd.state, sig.id IS NOT NULL) IS DISTINCT FROM ('review', 'passed', true)
        """,
    "a verdict says what was signed": """
        SELECT rvw.id FROM rvw JOIN rnd ON rnd.id = rvw.round_id CROSS JOIN LATERAL (
            SELECT convert_from(manifest, 'UTF8')::jsonb AS said) AS signed
        WHERE (said ->> 'verdict', said ->> 'reason') IS DISTINCT FROM (verdict, sentence)
        OR said ->> 'next_due' IS DISTINCT FROM coalesce(next_due::text, '')""",
    "a review is in decision exactly while its round runs": """
        SELECT rvw.id FROM rvw LEFT JOIN rnd ON rnd.id = rvw.round_id
        WHERE (rvw.state = 'deciding') <> coalesce(rnd.state = 'open', false)""",
    "each round of a review that runs or passed has its review": """
        SELECT rnd.id FROM rnd WHERE purpose = 'review' AND state IN ('open', 'passed')
        AND NOT EXISTS (SELECT FROM rvw WHERE round_id = rnd.id)""",
    "a verdict is corrected exactly when another that counts corrects it, of the same document": """
        SELECT rvw.id FROM rvw WHERE (state = 'corrected') <> EXISTS (
            SELECT FROM rvw o WHERE o.corrects_id = rvw.id AND o.state IN ('done', 'corrected')
            AND o.document_id = rvw.document_id)""",
    "who gives a verdict does not confirm it": """
        SELECT stp.id FROM stp JOIN rvw ON rvw.round_id = stp.round_id
        WHERE stp.member_id = rvw.reviewer_id OR stp.deputy_id = rvw.reviewer_id""",
    "a text in force is due for review when its last verdict says, else a year after it began": """
        SELECT doc.id FROM doc JOIN rev ON rev.id = doc.in_force_id WHERE NOT is_imported
        AND review_due IS DISTINCT FROM coalesce(
            (SELECT next_due FROM rvw WHERE revision_id = rev.id AND rvw.state = 'done'
             ORDER BY done_at DESC LIMIT 1),
            ((effective_at AT TIME ZONE 'Asia/Shanghai')::date + interval '1 year')::date)""",
    "a verdict that changes a text in force has a draft, begun or in work": """
        SELECT rvw.id FROM rvw JOIN rev ON rev.id = rvw.revision_id
        WHERE verdict IN ('minor', 'revise') AND rvw.state IN ('done', 'corrected')
        AND draft_id IS NULL AND (superseded_at IS NULL OR superseded_at > done_at)""",
    "a stage is asked exactly when its condition held": """
        SELECT asked.id FROM asked WHERE holds <> EXISTS (
            SELECT FROM stp WHERE round_id = asked.id AND stp.stage = asked_stage)""",
    "a stage that was left out was about clauses that had not changed": """
        SELECT asked.id FROM asked JOIN rev old ON old.document_id = asked.document_id
        AND old.effective_at < asked.started_at
        AND (old.superseded_at IS NULL OR old.superseded_at > asked.started_at)
        CROSS JOIN jsonb_array_elements_text(rule -> 'clauses') AS clause
        WHERE NOT holds AND asked.state IN ('open', 'passed') AND (
            SELECT array_agg(content ->> 'text' ORDER BY position) FROM block
            WHERE revision_id = asked.revision_id AND content ->> 'clause' = clause)
        IS DISTINCT FROM (
            SELECT array_agg(content ->> 'text' ORDER BY position) FROM block
            WHERE revision_id = old.id AND content ->> 'clause' = clause)""",
    "of what nothing is in force no stage is left out": """
        SELECT asked.id FROM asked WHERE NOT holds AND NOT EXISTS (
            SELECT FROM rev old WHERE old.document_id = asked.document_id
            AND old.effective_at < asked.started_at)""",
}
