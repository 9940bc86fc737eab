"""The smallest settings that django-tenants runs with."""

import os

import environ

SECRET_KEY = "only measures"
DATABASES = {
    "default": environ.Env.db_url_config(
        os.environ["PEER_DATABASE_URL"], engine="django_tenants.postgresql_backend"
    )
    | {"NAME": "peer"}
}
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
SHARED_APPS = ["django_tenants", "benchmarks.peer.directory", "django.contrib.contenttypes"]
TENANT_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "benchmarks.peer.tables",
]
INSTALLED_APPS = [*SHARED_APPS, *(app for app in TENANT_APPS if app not in SHARED_APPS)]
TENANT_MODEL = "directory.Client"
TENANT_DOMAIN_MODEL = "directory.Domain"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
