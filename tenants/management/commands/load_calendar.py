"""Load the state's calendar of a year, as the city's page does."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenants.actions.calendar import load_year
from tenants.errors import Refused
from tenants.models import Tenant
from tenants.scope import tenant_scope


class Command(BaseCommand):
    help = "Load holidays and make-up working days of a year; run again = nothing more happens."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("year", type=int)
        parser.add_argument("file", type=Path, help="CSV: # source: …, then date,kind,name")

    def handle(self, *args: Any, **options: Any) -> None:
        city = Tenant.objects.filter(kind=Tenant.Kind.CITY).first()
        if city is None:
            raise CommandError("There is no city yet, whose audit trail would keep it.")
        try:
            data = options["file"].read_bytes()
            with tenant_scope(city.pk, time_zone=city.time_zone):
                is_new = load_year(options["year"], data, by=None)
        except OSError as error:
            raise CommandError(str(error)) from error
        except Refused as refused:
            raise CommandError("\n".join(refused.messages)) from refused
        self.stdout.write(f"{options['year']}: {'loaded' if is_new else 'here already'}")
