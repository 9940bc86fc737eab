"""Say of each of a person's places whether they head a unit there: the menu asks on every page."""

from importlib import import_module

from django.db import migrations

PLACES_OF = import_module("approvals.migrations.0012_waiting_by_kind").BY_KIND
WITH_HEADS = PLACES_OF.replace("unread bigint)", "unread bigint, leads boolean)").replace(
    "        IF counting THEN",
    """        leads := EXISTS (
            SELECT FROM tenants_appointment a
            JOIN tenants_post p ON (p.tenant_id, p.id) = (a.tenant_id, a.post_id)
            WHERE a.tenant_id = t.id AND a.member_id = m.id AND p.is_head
              AND a.valid_from <= today
              AND (a.valid_until IS NULL OR a.valid_until >= today));
        IF counting THEN""",
)


class Migration(migrations.Migration):
    dependencies = (("approvals", "0028_waiting_to_review"), ("tenants", "0030_comments"))

    operations = (
        migrations.RunSQL(
            ["DROP FUNCTION places_of", WITH_HEADS],
            ["DROP FUNCTION places_of", PLACES_OF],
        ),
    )
