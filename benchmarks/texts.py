"""Text to search through, written set-based: what a large library says, now and before."""

import json
from typing import Final

import psycopg
from django.conf import settings

from benchmarks.stage import settle
from documents.models import Document, Revision
from documents.text.words import tsvector_literal
from tenants.models import Tenant
from tenants.scope import tenant_scope

BLOCKS: Final = 5  # of each document
# What is looked for, and how many documents are between two that say it.
FREQUENT, MID, RARE, PHRASE = "文件控制", "批准权限", "黑龙滩水库", "加盖作废章并隔离存放"
EVERY: Final = {MID: 50, RARE: 200, PHRASE: 50}

WRITE = """
    WITH documents AS (
        SELECT r.tenant_id, r.document_id, r.id AS revision_id, r.state = 'effective' AS holds,
            row_number() OVER (PARTITION BY r.state ORDER BY r.document_id) AS number
        FROM documents_revision r WHERE r.tenant_id = %(tenant)s
    ), blocks AS (
        SELECT d.*, position, CASE
            WHEN position = 1 AND number %% %(mid)s = 0 THEN 1
            WHEN position = 2 AND number %% %(rare)s = 0 THEN 2
            WHEN position = 3 AND number %% %(phrase)s = 0 THEN 3
            ELSE 4 + (number * 7 + position * 13) %% %(usual)s END AS said
        FROM documents d, generate_series(0, %(blocks)s - 1) AS position
    ), entries AS (
        INSERT INTO documents_searchentry
            (tenant_id, id, document_id, revision_id, position, words, in_force)
        SELECT tenant_id, uuidv7(), document_id, revision_id, position,
            (%(words)s::text[])[said]::tsvector, holds FROM blocks
    )
    INSERT INTO documents_textblock (tenant_id, id, revision_id, position, content)
    SELECT tenant_id, uuidv7(), revision_id, position, (%(contents)s::text[])[said]::jsonb
    FROM blocks
"""


def write_texts(tenant: Tenant) -> None:
    """Give every document a text in force and one that it replaced."""
    with tenant_scope(tenant.pk):
        if Document.objects.filter(in_force__text_blocks__isnull=False).exists():
            return
        now = Revision.objects.filter(state=Revision.State.EFFECTIVE).select_related("document")
        Revision.objects.bulk_create(map(replaced, now), batch_size=2000)
    texts = [said_with(word) for word in EVERY] + [said_with(str(n)) for n in range(500)]
    facts = {
        "tenant": tenant.pk,
        "blocks": BLOCKS,
        "usual": len(texts) - len(EVERY),
        "words": [tsvector_literal(text) for text in texts],
        "contents": [json.dumps({"kind": "paragraph", "text": t, "clause": "4.2"}) for t in texts],
        **dict(zip(("mid", "rare", "phrase"), EVERY.values(), strict=True)),
    }
    with psycopg.connect(settings.DATABASE_OWNER_URL) as owner:
        owner.execute(WRITE, facts)
    settle()


def said_with(word: str) -> str:
    """Return a paragraph that says what each of them says, and this."""
    return (
        f"各部门按{FREQUENT}的要求收集、登记、发放和回收本部门使用的资料，第 {word} 类资料"
        f"由负责人每年核对一次，发现与现行版本不符的，当日更换并记录；{word}。"
    )


def replaced(revision: Revision) -> Revision:
    """Return the revision that this one replaced."""
    return Revision(
        document=revision.document,
        n=9,
        edition=0,
        change=9,
        label="A/9",
        title=revision.title,
        state=Revision.State.SUPERSEDED,
        prepared_by_id=revision.prepared_by_id,
        effective_at=revision.effective_at,
        superseded_at=revision.effective_at,
    )
