"""Check every tenant's audit trail from its first entry to its head."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenants import audit
from tenants.audit import anchors
from tenants.models import AuditEntry, Tenant
from tenants.people.directory import each_tenant
from tenants.scope import tenant_scope


class Command(BaseCommand):
    help = "Verify the hash chains of the audit trail; exit 1 names what was changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--tenant", metavar="CODE", help="only this tenant")
        parser.add_argument(
            "--anchors", action="store_true", help="also look for what was anchored outside"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        tenants = each_tenant()
        if options["tenant"]:
            tenants = tenants.filter(code=options["tenant"].upper())
            if not tenants:
                raise CommandError(f"There is no tenant {options['tenant']}.")
        intact = [self.verify(tenant, with_anchors=options["anchors"]) for tenant in tenants]
        if not all(intact):
            raise CommandError(f"The audit trail of {intact.count(False)} tenant(s) was changed.")

    def verify(self, tenant: Tenant, *, with_anchors: bool) -> bool:
        """Report on one tenant's chain; tell whether it is as it was written."""
        with tenant_scope(tenant.pk):
            found = [*audit.faults(), *(anchors.faults(tenant.code) if with_anchors else ())]
            entries = AuditEntry.objects.count()
        for fault in found:
            self.stderr.write(f"{tenant.code} entry {fault.sequence}: {fault.what}")
        if not found:
            self.stdout.write(f"{tenant.code}: {entries} entries, chain intact")
        return not found
