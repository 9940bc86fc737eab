"""Judge models: does each belong to a tenant, ask for its own rows and point only where it may?"""

from collections.abc import Iterable
from typing import Any, Final

from django.db import models

from tenants.models import TenantOwned, User
from tenants.postgresql.global_tables import GLOBAL_TABLES, UNUSED_TABLES
from tenants.scope import NoTenant
from tests.architecture.foreign_keys import POINT_AT_USERS

type Models = Iterable[type[models.Model]]

WITHOUT_FENCE: Final = GLOBAL_TABLES.keys() | UNUSED_TABLES.keys()


def home_faults(models: Models) -> list[str]:
    """Find models that belong neither to a tenant nor, with a reason, to all."""
    return [
        f"{model.__name__} is neither TenantOwned nor on the list of global tables"
        for model in models
        if issubclass(model, TenantOwned) == (model._meta.db_table in WITHOUT_FENCE)
    ]


def manager_faults(models: Models) -> list[str]:
    """Find managers that ask for rows without saying whose."""
    return [
        f"{model.__name__}.{manager.name} asks for every tenant's rows"
        for model in models
        if issubclass(model, TenantOwned)
        for manager in (*model._meta.managers, model._meta.base_manager)
        if asks_without_tenant(manager)
    ]


def asks_without_tenant(manager: Any) -> bool:
    try:
        str(manager.all().query)
    except NoTenant:
        return False
    return True


def many_to_many_faults(models: Models) -> list[str]:
    """Find tables that Django would make by itself, without a tenant."""
    return [
        f"{model.__name__}.{field.name} makes a table without a tenant"
        for model in models
        if issubclass(model, TenantOwned) or model is User
        for field in model._meta.local_many_to_many
        if (through := field.remote_field.through) and through._meta.auto_created
    ]


def relation_faults(models: Models) -> list[str]:
    """Find relations that leave the tenant."""
    return [
        f"{model.__name__}.{field.name} {fault}"
        for model in models
        for field in relations(model)
        if (fault := relation_fault(model, field))
    ]


def relation_fault(model: type[models.Model], field: Any) -> str:
    target = field.related_model
    to_tenant = target is not None and issubclass(target, TenantOwned)
    if not issubclass(model, TenantOwned):
        return "leads from a global table to a tenant's rows" if to_tenant else ""
    if target is None:
        return "points at anything: no foreign key can check it"
    if target is User and model._meta.db_table not in POINT_AT_USERS:
        return "points at an account, not at a member"
    if to_tenant and not getattr(field, "same_tenant", False):
        return "is no TenantForeignKey"
    return ""


def relations(model: type[models.Model]) -> list[Any]:
    fields = (*model._meta.local_fields, *model._meta.private_fields)
    return [field for field in fields if field.is_relation]


def deletion_faults(models_: Models) -> list[str]:
    """Find relations whose row goes when another goes: what is evidence stays."""
    return [
        f"{model.__name__}.{field.name} follows the deletion of what it points at"
        for model in models_
        if issubclass(model, TenantOwned)
        for field in relations(model)
        if getattr(field.remote_field, "on_delete", None) is not models.PROTECT
    ]


def constraint_faults(models_: Models) -> list[str]:
    """Find unique keys that would tell a tenant what its neighbours have."""
    ours = [model for model in models_ if issubclass(model, TenantOwned)]
    return [
        f"{model.__name__}: {constraint.name} is not led by the tenant"
        for model in ours
        for constraint in model._meta.constraints
        if getattr(constraint, "fields", ("tenant",))[:1] != ("tenant",)
    ] + [
        f"{model.__name__}.{field.name} is unique among all tenants"
        for model in ours
        for field in model._meta.local_fields
        if field.unique and not field.primary_key
    ]
