"""Put the calendars of 2018 to 2026 where due dates are counted; later years are loaded."""

import csv
import hashlib
from pathlib import Path
from typing import Any

from django.db import migrations

YEARS = Path(__file__).parents[1] / "calendar/years"


def load(apps: Any, _schema_editor: Any) -> None:
    for year in range(2018, 2027):
        data = (YEARS / f"{year}.csv").read_bytes()
        source, *lines = data.decode().splitlines()
        rows = list(csv.DictReader(lines))
        holidays, workdays = (
            [row for row in rows if row["kind"] == kind] for kind in ("holiday", "workday")
        )
        apps.get_model("tenants", "CalendarYear").objects.get_or_create(
            year=year,
            defaults={
                "source": source.removeprefix("# source: "),
                "holidays": [row["date"] for row in holidays],
                "workdays": [row["date"] for row in workdays],
                "names": [row["name"] for row in (*holidays, *workdays)],
                "sha256": hashlib.sha256(data).hexdigest(),
            },
        )


def forget(apps: Any, _schema_editor: Any) -> None:
    apps.get_model("tenants", "CalendarYear").objects.filter(year__lt=2027).delete()


class Migration(migrations.Migration):
    dependencies = (("tenants", "0020_working_days"),)

    operations = (migrations.RunPython(load, forget),)
