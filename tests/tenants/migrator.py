"""Run migrations of throw-away models against the test database, asking every guard after each."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from tests.architecture.catalogue import (
    key_faults,
    policy_faults,
    row_security_faults,
    rows,
    unique_faults,
)
from tests.architecture.foreign_keys import foreign_key_faults, foreign_keys

GUARDS = (foreign_key_faults, key_faults, policy_faults, row_security_faults, unique_faults)


class Migrator:
    """Runs operations as wenkong_owner, in a transaction that never commits."""

    def __init__(self, database: BaseDatabaseWrapper) -> None:
        self.database = database
        self.state: ProjectState = MigrationLoader(database).project_state(
            ("tenants", "0003_functions")
        )
        self.past: list[tuple[Operation, ProjectState]] = []

    def apply(self, *operations: Operation) -> None:
        """Run the operations as one migration, then ask every guard."""
        state = self.state.clone()
        with self.database.schema_editor(atomic=False) as editor:
            for operation in operations:
                before, state = state, state.clone()
                operation.state_forwards("tenants", state)
                operation.database_forwards("tenants", editor, before, state)
                self.past.append((operation, before))
        self.state = state
        self.expect_fences()

    def unapply(self) -> None:
        """Run everything backwards."""
        with self.database.schema_editor(atomic=False) as editor:
            for operation, before in reversed(self.past):
                operation.database_backwards("tenants", editor, self.state, before)
                self.state = before
        self.past.clear()
        self.expect_fences()

    def expect_fences(self) -> None:
        with self.database.cursor() as cursor:
            assert [fault for guard in GUARDS for fault in guard(cursor)] == []

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        with self.database.cursor() as cursor:
            return rows(cursor, sql)

    def shape(self, *tables: str) -> set[tuple[Any, ...]]:
        """Return constraints, indexes and policies of these tables, whatever their names."""
        names = ", ".join(f"'{table}'" for table in tables)
        return set(
            self.query(
                "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint"
                f" WHERE conrelid::regclass::text IN ({names}) AND contype <> 'n' UNION SELECT"
                " tablename, regexp_replace(indexdef, 'INDEX \\S+', '') FROM pg_indexes"
                f" WHERE tablename IN ({names}) UNION"
                f" SELECT tablename, qual FROM pg_policies WHERE tablename IN ({names})"
            )
        )

    def leads(self, table: str) -> dict[str, str]:
        """Return where the table's same-tenant keys lead: column → table."""
        with self.database.cursor() as cursor:
            keys = [key for key in foreign_keys(cursor) if key.table == table]
        return {key.columns[1]: key.to_table for key in keys if len(key.columns) == 2}

    def indexed(self, table: str) -> list[str]:
        """Return the columns that an index of their own leads to, after the tenant."""
        return [
            definition.partition("(tenant_id, ")[2].rstrip(")")
            for (definition,) in self.query(
                f"SELECT indexdef FROM pg_indexes WHERE tablename = '{table}'"
                " AND indexdef NOT LIKE '%UNIQUE%'"
            )
        ]
