"""Which tenants there are for a person, for the clock, for a daily job: ids only.

The first two ask definer functions, which alone see across tenants; a guard in
`tests/architecture` lists them (the third is `documents.register.search`).
"""

import datetime as dt
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from tenants.models import Tenant


def tenants_of(user_id: UUID) -> list[UUID]:
    """Return the tenants this account is an active member of today."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT definer.tenants_of(%s)", [user_id])
        return [row[0] for row in cursor.fetchall()]


def tenants_due(at: dt.datetime) -> list[UUID]:
    """Return the tenants where the clock has something to do by then, each by its own time.

    Where nothing but mail waits only outside the quiet hours, and for a digest only when it is
    somebody's hour on a working day.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT definer.tenants_due(%s)", [at])
        return [row[0] for row in cursor.fetchall()]


def each_tenant() -> QuerySet[Tenant]:
    """Return every tenant for a daily job, which opens a scope for each.

    (An iterator that opened the scopes itself would leave the last one open when its loop fails.)
    """
    return Tenant.objects.order_by("code")
