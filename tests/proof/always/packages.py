"""What is true of change packages: all of it or nothing."""

from typing import Final

PACKAGES: Final[dict[str, str]] = {
    "a package takes effect whole or not at all": """
        SELECT item.id FROM item JOIN pkg ON pkg.id = item.package_id
        JOIN rev ON rev.id = item.revision_id
        WHERE (pkg.state = 'effective') <> (rev.effective_at IS NOT NULL)""",
    "nothing of a package takes effect before its day": """
        SELECT id FROM pkg WHERE effective_on IS NOT NULL
        AND (effective_at AT TIME ZONE 'Asia/Shanghai')::date < effective_on""",
    "what is in approval, approved or rejected of a package is so with all of it": """
        SELECT item.id FROM item JOIN pkg ON pkg.id = item.package_id
        JOIN rev ON rev.id = item.revision_id WHERE CASE pkg.state
            WHEN 'in_approval' THEN rev.state <> 'in_review'
            WHEN 'approved' THEN rev.state NOT IN ('approved', 'cancelled')
            ELSE pkg.state = 'rejected' AND rev.state <> 'rejected' END""",
    "what was submitted with a package goes on with it, to one end": """
        SELECT min(id::text)::uuid FROM rnd WHERE package_id IS NOT NULL GROUP BY submission
        HAVING count(DISTINCT (state, stage, ended_by_id, comment)) > 1""",
    "a package is in approval exactly while a round runs for each document in it": """
        SELECT pkg.id FROM pkg WHERE (SELECT count(*) FROM rnd WHERE package_id = pkg.id
            AND rnd.state = 'open') <> CASE pkg.state WHEN 'in_approval'
            THEN (SELECT count(*) FROM item WHERE package_id = pkg.id) ELSE 0 END""",
    "siblings sign one manifest": """
        SELECT min(id::text)::uuid FROM rnd WHERE package_id IS NOT NULL GROUP BY submission
        HAVING count(DISTINCT manifest_sha256) > 1 OR count(DISTINCT manifest) > 1""",
    "what siblings sign names each of them by its own manifest, and nothing else": """
        SELECT rnd.id FROM rnd JOIN rev ON rev.id = rnd.revision_id
        JOIN doc ON doc.id = rev.document_id
        WHERE package_id IS NOT NULL AND (
            SELECT array[count(*), count(*) FILTER (WHERE (one ->> 'number') = doc.number
                AND (one ->> 'n')::int = rev.n
                AND (one ->> 'manifest_sha256') = encode(sha256(rnd.item_manifest), 'hex'))]
            FROM jsonb_array_elements(
                convert_from(rnd.manifest, 'UTF8')::jsonb -> 'documents') AS one)
        <> array[(SELECT count(*) FROM rnd o WHERE o.submission = rnd.submission), 1]""",
    "a text says of which package it is part": """
        SELECT rev.id FROM rev LEFT JOIN item ON item.revision_id = rev.id
        LEFT JOIN pkg ON pkg.id = item.package_id
        WHERE rev.package_number IS DISTINCT FROM pkg.number""",
    "what is part of a package is not submitted by itself": """
        SELECT rnd.id FROM rnd JOIN rev ON rev.id = rnd.revision_id WHERE purpose = 'issue'
        AND rnd.state = 'open' AND (package_id IS NULL) <> (package_number IS NULL)""",
    "who leads a package or wrote anything of it signs none of it, unless all types allow it": """
        SELECT acted.id FROM acted JOIN pkg ON pkg.id = acted.package_id WHERE step_id IS NOT NULL
        AND EXISTS (SELECT FROM issue WHERE issue.submission = acted.submission AND NOT same_signer)
        AND (signer_id = lead_id OR EXISTS (
            SELECT FROM issue JOIN part ON part.revision_id = issue.revision_id
            WHERE issue.submission = acted.submission AND part.member_id = signer_id
            AND capacity = 'author'))""",
    "nobody reviews one text of a package and approves another, unless all types allow it": """
        SELECT min(acted.id::text)::uuid FROM acted WHERE package_id IS NOT NULL
        AND EXISTS (SELECT FROM issue WHERE issue.submission = acted.submission AND NOT same_signer)
        GROUP BY submission, signer_id
        HAVING bool_or(meaning = 'reviewed') AND bool_or(meaning = 'approved')""",
    "a package signs no stage of one text before that stage is decided in all before it": """
        SELECT rnd.id FROM rnd JOIN stage ON stage.round_id = rnd.id AND stage.stage < rnd.stage
        WHERE package_id IS NOT NULL AND NOT views AND signed < needed""",
}
