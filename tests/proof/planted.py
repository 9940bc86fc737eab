"""For each statement of packages, reviews and the trail: rows put wrong, which it must notice."""

from typing import Final

IN_APPROVAL: Final = """id = (SELECT min(revision_id::text)::uuid FROM approvals_packageitem i
    JOIN approvals_package p ON p.id = i.package_id WHERE p.state = 'in_approval')"""
A_SIBLING: Final = """id = (SELECT min(id::text)::uuid FROM approvals_round
    WHERE package_id IS NOT NULL AND state = 'passed')"""
ALONE: Final = """SELECT revision_id FROM approvals_round WHERE package_id IS NULL
    AND state = 'open' AND purpose = 'issue'"""
AN_ENTRY: Final = """INSERT INTO tenants_auditentry
    (id, tenant_id, sequence, at, event, subject, body, previous, hash, by_id)
    SELECT gen_random_uuid(), tenant_id, 999999, now(), '{event}', {subject}, '', '', '', {by}
    FROM {table} {where} LIMIT 1"""
UNTOLD: Final = "UPDATE tenants_notice SET kind = 'other' WHERE kind IN ({kinds})"


def _entry(event: str, table: str, subject: str, by: str = "NULL", where: str = "") -> str:
    return AN_ENTRY.format(event=event, table=table, subject=subject, by=by, where=where)


PLANTED: Final[dict[str, str]] = {
    "a package takes effect whole or not at all": f"""
        UPDATE documents_revision SET effective_at = now() WHERE {IN_APPROVAL}""",
    "nothing of a package takes effect before its day": """
        UPDATE approvals_package SET effective_on = effective_at::date + 9""",
    "what is in approval, approved or rejected of a package is so with all of it": f"""
        UPDATE documents_revision SET state = 'draft' WHERE {IN_APPROVAL}""",
    "what was submitted with a package goes on with it, to one end": f"""
        UPDATE approvals_round SET comment = 'another' WHERE {A_SIBLING}""",
    "a package is in approval exactly while a round runs for each document in it": """
        UPDATE approvals_package SET state = 'draft' WHERE state = 'in_approval'""",
    "siblings sign one manifest": f"""
        UPDATE approvals_round SET manifest_sha256 = 'other' WHERE {A_SIBLING}""",
    "what siblings sign names each of them by its own manifest, and nothing else": f"""
        UPDATE approvals_round SET item_manifest = 'other' WHERE {A_SIBLING}""",
    "a text says of which package it is part": f"""
        UPDATE documents_revision SET package_number = NULL WHERE {IN_APPROVAL}""",
    "what is part of a package is not submitted by itself": f"""
        UPDATE documents_revision SET package_number = 9 WHERE id IN ({ALONE})""",
    "who leads a package or wrote anything of it signs none of it, unless all types allow it": """
        UPDATE approvals_package SET lead_id = (SELECT signer_id FROM approvals_signature s
            JOIN approvals_round r ON r.id = s.round_id
            WHERE package_id = approvals_package.id AND step_id IS NOT NULL LIMIT 1)
        WHERE state = 'effective'""",
    "nobody reviews one text of a package and approves another, unless all types allow it": """
        UPDATE approvals_round SET (package_id, started_at) = (
            SELECT package_id, started_at FROM approvals_round
            WHERE package_id IS NOT NULL AND state = 'passed' LIMIT 1)
        WHERE package_id IS NULL AND state = 'passed' AND purpose = 'issue'""",
    "a package signs no stage of one text before that stage is decided in all before it": """
        UPDATE approvals_step SET state = 'not_required' WHERE state = 'signed' AND round_id IN (
            SELECT id FROM approvals_round WHERE package_id IS NOT NULL AND stage > 1)""",
    "a verdict that counts was signed by its reviewer, in a round that passed": """
        UPDATE approvals_review SET reviewer_id = (SELECT id FROM tenants_member
            WHERE id <> reviewer_id LIMIT 1) WHERE state = 'done'""",
    "a verdict says what was signed": """
        UPDATE approvals_review SET sentence = 'Another' WHERE state = 'done'""",
    "a review is in decision exactly while its round runs": """
        UPDATE approvals_review SET state = 'planned' WHERE state = 'deciding'""",
    "each round of a review that runs or passed has its review": """
        UPDATE approvals_review SET round_id = NULL WHERE state = 'deciding'""",
    "a verdict is corrected exactly when another that counts corrects it, of the same document": """
        UPDATE approvals_review SET corrects_id = NULL""",
    "who gives a verdict does not confirm it": """
        UPDATE approvals_review SET reviewer_id = (SELECT member_id FROM approvals_step s
            WHERE s.round_id = approvals_review.round_id LIMIT 1) WHERE state = 'deciding'""",
    "a text in force is due for review when its last verdict says, else a year after it began": """
        UPDATE documents_document SET review_due = review_due + 1""",
    "a verdict that changes a text in force has a draft, begun or in work": """
        UPDATE approvals_review SET verdict = 'minor' WHERE state = 'done'""",
    "a stage is asked exactly when its condition held": """
        UPDATE approvals_round SET verdicts = replace(
            verdicts::text, '"found": {}', '"found": {"clauses": ["2"]}')::jsonb""",
    "a stage that was left out was about clauses that had not changed": f"""
        UPDATE documents_textblock SET content = content || '{{"text": "other"}}'
        WHERE content ->> 'clause' = '2' AND revision_id IN ({ALONE})""",
    "of what nothing is in force no stage is left out": """
        UPDATE documents_revision SET effective_at = effective_at + interval '9 years'""",
    "each signature stands in the trail once, by who signed, and no other does": _entry(
        "revision.signed", "tenants_audithead", "'signature:' || gen_random_uuid()"
    ),
    "no signature stands in the trail twice": _entry(
        *("revision.signed", "approvals_signature", "'signature:' || id", "signer_id")
    ),
    "what passed stands in the trail once, and no more": _entry(
        *("revision.approved", "documents_revision", "'revision:' || id")
    ),
    "what took effect stands in the trail once, and no more": _entry(
        *("revision.activated", "documents_revision", "'revision:' || id")
    ),
    "a package that took effect stands in the trail once, and no other": _entry(
        *("package.activated", "approvals_package", "'package:' || id")
    ),
    "a verdict that counts stands in the trail once, and no more": _entry(
        *("review.settled", "documents_revision", "'revision:' || id")
    ),
    "whoever is asked was told so, of a package once": UNTOLD.format(kinds="'package_requested'"),
    "whoever was asked and is let off was told so, of a package once all is": UNTOLD.format(
        kinds="'package_not_required'"
    ),
    "each outcome was told to the author and to all who had acted": UNTOLD.format(
        kinds="'package_passed'"
    ),
    "who is urged was told so, by one who waits, before they had decided": UNTOLD.format(
        kinds="'step_urged'"
    ),
    "who is asked a question takes part in its round, and was told": UNTOLD.format(
        kinds="'question_asked'"
    ),
    "an answer stands in the round of its question": """
        INSERT INTO approvals_message (id, tenant_id, round_id, kind, by_id, answers_id, body, at)
        SELECT gen_random_uuid(), m.tenant_id, r.id, 'answer', m.by_id, m.id, 'So', now()
        FROM approvals_message m JOIN approvals_round r ON r.id <> m.round_id
        WHERE m.kind = 'question' LIMIT 1""",
}
