"""Make a circulation of each signature under a review or a report: signed at once, by the leader."""

from django.db import migrations

# ruff: noqa: S608 (nothing in these statements comes from outside)


def moved(affair: str, table: str, subject: str, title: str) -> list[str]:
    """Return what writes a circulation, its one step and its signature; ids stay together."""
    numbered = f"""
        SELECT s.*, row_number() OVER (PARTITION BY s.{subject} ORDER BY s.signed_at, s.id) AS n,
               lead(s.signed_at) OVER (PARTITION BY s.{subject} ORDER BY s.signed_at, s.id)
                   AS again_at
        FROM {table} s
    """
    return [
        f"""
        INSERT INTO oversight_circulation
            (id, tenant_id, affair, subject, title, n, state, text, text_sha256, words, barred,
             started_by_id, started_at, ended_by_id, ended_at, why_returned)
        SELECT s.id, s.tenant_id, '{affair}', s.{subject}, left({title}, 300), s.n,
               CASE WHEN s.again_at IS NULL THEN 'passed' ELSE 'returned' END,
               s.manifest, s.manifest_sha256, '', '{{}}', s.signer_id, s.signed_at, s.signer_id,
               coalesce(s.again_at, s.signed_at),
               CASE WHEN s.again_at IS NULL THEN '' ELSE 'Signed again later.' END
        FROM ({numbered}) s
        """,
        f"""
        INSERT INTO oversight_circulationstep
            (id, tenant_id, circulation_id, stage, name_zh, name_en, meaning, mode, minimum,
             due_days, member_id, state, decided_at)
        SELECT s.id, s.tenant_id, s.id, 1, '', '', 'approved', 'all', 1, 0, s.signer_id, 'signed',
               s.signed_at
        FROM {table} s
        """,
        f"""
        INSERT INTO oversight_circulationsignature
            (id, tenant_id, circulation_id, step_id, signer_id, name, post, method, manifest,
             manifest_sha256, signed_at, meaning, for_name)
        SELECT s.id, s.tenant_id, s.id, s.id, s.signer_id, s.name, s.post, s.method, s.manifest,
               s.manifest_sha256, s.signed_at, 'approved', ''
        FROM {table} s
        """,
    ]


REVIEWS = moved(
    "management_review",
    "oversight_reviewsignature",
    "review_id",
    "(SELECT r.title || ' ' || r.planned_on FROM oversight_managementreview r"
    " WHERE (r.tenant_id, r.id) = (s.tenant_id, s.review_id))",
)
REPORTS = moved(
    "self_report",
    "oversight_reportsignature",
    "report_id",
    "(SELECT e.name FROM oversight_selfreport r JOIN oversight_examination e ON e.id = r.round_id"
    " WHERE (r.tenant_id, r.id) = (s.tenant_id, s.report_id))",
)


class Migration(migrations.Migration):
    dependencies = (("oversight", "0022_steps_to_sign"),)

    operations = (migrations.RunSQL([*REVIEWS, *REPORTS], migrations.RunSQL.noop),)
