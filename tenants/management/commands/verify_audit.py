"""Check every tenant's audit trail from its first entry to its head."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenants import audit
from tenants.directory import each_tenant
from tenants.models import AuditHead


class Command(BaseCommand):
    help = "Verify the hash chains of the audit trail; exit 1 names what was changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--tenant", metavar="CODE", help="only this tenant")

    def handle(self, *args: Any, **options: Any) -> None:
        broken = 0
        for tenant in each_tenant():
            if options["tenant"] not in (None, tenant.code):
                continue
            found = list(audit.faults())
            broken += bool(found)
            for fault in found:
                self.stderr.write(f"{tenant.code} entry {fault.sequence}: {fault.what}")
            if not found:
                head = AuditHead.objects.get()
                self.stdout.write(f"{tenant.code}: {head.sequence} entries, chain intact")
        if broken:
            raise CommandError(f"The audit trail of {broken} tenant(s) was changed.")
