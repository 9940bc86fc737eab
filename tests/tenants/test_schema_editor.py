"""Plain migrations make, change and unmake tables that stay fenced at every step."""

from collections.abc import Callable, Generator, Sequence
from typing import Any

import pytest
from django.db import IntegrityError, models
from django.db.migrations import (
    AddConstraint,
    AddField,
    AlterField,
    AlterModelTable,
    CreateModel,
    DeleteModel,
    RemoveConstraint,
    RemoveField,
    RenameField,
    RenameModel,
)
from django.db.migrations.operations.base import Operation
from django.db.migrations.optimizer import MigrationOptimizer

from tenants.models import Tenant
from tenants.scope import (
    AppendOnly,
    CurrentTenant,
    MayDelete,
    TenantField,
    TenantForeignKey,
    UniqueInTenant,
    new_id,
)
from tests.architecture.catalogue import grant_faults
from tests.tenants.migrator import Migrator
from tests.tenants.owner import owner_database


@pytest.fixture
def migrator(django_db_setup: None, django_db_blocker: Any) -> Generator[Migrator]:
    with django_db_blocker.unblock():
        database = owner_database()
        database.set_autocommit(False)
        try:
            yield Migrator(database)
        finally:
            database.rollback()
            database.close()


def owned(name: str, *fields: tuple[str, Any]) -> CreateModel:
    """Write what makemigrations writes for a model that inherits TenantOwned."""
    tenant = TenantField(
        "tenants.tenant",
        models.PROTECT,
        db_default=CurrentTenant(),
        db_index=False,
        related_name="+",
    )
    key = models.UUIDField(primary_key=True, default=new_id)
    return CreateModel(name, [("id", key), ("tenant", tenant), *fields])


def to(model: str, **options: Any) -> TenantForeignKey:
    return TenantForeignKey(model, on_delete=models.PROTECT, related_name="+", **options)


def test_a_new_table_is_fenced(migrator: Migrator) -> None:
    migrator.apply(owned("Memo", ("by", to("tenants.member"))))
    assert migrator.leads("tenants_memo") == {"by_id": "tenants_member"}
    assert migrator.indexed("tenants_memo") == ["by_id"]


def test_tables_that_point_at_each_other_are_fenced(migrator: Migrator) -> None:
    migrator.apply(
        owned("Memo", ("answers", to("self", null=True))),
        owned("Binder", ("first", to("tenants.memo"))),
        AddField("Memo", "binder", to("tenants.binder", null=True)),
    )
    assert migrator.leads("tenants_memo") == {
        "answers_id": "tenants_memo",
        "binder_id": "tenants_binder",
    }


def test_a_key_added_to_rows_is_fenced(migrator: Migrator) -> None:
    migrator.apply(owned("Memo"))
    migrator.apply(AddField("Memo", "by", to("tenants.member", null=True)))
    assert migrator.leads("tenants_memo") == {"by_id": "tenants_member"}


def test_a_key_that_becomes_compulsory_stays_fenced(migrator: Migrator) -> None:
    migrator.apply(owned("Memo", ("by", to("tenants.member", null=True))))
    before = migrator.shape("tenants_memo")
    migrator.apply(AlterField("Memo", "by", to("tenants.member")))
    assert migrator.shape("tenants_memo") == before


def test_a_renamed_key_stays_fenced(migrator: Migrator) -> None:
    migrator.apply(owned("Memo", ("by", to("tenants.member"))))
    migrator.apply(RenameField("Memo", "by", "author"))
    assert migrator.leads("tenants_memo") == {"author_id": "tenants_member"}
    assert migrator.indexed("tenants_memo") == ["author_id"]


def test_a_renamed_table_stays_fenced(migrator: Migrator) -> None:
    migrator.apply(owned("Memo"), owned("Page", ("memo", to("tenants.memo"))))
    migrator.apply(RenameModel("Memo", "Letter"))
    assert migrator.leads("tenants_page") == {"memo_id": "tenants_letter"}
    migrator.apply(AlterModelTable("Letter", "post"))
    assert migrator.leads("tenants_page") == {"memo_id": "post"}


def test_a_key_that_turns_to_another_table_is_fenced_anew(migrator: Migrator) -> None:
    migrator.apply(owned("Memo", ("about", to("tenants.member"))))
    migrator.apply(AlterField("Memo", "about", to("tenants.unit")))
    assert migrator.leads("tenants_memo") == {"about_id": "tenants_unit"}
    assert migrator.indexed("tenants_memo") == ["about_id"]


def test_a_column_that_becomes_a_key_is_fenced(migrator: Migrator) -> None:
    migrator.apply(owned("Memo", ("unit", models.UUIDField(db_column="unit_id"))))
    migrator.apply(AlterField("Memo", "unit", to("tenants.unit")))
    assert migrator.leads("tenants_memo") == {"unit_id": "tenants_unit"}
    assert migrator.indexed("tenants_memo") == ["unit_id"]


def test_a_key_that_goes_leaves_nothing(migrator: Migrator) -> None:
    migrator.apply(owned("Memo"))
    before = migrator.shape("tenants_memo")
    migrator.apply(AddField("Memo", "by", to("tenants.member", null=True)))
    migrator.apply(RemoveField("Memo", "by"))
    assert migrator.shape("tenants_memo") == before


def story() -> Sequence[Operation]:
    return (
        owned("Memo", ("about", to("tenants.member", null=True))),
        owned("Page"),
        AddField("Page", "memo", to("tenants.memo")),
        AddField("Memo", "number", models.CharField(max_length=9)),
        AddConstraint("Memo", UniqueInTenant("number", name="memo_number")),
        AlterField("Memo", "about", to("tenants.unit")),
        RenameField("Memo", "about", "unit"),
        RenameModel("Page", "Sheet"),
    )


def test_everything_goes_backwards(migrator: Migrator) -> None:
    tables = migrator.query("SELECT tablename FROM pg_tables ORDER BY 1")
    migrator.apply(*story())
    migrator.unapply()
    assert migrator.query("SELECT tablename FROM pg_tables ORDER BY 1") == tables


def test_every_step_may_be_a_migration_of_its_own_and_go_backwards(migrator: Migrator) -> None:
    for operation in story():
        migrator.apply(operation)
    migrator.unapply()
    assert migrator.leads("tenants_memo") == {}


def test_squashed_migrations_make_the_same_tables(migrator: Migrator) -> None:
    migrator.apply(*story())
    long_way = migrator.shape("tenants_memo", "tenants_sheet")
    migrator.unapply()
    squashed = MigrationOptimizer().optimize(list(story()), "tenants")
    assert len(squashed) < len(story())
    migrator.apply(*squashed)
    assert migrator.shape("tenants_memo", "tenants_sheet") == long_way


def test_deleted_tables_go(migrator: Migrator) -> None:
    migrator.apply(owned("Memo"))
    migrator.apply(DeleteModel("Memo"))
    assert migrator.shape("tenants_memo") == set()


def insert_tenant(migrator: Migrator, code: str) -> str:
    """Write a tenant as the model would, over the owner's connection."""
    tenant, fields = Tenant(code=code, kind="zone"), Tenant._meta.concrete_fields
    values = [
        field.get_db_prep_save(field.pre_save(tenant, add=True), migrator.database)
        for field in fields
    ]
    names, places = (
        ", ".join(str(field.column) for field in fields),
        ", ".join("%s" for _ in fields),
    )
    with migrator.database.cursor() as cursor:
        cursor.execute(f"INSERT INTO tenants_tenant ({names}) VALUES ({places})", values)
    return str(tenant.pk)


def strangers(migrator: Migrator) -> tuple[str, str]:
    """Make two tenants; return the first one's id and the id of a unit of the second."""
    one, two = insert_tenant(migrator, "ONE"), insert_tenant(migrator, "TWO")
    unit = str(new_id())
    with migrator.database.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tenants_unit (tenant_id, id, code, name_zh, name_en)"
            " VALUES (%s, %s, 'QA', '', '')",
            [two, unit],
        )
    return one, unit


@pytest.mark.parametrize("owner", ["theirs", "nobody"])
def test_a_key_is_not_added_over_a_row_that_points_at_a_neighbour(
    migrator: Migrator, owner: str
) -> None:
    migrator.apply(owned("Memo", ("unit", models.UUIDField(db_column="unit_id"))))
    tenant, unit = strangers(migrator)
    with migrator.database.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tenants_memo (tenant_id, id, unit_id) VALUES (%s, %s, %s)",
            [tenant, new_id(), unit if owner == "theirs" else new_id()],
        )
    with pytest.raises(IntegrityError, match="violates foreign key constraint"):
        migrator.apply(AlterField("Memo", "unit", to("tenants.unit")))


@pytest.mark.parametrize(
    ("right", "granted"),
    [(AppendOnly, "INSERT,SELECT"), (MayDelete, "DELETE,INSERT,SELECT,UPDATE")],
)
def test_rights_come_and_go_with_what_the_model_says(
    migrator: Migrator, right: Callable[..., AppendOnly | MayDelete], granted: str
) -> None:
    rights = (
        "SELECT string_agg(privilege_type, ',' ORDER BY privilege_type)"
        " FROM information_schema.table_privileges"
        " WHERE table_name = 'tenants_memo' AND grantee = 'wenkong_app'"
    )
    migrator.apply(owned("Memo"))
    migrator.apply(AddConstraint("Memo", right(name="rights")))
    assert migrator.query(rights) == [(granted,)]
    migrator.apply(RemoveConstraint("Memo", "rights"))
    assert migrator.query(rights) == [("INSERT,SELECT,UPDATE",)]
    with migrator.database.cursor() as cursor:
        assert grant_faults(cursor) == []
