"""Let nobody decide in a change package what they prepared, or both review and approve in it.

A deputy neither: the rule of `may_take_step`, over all documents of the package.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("approvals.migrations.0019_added_signers_decide_once").WITH_ADDITIONS
WITH_PACKAGES = BEFORE.replace(
    "IF s.purpose <>",
    "IF NOT package_allows(tenant, wanted, person) THEN RETURN false; END IF;\n    IF s.purpose <>",
)

# A type that lets one person do all does so in a package only where every type of it does.
PACKAGE_ALLOWS = """
CREATE FUNCTION package_allows(tenant uuid, wanted uuid, person uuid)
RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
    s record;
BEGIN
    SELECT r.package_id, st.meaning, p.lead_id INTO s
    FROM approvals_step st
    JOIN approvals_round r ON (r.tenant_id, r.id) = (st.tenant_id, st.round_id)
    JOIN approvals_package p ON (p.tenant_id, p.id) = (r.tenant_id, r.package_id)
    WHERE st.tenant_id = tenant AND st.id = wanted;
    IF NOT FOUND THEN RETURN true; END IF;
    IF NOT EXISTS (
        SELECT FROM approvals_round r
        JOIN documents_revision v ON (v.tenant_id, v.id) = (r.tenant_id, r.revision_id)
        JOIN documents_document d ON (d.tenant_id, d.id) = (v.tenant_id, v.document_id)
        JOIN documents_documenttype t ON (t.tenant_id, t.id) = (d.tenant_id, d.document_type_id)
        WHERE r.tenant_id = tenant AND r.package_id = s.package_id AND r.state = 'open'
          AND NOT t.same_signer)
    THEN RETURN true; END IF;
    RETURN person <> s.lead_id AND NOT EXISTS (
        SELECT FROM approvals_round r
        JOIN documents_revision v ON (v.tenant_id, v.id) = (r.tenant_id, r.revision_id)
        WHERE r.tenant_id = tenant AND r.package_id = s.package_id AND r.state = 'open'
          AND (person IN (r.started_by_id, v.prepared_by_id)
               OR EXISTS (SELECT FROM documents_participant p
                          WHERE p.tenant_id = tenant AND p.revision_id = r.revision_id
                            AND p.member_id = person AND p.capacity = 'author')
               OR EXISTS (SELECT FROM approvals_step o
                          WHERE o.tenant_id = tenant AND o.round_id = r.id
                            AND o.id <> wanted
                            AND o.state NOT IN ('not_required', 'handed_on', 'taken_back')
                            AND (o.member_id = person OR o.deputy_id = person)
                            AND (s.meaning, o.meaning) IN
                                (('reviewed', 'approved'), ('approved', 'reviewed')))));
END $$
"""


class Migration(migrations.Migration):
    dependencies = (("approvals", "0021_packages"),)

    operations = (
        migrations.RunSQL(
            [PACKAGE_ALLOWS, WITH_PACKAGES], [BEFORE, "DROP FUNCTION package_allows"]
        ),
    )
