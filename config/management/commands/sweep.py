"""Do by hand what the clock does by itself."""

import datetime as dt
from typing import Any

from celery import current_app
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from config.clock import do_what_is_due, preview
from tenants.models import Tenant
from tenants.people.directory import tenants_due


class Command(BaseCommand):
    help = "Put in force, remind and mail whatever is due; run again = nothing more happens."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--as-of", type=dt.date.fromisoformat, metavar="DATE")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen")
        parser.add_argument("--tenant", metavar="CODE", help="visit this tenant only")

    def handle(self, *args: Any, **options: Any) -> None:
        today = options["as_of"] or timezone.localdate()
        tenants = self.tenants(options["tenant"], today)
        if options["dry_run"]:
            for tenant in tenants:
                for line in preview(tenant, today):
                    self.stdout.write(f"{tenant.code} {line}")
            return
        current_app.conf.task_always_eager = True  # what a step queues is done when this returns
        try:
            failed = [(t.code, step) for t in tenants for step in do_what_is_due(t, today)]
        finally:
            current_app.conf.task_always_eager = False
        if failed:
            steps = ", ".join(f"{code}: {step}" for code, step in failed)
            raise CommandError(f"The next sweep tries again what failed ({steps}).")

    def tenants(self, code: str | None, today: dt.date) -> list[Tenant]:
        """Return the tenants to visit: the one that was named, or all where something is due."""
        if code is None:
            noon = dt.datetime.combine(today, dt.time(12), timezone.get_current_timezone())
            due = tenants_due(noon)
            return list(Tenant.objects.filter(pk__in=due).order_by("code"))
        found = [t for t in Tenant.objects.filter(code=code.upper()) if t.is_running()]
        if not found:
            raise CommandError(f"There is no running tenant {code!r}.")
        return found
