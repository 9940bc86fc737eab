"""A city of very many tenants: their scorecards and month ends, and rows to count them from."""

import datetime as dt
import random
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from uuid import UUID

import psycopg
from django.conf import settings
from django.db.models import Model
from django.utils import timezone

from benchmarks.stage import Scale, provision_tenant, settle, write_documents
from documents.models import Clause, ClauseLink, Document, Readership, Revision, StandardEdition
from oversight.city.months import first_of, last_of, month_after
from oversight.models import FIGURES, MonthEnd, Scorecard
from tenants.models import AuditHead, Member, Tenant, User
from tenants.people.roles import Role
from tenants.scope import tenant_scope

DAYS: Final = 30  # of scorecards
MONTHS: Final = 12
ROWS: Final[tuple[type[Model], ...]] = (Document, Revision, Readership, ClauseLink)


@dataclass(frozen=True, slots=True)
class Compared:
    """Who compares, and how many."""

    office: Member
    tenants: int
    sample: list[UUID]


@cache
def make_compared(scale: Scale) -> Compared:
    """Make the city and its tenants: once, whichever cases ask for them."""
    tenants = Tenant.objects.bulk_create(
        Tenant(
            code=f"C{n:05}",
            kind=Tenant.Kind.ORGAN if n % 3 else Tenant.Kind.ZONE,
            name_zh=f"测试单位 {n:05}",
            name_en=f"Unit {n:05}",
            live_at=timezone.now() - dt.timedelta(days=500),
        )
        for n in range(scale.idle)
    )
    measured(tenants)
    with_rows(tenants, scale.documents)
    office = make_office()
    settle()
    number = Tenant.objects.exclude(kind=Tenant.Kind.CITY).count()
    return Compared(office, number, [tenant.pk for tenant in tenants[:: len(tenants) // 20]])


def make_office() -> Member:
    city = Tenant.objects.create(code="CITY", kind=Tenant.Kind.CITY, live_at=timezone.now())
    user = User.objects.create_user("office@city.example", "!", language="zh-hans")
    with tenant_scope(city.pk):
        AuditHead.objects.create()
        roles = [Role.QUALITY_OFFICE]
        return Member.objects.create(
            tenant=city, user=user, name="王", roles=roles, joined_at=timezone.now()
        )


def measured(tenants: list[Tenant]) -> None:
    """Give each tenant a month of scorecards and a year of month ends."""
    dice, today, edition = (
        random.Random(10),
        timezone.localdate(),
        StandardEdition.objects.current(),
    )
    assert edition is not None
    clauses = Clause.objects.filter(edition=edition, requirements__isnull=False).distinct()
    numbers = list(clauses.values_list("number", flat=True))
    cards = (
        Scorecard(tenant=t, day=today, **figures(dice, edition.code, numbers)) for t in tenants
    )
    Scorecard.objects.bulk_create(cards, batch_size=1000)
    columns = ", ".join(FIGURES)
    with admin() as connection:
        connection.execute(
            f"INSERT INTO {Scorecard._meta.db_table} (id, tenant_id, day, measured_at, {columns})"
            f" SELECT uuidv7(), tenant_id, day - n, measured_at - n * interval '1 day', {columns}"
            f" FROM {Scorecard._meta.db_table}, generate_series(1, %s) n",
            [DAYS],
        )
        for back in range(1, MONTHS + 1):
            month = month_after(first_of(today), -back)
            connection.execute(
                f"INSERT INTO {MonthEnd._meta.db_table} (id, tenant_id, month, day, frozen_at,"
                f" {columns}) SELECT uuidv7(), tenant_id, %s, %s, now(), {columns}"
                f" FROM {Scorecard._meta.db_table} WHERE day = %s",
                [month, last_of(month), today],
            )


def figures(dice: random.Random, edition: str, numbers: list[str]) -> dict[str, Any]:
    """Make up a scorecard."""
    required = dice.randrange(1, 5000)
    marked = dice.sample(numbers, dice.randrange(8))
    gaps, rest = marked[: dice.randrange(4)], marked[4:]
    applicable = len(numbers) - len(rest[:1])
    return {
        "documents": dice.randrange(60, 240),
        "reviews_overdue": dice.choice((0, 0, 0, 1, 2, 9)),
        "approvals_overdue": dice.choice((0, 0, 1, 4)),
        "expired": dice.choice((0, 0, 0, 2)),
        "acknowledgements_required": required,
        "acknowledgements_done": dice.randrange(required // 2, required),
        "days_to_force": dice.randrange(20, 90) / 10,
        "days_to_expiry": dice.randrange(-10, 900),
        "days_to_audit": dice.randrange(-10, 360),
        "findings_major": dice.choice((0, 0, 1)),
        "findings_minor": dice.randrange(8),
        "readiness": dice.randrange(40, 101),
        "clauses_applicable": applicable,
        "clauses_covered": applicable - len(gaps),
        "clause_edition": edition,
        "clause_gaps": gaps,
        "clause_ailing": rest[1:],
        "clause_excluded": rest[:1],
    }


def with_rows(tenants: list[Tenant], documents: int) -> None:
    """Give each tenant the documents of one, by copies of its rows: the keys say whose they are."""
    model = provision_tenant("CMODEL")
    write_documents(model, documents)
    with tenant_scope(model.pk):
        clauses = list(Clause.objects.filter(requirements__isnull=False).distinct())
        by = Member.objects.all()[0]
        ClauseLink.objects.bulk_create(
            ClauseLink(document=document, clause=clauses[n % len(clauses)], made_by=by)
            for n, document in enumerate(Document.objects.order_by("number"))
        )
    with admin() as connection:
        connection.execute("SET session_replication_role = replica")
        for table in ROWS:
            fields = [f.column for f in table._meta.local_concrete_fields if not f.generated]
            columns = ", ".join(f'"{name}"' for name in fields)
            copied = columns.replace('"tenant_id"', "other")
            connection.execute(
                f"INSERT INTO {table._meta.db_table} ({columns}) SELECT {copied}"
                f" FROM {table._meta.db_table}, unnest(%s::uuid[]) other WHERE tenant_id = %s",
                [[tenant.pk for tenant in tenants], model.pk],
            )


def admin() -> psycopg.Connection[Any]:
    """Return a connection past row security; used as a block, it commits."""
    database = settings.DATABASES["default"]["NAME"]
    return psycopg.connect(settings.DATABASE_ADMIN_URL, dbname=database)
