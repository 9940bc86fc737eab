"""Which tenants there are for a person, for the clock, for a daily job: ids only.

The first two ask definer functions, which alone see across tenants; a guard in
`tests/architecture` lists them (the third is `documents.search`).
"""

import datetime as dt
from collections.abc import Iterator
from uuid import UUID

from django.db import connection

from tenants.models import Tenant
from tenants.scope import tenant_scope


def tenants_of(user_id: UUID) -> list[UUID]:
    """Return the tenants this account is an active member of today."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT definer.tenants_of(%s)", [user_id])
        return [row[0] for row in cursor.fetchall()]


def tenants_due(today: dt.date) -> list[UUID]:
    """Return the tenants where the clock has something to do by this day."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT definer.tenants_due(%s)", [today])
        return [row[0] for row in cursor.fetchall()]


def each_tenant() -> Iterator[Tenant]:
    """Visit every running tenant, each in a scope of its own: for daily jobs."""
    for tenant in Tenant.objects.filter(suspended_at=None).order_by("code"):
        with tenant_scope(tenant.pk, time_zone=tenant.time_zone):
            yield tenant
