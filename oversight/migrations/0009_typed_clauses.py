"""Make links of the clauses that people have typed; what names none stays, listed to be mended.

The text stays as it is: the register shows it as before.
"""

import tomllib
from pathlib import Path
from typing import Any

from django.db import migrations

from documents.standards.typed import read

FILE = Path(__file__).parents[1] / "standards/iso9001-2015.toml"
PART = 2000


def place(apps: Any, _schema_editor: Any) -> None:
    document_model = apps.get_model("documents", "Document")
    link_model = apps.get_model("documents", "ClauseLink")
    typed = document_model.objects.exclude(clauses="").order_by("pk")
    clauses = _clauses(apps) if typed.exists() else {}
    links, unread = [], []
    for document in typed.only("pk", "tenant_id", "clauses").iterator(chunk_size=PART):
        said = read(document.clauses, list(clauses))
        links += [
            link_model(
                tenant_id=document.tenant_id,
                document_id=document.pk,
                clause=clauses[each.number],
                item=each.item,
            )
            for each in said.named
        ]
        if said.unread:
            document.clauses_unread = said.unread
            unread.append(document)
    link_model.objects.bulk_create(links, batch_size=PART, ignore_conflicts=True)
    document_model.objects.bulk_update(unread, ["clauses_unread"], batch_size=PART)


def _clauses(apps: Any) -> dict[str, Any]:
    """Return the clauses of the current edition: their numbers; `migrate` then loads the rest."""
    said = tomllib.loads(FILE.read_text())
    edition, _is_new = apps.get_model("documents", "StandardEdition").objects.get_or_create(
        code=said["code"], defaults={"state": "current", "version": 0}
    )
    clause_model = apps.get_model("documents", "Clause")
    made: dict[str, Any] = {}
    for at, each in enumerate(said["clauses"]):
        made[each["number"]], _is_new = clause_model.objects.get_or_create(
            edition=edition,
            number=each["number"],
            defaults={
                "parent": made.get(each["number"].rpartition(".")[0]),
                "position": at,
                "title_zh": each["zh"],
                "title_en": each["en"],
            },
        )
    return made


def forget(apps: Any, _schema_editor: Any) -> None:
    """The text was never changed; links made by hand since then are lost."""
    apps.get_model("documents", "ClauseLink").objects.all()._raw_delete("default")
    apps.get_model("documents", "Document").objects.update(clauses_unread="")


class Migration(migrations.Migration):
    dependencies = (("oversight", "0008_standards"), ("documents", "0023_standards"))

    operations = (migrations.RunPython(place, forget),)
