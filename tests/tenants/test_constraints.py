"""Forms check what is unique within the tenant, and tell nothing of the neighbour."""

import pytest
from django.db import IntegrityError, models
from django.forms import ModelForm

from tenants.models import Member, Unit
from tenants.people.roles import Role
from tenants.scope import UniqueInTenant, tenant_scope
from tests.world import Cast


class UnitForm(ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Unit
        fields = ("code", "name_zh", "name_en")


FACTS = {"code": "QA", "name_zh": "质量科", "name_en": "Quality"}


def test_a_form_refuses_what_the_tenant_has(acme: Cast) -> None:
    with tenant_scope(acme.tenant.pk):
        Unit.objects.create(**FACTS)
        form = UnitForm(FACTS)
        assert not form.is_valid()
        assert [*form.errors] == ["code"]


def test_a_form_takes_what_only_the_neighbour_has(acme: Cast, bolt: Cast) -> None:
    with tenant_scope(bolt.tenant.pk):
        Unit.objects.create(**FACTS)
    with tenant_scope(acme.tenant.pk):
        UnitForm(FACTS).save()
        assert Unit.objects.get().tenant_id == acme.tenant.pk


def test_a_form_lets_a_row_keep_what_it_has(acme: Cast) -> None:
    with tenant_scope(acme.tenant.pk):
        unit = Unit.objects.create(**FACTS)
        assert UnitForm(FACTS | {"name_en": "Q"}, instance=unit).is_valid()


def test_the_database_refuses_what_two_people_write_at_once(acme: Cast) -> None:
    with tenant_scope(acme.tenant.pk):
        Unit.objects.create(**FACTS)
    with pytest.raises(IntegrityError, match="unit_code_is_unique"), tenant_scope(acme.tenant.pk):
        Unit.objects.create(**FACTS)


def test_migrations_write_the_fields_without_the_tenant() -> None:
    constraint = UniqueInTenant("number", condition=models.Q(open=True), name="n")
    path, args, kwargs = constraint.deconstruct()
    assert (path, args) == ("tenants.scope.constraints.UniqueInTenant", ("number",))
    assert UniqueInTenant(*args, **kwargs) == constraint
    assert constraint.fields == ("tenant", "number")


@pytest.mark.parametrize(
    "pair",
    [
        (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN),
        (Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN),
        (Role.AUDIT_ADMIN, Role.SECURITY_ADMIN),
    ],
)
def test_separated_administrators_exclude_one_another(acme: Cast, pair: tuple[Role, Role]) -> None:
    separated = pytest.raises(IntegrityError, match="separated_admins")
    with separated, tenant_scope(acme.tenant.pk):
        Member.objects.filter(pk=acme.tom.pk).update(roles=[*pair, Role.READER])
