"""Describe our tables so that the peer has the like of them in every schema."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import models

from tenants.models import TenantOwned
from tenants.scope import TenantForeignKey


def describe_tables() -> list[dict[str, object]]:
    """Return columns, foreign keys, unique keys and indexes of each tenant-owned table."""
    return [describe(model) for model in apps.get_models() if issubclass(model, TenantOwned)]


def describe(model: type[TenantOwned]) -> dict[str, object]:
    """Return what the peer's table needs to be like ours; the tenant's column is left out."""
    fields = [
        field
        for field in model._meta.local_fields
        if field.name not in ("tenant", model._meta.pk.name)
    ]
    keys = [field for field in fields if isinstance(field, TenantForeignKey)]
    unique = [c for c in model._meta.constraints if isinstance(c, models.UniqueConstraint)]
    return {
        "name": model._meta.db_table,
        "columns": {
            field.name: [_kind(field), field.max_length, field.null]
            for field in fields
            if field not in keys
        },
        "keys": {field.name: field.related_model._meta.db_table for field in keys},
        "unique": _without_tenant(constraint.fields for constraint in unique),
        "indexes": _without_tenant(index.fields for index in model._meta.indexes),
    }


def _kind(field: models.Field[Any, Any]) -> str:
    return "UUIDField" if field.is_relation else field.get_internal_type()


def _without_tenant(keys: Iterable[Iterable[str]]) -> list[list[str]]:
    own = [[name for name in names if name != "tenant"] for names in keys]
    return [names for names in own if names]
