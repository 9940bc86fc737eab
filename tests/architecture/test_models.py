"""Models keep tenants apart; and each guard notices a model that does not."""

from collections.abc import Callable
from unittest.mock import patch

import pytest
from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.functions import Lower

from tenants import checks
from tenants.models import Member, Tenant, TenantOwned, TenantQuerySet, User
from tenants.scope import TenantForeignKey, UniqueInTenant
from tests.architecture.model_guards import (
    Models,
    constraint_faults,
    deletion_faults,
    home_faults,
    manager_faults,
    many_to_many_faults,
    relation_faults,
)

type Model = type[models.Model]
type Guard = Callable[[Models], list[str]]

GUARDS: tuple[Guard, ...] = (
    home_faults,
    manager_faults,
    many_to_many_faults,
    relation_faults,
    deletion_faults,
    constraint_faults,
)


@pytest.mark.parametrize("guard", GUARDS)
def test_our_models_keep_tenants_apart(guard: Guard) -> None:
    assert guard(apps.get_models()) == []


def memo(base: Model = TenantOwned, constraint: object = None, **body: object) -> Model:
    """Make a model Memo that nobody else will find."""
    facts = {"app_label": "tenants", "constraints": [constraint] if constraint else []}
    inner = type("Meta", (TenantOwned.Meta,) if base is TenantOwned else (), facts)
    if base is TenantOwned:
        body.setdefault("objects", TenantQuerySet["Memo"].as_manager())  # type: ignore[name-defined]
    model = type("Memo", (base,), {"__module__": __name__, "Meta": inner, **body})
    del apps.all_models["tenants"]["memo"]
    apps.clear_cache()
    return model


class ByNumber(models.QuerySet[models.Model]):
    pass


class Everything(models.Manager[models.Model]):
    def get_queryset(self) -> models.QuerySet[models.Model]:
        return ByNumber(self.model)


def test_a_fenced_model_passes_every_guard() -> None:
    right = memo(
        constraint=UniqueInTenant("number", name="number"),
        number=models.CharField(max_length=9),
        member=TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+"),
    )
    assert [fault for guard in GUARDS for fault in guard([right])] == []


def to(target: Model, on_delete: object = models.PROTECT) -> object:
    return models.ForeignKey(target, on_delete=on_delete, related_name="+")  # type: ignore[arg-type]


WRONG: dict[str, tuple[Guard, Callable[[], Model]]] = {
    "a model of nobody": (home_faults, lambda: memo(models.Model)),
    "a plain manager": (manager_faults, lambda: memo(objects=models.Manager())),
    "a plain QuerySet's manager": (manager_faults, lambda: memo(objects=ByNumber.as_manager())),
    "a manager with rows of its own": (manager_faults, lambda: memo(objects=Everything())),
    "a second manager": (manager_faults, lambda: memo(everything=Everything())),
    "an automatic many-to-many": (
        many_to_many_faults,
        lambda: memo(readers=models.ManyToManyField(Member, related_name="+")),
    ),
    "a global model that points at a member": (
        relation_faults,
        lambda: memo(models.Model, member=to(Member)),
    ),
    "a plain foreign key between tenant rows": (relation_faults, lambda: memo(member=to(Member))),
    "a one-to-one between tenant rows": (
        relation_faults,
        lambda: memo(member=models.OneToOneField(Member, models.PROTECT, related_name="+")),
    ),
    "a foreign key to an account": (relation_faults, lambda: memo(user=to(User))),
    "a generic foreign key": (
        relation_faults,
        lambda: memo(
            content_type=to(ContentType), object_id=models.UUIDField(), about=GenericForeignKey()
        ),
    ),
    "a row that goes with another": (
        deletion_faults,
        lambda: memo(
            member=TenantForeignKey(Member, on_delete=models.CASCADE, related_name="+"),
        ),
    ),
    "a row that PostgreSQL deletes with another": (
        deletion_faults,
        lambda: memo(about=to(Tenant, models.DB_CASCADE)),
    ),
    "a number unique among all": (
        constraint_faults,
        lambda: memo(
            constraint=models.UniqueConstraint(fields=["number"], name="number"),
            number=models.CharField(max_length=9),
        ),
    ),
    "an expression unique among all": (
        constraint_faults,
        lambda: memo(
            constraint=models.UniqueConstraint(Lower("number"), name="number"),
            number=models.CharField(max_length=9),
        ),
    ),
    "a field unique among all": (
        constraint_faults,
        lambda: memo(number=models.CharField(max_length=9, unique=True)),
    ),
}


@pytest.mark.parametrize(("guard", "make"), WRONG.values(), ids=WRONG.keys())
def test_a_guard_notices(guard: Guard, make: Callable[[], Model]) -> None:
    assert guard([make()])


def test_a_wrong_manager_does_not_start_up() -> None:
    with patch.object(apps, "get_models", return_value=[memo(objects=models.Manager())]):
        errors = checks.tenant_rows_come_from_tenant_querysets()
    assert {error.id for error in errors} == {"tenants.E003"}
