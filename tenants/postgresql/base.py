"""Django's PostgreSQL backend with a schema editor that fences tenants off."""

from django.db.backends.postgresql import base

from tenants.postgresql.schema import DatabaseSchemaEditor


class DatabaseWrapper(base.DatabaseWrapper):
    SchemaEditorClass = DatabaseSchemaEditor
