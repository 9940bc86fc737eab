"""The tenant scope: one transaction, one tenant, for the database and for Python.

Queries on tenant-owned models work inside `tenant_scope` only; outside they raise `NoTenant`.
"""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.utils import timezone


class NoTenant(RuntimeError):
    """A query outside a tenant scope: a bug, not an empty list."""


_current: ContextVar[UUID | None] = ContextVar("tenant", default=None)


def current_tenant_id() -> UUID:
    """Return the tenant of the running scope; raises NoTenant outside one."""
    tenant_id = _current.get()
    if tenant_id is None:
        raise NoTenant("A query on tenant-owned rows ran outside tenant_scope().")
    return tenant_id


@contextmanager
def instead_of_tenant(mark: UUID) -> Generator[None]:
    """Let SQL that is written here name the mark where it names the tenant; ask nothing here."""
    token = _current.set(mark)
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def tenant_scope(
    tenant_id: UUID, *, time_zone: str = "Asia/Shanghai", read_only: bool = False
) -> Generator[None]:
    """Run the block in one transaction that sees the rows of this tenant only.

    A nested scope gives the outer tenant back when it ends. `read_only` is for suspended tenants
    and auditors: PostgreSQL then refuses every write.
    """
    outer, is_nested = _current.get(), connection.in_atomic_block
    token = _current.set(tenant_id)
    try:
        with transaction.atomic(), timezone.override(ZoneInfo(time_zone)):
            is_told = is_nested and outer == tenant_id
            if not is_told or read_only:
                _tell_database(tenant_id, read_only=read_only)
            yield
            # SET LOCAL ends with the transaction; only a nested scope has something to give back.
            if is_nested and not is_told and not connection.needs_rollback:
                _tell_database(outer)
    finally:
        _current.reset(token)


def _tell_database(tenant_id: UUID | None, *, read_only: bool = False) -> None:
    # Until the transaction ends, never for the session: the pool hands connections on as they are.
    # One shape for all tenants: a text for each would push plans out of the connection's memory.
    # An empty setting makes the policies fail, as it should.
    told = "SELECT set_config('app.tenant', %s, true)"
    if read_only:
        told += ", set_config('transaction_read_only', 'on', true)"
    with connection.cursor() as cursor:
        cursor.execute(told, [str(tenant_id or "")])
