"""Keep the manifest with each round: until now only the newest of a revision had one."""

from django.db import migrations

KEEP = """
UPDATE approvals_round r SET manifest = v.manifest
FROM documents_revision v
WHERE v.tenant_id = r.tenant_id AND v.id = r.revision_id
  AND r.manifest IS NULL AND v.manifest IS NOT NULL
  AND r.manifest_sha256 = encode(sha256(v.manifest), 'hex')
"""


class Migration(migrations.Migration):
    dependencies = (("approvals", "0010_who_asks_decides_not"),)

    operations = (migrations.RunSQL(KEEP, migrations.RunSQL.noop),)
