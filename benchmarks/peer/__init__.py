"""The same number of tables under django-tenants: a schema for each tenant."""
