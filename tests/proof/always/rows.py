"""Shorter names for the rows that the statements speak of."""

from typing import Final

ROWS: Final = """
    WITH doc AS (SELECT * FROM documents_document), rev AS (SELECT * FROM documents_revision),
    rnd AS (SELECT *, coalesce(item_manifest, manifest) AS own,
                   coalesce(package_id::text || started_at, id::text) AS submission
            FROM approvals_round),
    stp AS (SELECT * FROM approvals_step), sig AS (SELECT * FROM approvals_signature),
    told AS (SELECT * FROM tenants_notice), part AS (SELECT * FROM documents_participant),
    pdf AS (SELECT * FROM documents_rendition), dist AS (SELECT * FROM documents_distribution),
    paper AS (SELECT * FROM documents_papercopy),
    deleg AS (SELECT * FROM approvals_delegation), typ AS (SELECT * FROM documents_documenttype),
    block AS (SELECT * FROM documents_textblock), urge AS (SELECT * FROM approvals_urge),
    msg AS (SELECT * FROM approvals_message), rvw AS (SELECT * FROM approvals_review),
    pkg AS (SELECT * FROM approvals_package), log AS (SELECT * FROM tenants_auditentry),
    item AS (SELECT * FROM approvals_packageitem WHERE removed_at IS NULL),
    stage AS (SELECT round_id, stage, bool_or(meaning = 'seen') AS views,
                     count(*) FILTER (WHERE state = 'signed') AS signed,
                     CASE min(mode) WHEN 'all' THEN count(*) WHEN 'any' THEN 1
                                    ELSE min(minimum) END AS needed
              FROM stp WHERE added_to_id IS NULL AND state NOT IN ('handed_on', 'taken_back')
              GROUP BY round_id, stage),
    issue AS (SELECT rnd.*, typ.same_signer, rev.document_id, rev.effective_at
              FROM rnd JOIN rev ON rev.id = rnd.revision_id
              JOIN doc ON doc.id = rev.document_id JOIN typ ON typ.id = doc.document_type_id
              WHERE purpose = 'issue'),
    asked AS (SELECT issue.*, (said ->> 'stage')::int AS asked_stage, said -> 'condition' AS rule,
                     (said ->> 'is_all')::bool OR said -> 'found' <> '{}' AS holds
              FROM issue, jsonb_array_elements(verdicts) AS said),
    acted AS (SELECT sig.*, rnd.revision_id, rnd.purpose, rnd.submission, rnd.package_id,
                     rnd.started_by_id, stp.member_id, stp.deputy_id, stp.state AS step_state,
                     stp.decided_at,
                     stp.meaning AS step_meaning, typ.same_signer
              FROM sig JOIN rnd ON rnd.id = sig.round_id LEFT JOIN stp ON stp.id = sig.step_id
              JOIN rev ON rev.id = rnd.revision_id JOIN doc ON doc.id = rev.document_id
              JOIN typ ON typ.id = doc.document_type_id),
    heard AS (SELECT rnd.*, who.person
              FROM rnd JOIN rev ON rev.id = rnd.revision_id JOIN doc ON doc.id = rev.document_id
              CROSS JOIN LATERAL (
                  SELECT rnd.started_by_id AS person
                  UNION SELECT rev.prepared_by_id UNION SELECT doc.owner_id
                  UNION SELECT given_by_id FROM stp WHERE stp.round_id = rnd.id
                  UNION SELECT unnest(array[member_id, deputy_id]) FROM stp
                        WHERE stp.round_id = rnd.id AND decided_at IS NOT NULL) AS who
              WHERE rnd.state <> 'open')
"""
