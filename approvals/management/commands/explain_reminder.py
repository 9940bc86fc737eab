"""Say why somebody is reminded of a document, or is not, in both languages."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q
from django.utils import translation

from approvals.expiring.explaining import Explaining
from documents.models import Document
from tenants.models import Member, Tenant
from tenants.people.directory import each_tenant
from tenants.scope import tenant_scope


class Command(BaseCommand):
    help = "Say which rules hold for a person and a document, and what became of each reminder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("person", help="e-mail address, staff number or name")
        parser.add_argument("document", help="its number")
        parser.add_argument("--day", type=dt.date.fromisoformat, metavar="DATE")
        parser.add_argument("--tenant", metavar="CODE", help="where, if it is not the only one")

    def handle(self, *args: Any, **options: Any) -> None:
        tenants = each_tenant()
        if options["tenant"]:
            tenants = tenants.filter(code=options["tenant"].upper())
        found = sum(self.explain(tenant, options) for tenant in tenants)
        if not found:
            raise CommandError("No tenant has this person and this document; see --tenant.")

    def explain(self, tenant: Tenant, options: dict[str, Any]) -> bool:
        """Say it for one tenant; return whether it has both."""
        named = options["person"]
        with tenant_scope(tenant.pk, time_zone=tenant.time_zone, read_only=True):
            who = Q(user__email=named.lower()) | Q(staff_number=named) | Q(name=named)
            member = Member.objects.select_related("user").filter(who).first()
            documents = Document.objects.select_related("in_force")
            document = documents.filter(number=options["document"]).first()
            if member is None or document is None:
                return False
            for language, _name in settings.LANGUAGES:
                with translation.override(language):
                    self.write(tenant, member, document, options["day"] or tenant.today())
        return True

    def write(self, tenant: Tenant, member: Member, document: Document, day: dt.date) -> None:
        explaining = Explaining(member, tenant, day)
        self.stdout.write(f"{tenant.name} · {member.name} · {document.number} · {day}")
        for case in explaining.cases(document):
            self.stdout.write(f"\n{case.label}")
            for sentence in case.said:
                self.stdout.write(f"  {sentence}")
        self.stdout.write(f"\n{explaining.habits()}\n")
