"""The share of readers over very many revisions, from counters: what a scorecard asks."""

import time
from collections.abc import Generator
from contextlib import contextmanager

import psycopg
from django.conf import settings
from django.db.models import Sum

from benchmarks.measure import Case, at_most
from benchmarks.stage import Stage, provision_tenant, settle
from documents.models import Readership
from tenants.scope import tenant_scope

# Counters alone, without the revisions they are of: their keys are not checked while they come in.
FILL = """
INSERT INTO documents_readership (id, tenant_id, revision_id, required, done, counted_at)
SELECT uuidv7(), %s, uuidv7(), 100, n %% 101, now() FROM generate_series(1, %s) n
"""
TIMES_UNTIL_KEPT = 10
SUM = "SELECT sum(required), sum(done) FROM documents_readership WHERE tenant_id = %s"


@contextmanager
def sum_percentages(stage: Stage) -> Generator[Case]:
    """Compare the sum of a tenant's counters with the same statement past row security."""
    tenant, count = provision_tenant("PERC"), stage.scale.counts
    database = settings.DATABASES["default"]["NAME"]
    with psycopg.connect(settings.DATABASE_ADMIN_URL, dbname=database) as admin:
        admin.execute("SET session_replication_role = replica")
        admin.execute(FILL, [tenant.pk, count])
    settle()

    def ours() -> float:
        with tenant_scope(tenant.pk):
            start = time.perf_counter()
            sums = Readership.objects.aggregate(required=Sum("required"), done=Sum("done"))
            seconds = time.perf_counter() - start
        assert sums["required"] == 100 * count
        return seconds

    # Prepared as early as ours, and asked as often before it counts: after eight times a plan is
    # kept for all tenants, which does not suit so large a one. Row security alone is compared.
    with psycopg.connect(
        settings.DATABASE_OWNER_URL, autocommit=True, prepare_threshold=3
    ) as owner:

        def peer() -> float:
            start = time.perf_counter()
            owner.execute(SUM, [tenant.pk]).fetchone()
            return time.perf_counter() - start

        for _ in range(TIMES_UNTIL_KEPT):
            ours()
            peer()
        yield Case(
            "percentages",
            ours=ours,
            peer_name="the statement past row security",
            peer=peer,
            goal=at_most(1.5),
            note=lambda: f"{count:,} revisions",
            aim="250 ms",
        )
