"""Ask for the text of Word files in drafts: until now every page read them anew."""

from django.db import migrations

ASK = """
INSERT INTO documents_conversion
    (id, tenant_id, file_id, kind, state, attempts, not_before, fault, facts, asked_at)
SELECT uuidv7(), f.tenant_id, f.id, kind, 'waiting', 0, now(), '', '{}', now()
FROM documents_storedfile f, unnest(ARRAY['text', 'look']) kind
WHERE f.media_type = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
  AND EXISTS (SELECT FROM documents_revision r
              WHERE r.tenant_id = f.tenant_id AND r.source_id = f.id AND r.state = 'draft')
"""


class Migration(migrations.Migration):
    dependencies = (("documents", "0009_conversions"),)

    operations = (migrations.RunSQL(ASK, migrations.RunSQL.noop),)
