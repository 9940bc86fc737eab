"""What row security adds to the SQL of the register page."""

import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import connection
from django.http import QueryDict

from benchmarks.measure import Case, at_most
from benchmarks.stage import Stage
from documents import register
from documents.register.asking import Asked
from documents.register.passages import passages
from tenants.models import Member, Tenant
from tenants.people.roles import Role
from tenants.scope import tenant_scope


@dataclass
class Page:
    """The statements that one tenant's register page sends, and how many rows come back."""

    tenant_id: UUID
    statements: list[tuple[str, Any]] = field(default_factory=list)
    rows: int = 0

    def note(self, execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        """Keep a statement while Django sends it."""
        self.statements.append((sql, params))
        return execute(sql, params, many, context)


@contextmanager
def register_under_row_security(stage: Stage) -> Generator[Case]:
    """Compare the page's statements as the role that serves and as one that bypasses row security.

    They are the same statements: each names its tenant, as all of ours do.
    """
    pages = [page_of(tenant) for tenant in stage.sample]
    with (
        connect(settings.DATABASES["default"]) as app,
        psycopg.connect(settings.DATABASE_OWNER_URL, cursor_factory=psycopg.ClientCursor) as bypass,
    ):
        assert bound_by_row_security(app)
        assert not bound_by_row_security(bypass)
        yield Case(
            "register_rls",
            ours=lambda: seconds_for(pages, app) / len(pages),
            peer_name="explicit WHERE, bypass",
            peer=lambda: seconds_for(pages, bypass) / len(pages),
            goal=at_most(1.10),
        )


def connect(database: dict[str, Any]) -> psycopg.Connection[Any]:
    """Connect as Django does, parameters bound by the client."""
    return psycopg.connect(
        host=database["HOST"],
        port=database["PORT"],
        dbname=database["NAME"],
        user=database["USER"],
        password=database["PASSWORD"],
        cursor_factory=psycopg.ClientCursor,
    )


def bound_by_row_security(server: psycopg.Connection[Any]) -> bool:
    """Return whether policies hold for this connection's role."""
    row = server.execute(
        "SELECT NOT (rolsuper OR rolbypassrls) FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    server.rollback()
    return bool(row and row[0])


def page_of(tenant: Tenant, **wanted: str) -> Page:
    """Note what the register page of this tenant asks: filters, rows, counts of the views."""
    page = Page(tenant.pk)
    with tenant_scope(tenant.pk), connection.execute_wrapper(page.note):
        member, today = Member.objects.all()[0], tenant.today()
        member.roles = [Role.CONTROLLER]  # who may look for earlier text
        asked = Asked(member, QueryDict(urlencode(wanted)), today)
        assert asked.furniture.types
        page.statements.clear()  # who asks, and what one may choose from, is measured over HTTP
        found, _ = asked.page
        said = passages(asked.query, found, asked.ranked, tenant.slug) if asked.ranked else {}
        register.rows(found, tenant.slug, today, query=asked.query, passages=said)
        assert asked.counts["all"] >= len(found)
    assert found if wanted else len(found) == register.PAGE_ROWS
    page.rows = rows_of(page)
    return page


def rows_of(page: Page) -> int:
    """Return how many rows the statements bring together."""
    with connect(settings.DATABASES["default"]) as app:
        return fetch(page, app)[1]


def seconds_for(pages: list[Page], server: psycopg.Connection[Any]) -> float:
    """Return how long the statements of these pages take, transactions not counted."""
    seconds = 0.0
    for page in pages:
        taken, rows = fetch(page, server)
        assert rows == page.rows
        seconds += taken
    return seconds


def fetch(page: Page, server: psycopg.Connection[Any]) -> tuple[float, int]:
    """Send a page's statements; return the seconds and the number of rows."""
    with server.transaction():
        server.execute("SET LOCAL app.tenant = %s", [str(page.tenant_id)])
        start = time.perf_counter()
        rows = sum(len(server.execute(sql, params).fetchall()) for sql, params in page.statements)
        return time.perf_counter() - start, rows
