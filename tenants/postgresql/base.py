"""Django's PostgreSQL backend with a schema editor that fences tenants off."""

from django.db.backends.postgresql import base, features

from tenants.postgresql.schema import DatabaseSchemaEditor


class DatabaseFeatures(features.DatabaseFeatures):
    # Keys are (tenant_id, id): from id alone PostgreSQL cannot tell the other columns of a group.
    allows_group_by_selected_pks = False
    # PostgreSQL 18 is what we run on: checks need not connect to ask for it.
    supports_virtual_generated_columns = True


class DatabaseWrapper(base.DatabaseWrapper):
    SchemaEditorClass = DatabaseSchemaEditor
    features_class = DatabaseFeatures
