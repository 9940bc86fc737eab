"""Keep who could read restricted documents before that changed: past days are answered from it."""

from django.db import migrations

from tenants.postgresql.former import keep, keep_ended


class Migration(migrations.Migration):
    dependencies = (("documents", "0021_audiences"), ("tenants", "0038_keep_former_states"))

    operations = (
        migrations.RunSQL(*keep("documents_document", "restricted", "owner_id", "folder_id")),
        migrations.RunSQL(*keep("documents_folder", "restricted")),
        *(
            migrations.RunSQL(*keep_ended(f"documents_{name}grant", "content_object_id", grantee))
            for name, grantee in (
                ("documentuser", "user_id"),
                ("documentgroup", "group_id"),
                ("folderuser", "user_id"),
                ("foldergroup", "group_id"),
            )
        ),
    )
