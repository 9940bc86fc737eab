"""What is true of documents and their texts."""

from typing import Final

TEXTS: Final[dict[str, str]] = {
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
        AND rev.manifest = rnd.own AND NOT EXISTS (
            SELECT FROM rnd o WHERE o.revision_id = rev.id AND o.state = 'passed')""",
    "nothing takes effect before its day": """
        SELECT id FROM rev WHERE effective_at IS NOT NULL AND effective_on IS NOT NULL
        AND (effective_at AT TIME ZONE 'Asia/Shanghai')::date < effective_on""",
    "later revisions supersede earlier ones": """
        SELECT new.id FROM rev new JOIN rev old ON old.document_id = new.document_id
        AND old.n > new.n WHERE new.state = 'effective' AND old.state = 'superseded'""",
    "revisions of a document are counted without gaps": """
        SELECT document_id FROM rev GROUP BY document_id HAVING max(n) <> count(*)""",
    "a text is frozen as it was submitted as long as it is decided on, and for good after": """
        SELECT rev.id FROM rev JOIN rnd ON rnd.revision_id = rev.id AND purpose = 'issue'
        WHERE rnd.state IN ('open', 'passed') AND rev.manifest <> rnd.own""",
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
    "issue numbers of a document run on without gaps": """
        SELECT document_id FROM paper GROUP BY document_id HAVING max(number) <> count(*)""",
    "a copy that is out has to come back exactly when its text holds no more": """
        SELECT paper.id FROM paper JOIN rev ON rev.id = paper.revision_id
        JOIN doc ON doc.id = rev.document_id WHERE paper.state IN ('issued', 'received')
        AND (recall_since IS NULL)
            <> (doc.state = 'active' AND rev.state IN ('approved', 'effective'))""",
    "rows point at rows of their own tenant": """
        SELECT id FROM rnd WHERE tenant_id <> current_setting('app.tenant')::uuid
        UNION SELECT id FROM sig WHERE tenant_id <> current_setting('app.tenant')::uuid""",
}
