"""One transaction, one tenant: in Python and in the database."""

import pytest
from django.db import DatabaseError, IntegrityError, InternalError, connection, transaction
from django.utils import timezone

from tenants.models import Member, Unit
from tenants.scope import NoTenant, current_tenant_id, tenant_scope
from tests.world import Cast


def tenant_of_database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.tenant', true)")
        return cursor.fetchone()[0] or ""


def make_unit() -> Unit:
    return Unit.objects.create(code="QA", name_zh="质量科", name_en="Quality")


def test_other_tenants_rows_are_invisible(acme: Cast, bolt: Cast) -> None:
    with tenant_scope(acme.tenant.pk):
        assert not Member.objects.filter(pk=bolt.ada.pk).exists()
        assert Member.objects.filter(pk=acme.ada.pk).exists()


def test_rows_are_invisible_to_sql_that_names_no_tenant(acme: Cast, bolt: Cast) -> None:
    with tenant_scope(acme.tenant.pk), connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tenant_id FROM tenants_member")
        assert cursor.fetchall() == [(acme.tenant.pk,)]


def test_a_query_outside_a_scope_is_an_error_and_no_empty_list(acme: Cast) -> None:
    with pytest.raises(NoTenant):
        Member.objects.count()
    with pytest.raises(NoTenant):
        acme.ada.refresh_from_db()


def test_sql_outside_a_scope_is_an_error_and_no_empty_list(acme: Cast) -> None:
    with pytest.raises(DatabaseError, match="uuid"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tenants_member")


def test_a_queryset_may_be_made_before_the_scope_it_is_asked_in(acme: Cast, bolt: Cast) -> None:
    members = Member.objects.filter(name="Ada")
    for cast in (acme, bolt):
        with tenant_scope(cast.tenant.pk):
            assert [member.pk for member in members.all()] == [cast.ada.pk]


def test_rows_cannot_be_written_for_a_neighbour(acme: Cast, bolt: Cast) -> None:
    with tenant_scope(acme.tenant.pk):
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Unit.objects.create(tenant=bolt.tenant, code="X", name_zh="某", name_en="X")
        unit = make_unit()
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Unit.objects.filter(pk=unit.pk).update(tenant=bolt.tenant)


def test_rows_cannot_point_at_a_neighbour(acme: Cast, bolt: Cast) -> None:
    with tenant_scope(bolt.tenant.pk):
        theirs = make_unit()
    with pytest.raises(IntegrityError, match="foreign key"), tenant_scope(acme.tenant.pk):
        Unit.objects.create(code="Y", name_zh="某", name_en="Y", parent_id=theirs.pk)


def test_a_nested_scope_gives_the_outer_tenant_back(acme: Cast, bolt: Cast) -> None:
    with tenant_scope(acme.tenant.pk):
        with tenant_scope(bolt.tenant.pk):
            assert tenant_of_database() == str(current_tenant_id()) == str(bolt.tenant.pk)
        assert tenant_of_database() == str(current_tenant_id()) == str(acme.tenant.pk)
    assert tenant_of_database() == ""


def test_a_nested_scope_that_fails_gives_the_outer_tenant_back(acme: Cast, bolt: Cast) -> None:
    with tenant_scope(acme.tenant.pk):
        with pytest.raises(ZeroDivisionError), tenant_scope(bolt.tenant.pk):
            assert make_unit().pk.int // 0
        assert tenant_of_database() == str(current_tenant_id()) == str(acme.tenant.pk)
    with tenant_scope(bolt.tenant.pk):
        assert not Unit.objects.exists()


def test_a_nested_scope_rolled_back_gives_the_outer_tenant_back(acme: Cast, bolt: Cast) -> None:
    with tenant_scope(acme.tenant.pk):
        with tenant_scope(bolt.tenant.pk):
            make_unit()
            transaction.set_rollback(True)
        assert tenant_of_database() == str(acme.tenant.pk)
    with tenant_scope(bolt.tenant.pk):
        assert not Unit.objects.exists()


def test_nothing_is_left_when_a_scope_fails(acme: Cast) -> None:
    with pytest.raises(ZeroDivisionError), tenant_scope(acme.tenant.pk):
        assert make_unit().pk.int // 0
    with pytest.raises(NoTenant):
        current_tenant_id()
    with tenant_scope(acme.tenant.pk):
        assert not Unit.objects.exists()


def test_a_read_only_scope_refuses_every_write(acme: Cast) -> None:
    read_only = tenant_scope(acme.tenant.pk, read_only=True)
    with pytest.raises(InternalError, match="read-only"), read_only:
        make_unit()
    with tenant_scope(acme.tenant.pk):
        make_unit()


def test_a_scope_lives_in_the_tenants_time_zone(acme: Cast) -> None:
    with tenant_scope(acme.tenant.pk, time_zone="Asia/Urumqi"):
        assert timezone.get_current_timezone_name() == "Asia/Urumqi"
    assert timezone.get_current_timezone_name() == "Asia/Shanghai"


def test_following_a_relation_stays_in_the_tenant(acme: Cast, bolt: Cast) -> None:
    with tenant_scope(bolt.tenant.pk):
        parent = make_unit()
        child = Unit.objects.create(code="C", name_zh="组", name_en="C", parent=parent)
    child = Unit(pk=child.pk, tenant=bolt.tenant, parent_id=parent.pk)
    with tenant_scope(acme.tenant.pk), pytest.raises(Unit.DoesNotExist):
        _ = child.parent
