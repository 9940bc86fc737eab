"""Make the like of our tenant-owned tables: columns, foreign keys, unique keys, indexes."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from django.db import migrations, models
from django.db.migrations.operations.base import Operation


def column(kind: str, max_length: int | None, *, null: bool) -> models.Field[Any, Any]:
    """Return a column of this kind; text for what only our database backend knows."""
    field = getattr(models, kind, models.TextField)
    return field(null=null, max_length=max_length) if max_length else field(null=null)


def foreign_key(to: str) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(f"tables.{to}", models.PROTECT, null=True, related_name="+")


def operations(tables: list[dict[str, Any]]) -> list[Operation]:
    """Return what makes the tables; keys to a later table are added at the end."""
    made: list[Operation] = []
    added: list[Operation] = []
    known: set[str] = set()
    for table in tables:
        name = table["name"]
        fields = [
            (field, column(*facts[:2], null=facts[2])) for field, facts in table["columns"].items()
        ]
        known.add(name)
        for key, to in table["keys"].items():
            if to in known:
                fields.append((key, foreign_key(to)))
            else:
                added.append(migrations.AddField(name, key, foreign_key(to)))
        identity = ("id", models.UUIDField(primary_key=True))
        made.append(migrations.CreateModel(name, [identity, *fields]))
        added += constraints(table)
    return made + added


def constraints(table: dict[str, Any]) -> list[Operation]:
    """Return what adds a table's unique keys and indexes."""
    name = table["name"]
    unique = [
        models.UniqueConstraint(fields=fields, name=f"{name}_u{number}")
        for number, fields in enumerate(table["unique"])
    ]
    indexes = [
        models.Index(fields=fields, name=f"{name}_i{number}")
        for number, fields in enumerate(table["indexes"])
    ]
    return [
        *(migrations.AddConstraint(name, constraint) for constraint in unique),
        *(migrations.AddIndex(name, index) for index in indexes),
    ]


class Migration(migrations.Migration):
    dependencies = ()

    operations = operations(json.loads(Path(os.environ["PEER_TABLES"]).read_text()))
