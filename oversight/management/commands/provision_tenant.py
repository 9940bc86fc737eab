"""Provision an organ, a zone or the city from the command line."""

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser, no_translations

from oversight.actions.provisioning import Provisioned, ZonePlan, preview, provision
from oversight.furniture import sources
from tenants.errors import sentence
from tenants.models import Tenant
from tenants.people.invitations import waiting_link
from tenants.scope import tenant_scope


class Command(BaseCommand):
    """Make a tenant with its blueprint and first administrator; run again = no change."""

    help = "Make a tenant with its blueprint and first administrator; run again = no change."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", metavar="CODE", help="2 to 12 capital letters or digits")
        parser.add_argument("--kind", required=True, choices=Tenant.Kind.values)
        parser.add_argument("--name-zh", required=True)
        parser.add_argument("--name-en", required=True)
        parser.add_argument("--admin", required=True, metavar="EMAIL")
        parser.add_argument("--admin-name", default="")
        begin = parser.add_mutually_exclusive_group()
        begin.add_argument("--blueprint", default="default", help="“empty” begins with nothing")
        begin.add_argument(
            "--copy", metavar="CODE", help="begin as this zone, which the city offers as template"
        )
        parser.add_argument("--time-zone", default="Asia/Shanghai")
        parser.add_argument(
            "--being-set-up",
            action="store_true",
            help="not live yet: its people go through the checklist first",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would be made")
        parser.add_argument("--json", action="store_true")

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        is_dry_run, copied = options["dry_run"], options["copy"]
        source = f"{sources.ZONE}{copied}" if copied else options["blueprint"]
        try:
            plan = ZonePlan(
                code=options["code"],
                kind=options["kind"],
                name_zh=options["name_zh"],
                name_en=options["name_en"],
                admin_email=options["admin"],
                admin_name=options["admin_name"],
                time_zone=options["time_zone"],
                blueprint=sources.load(source),
                is_live=not options["being_set_up"],
            )
            made = preview(plan) if is_dry_run else provision(plan, by=None)
        except ValidationError as error:
            raise CommandError(sentence(error)) from error
        link = "" if is_dry_run else link_for(made)
        if options["json"]:
            self.stdout.write(
                json.dumps(facts(made, link, is_dry_run=is_dry_run), ensure_ascii=False)
            )
        else:
            self.stdout.write(report(made, link, is_dry_run=is_dry_run))


def link_for(made: Provisioned) -> str:
    """Return the link by which the first administrator comes in; "" when they have."""
    with tenant_scope(made.tenant.pk, time_zone=made.tenant.time_zone):
        return waiting_link(made.admin)


def facts(made: Provisioned, link: str, *, is_dry_run: bool) -> dict[str, object]:
    """Return what was made, for programs."""
    return {
        "tenant": made.tenant.code,
        "dry_run": is_dry_run,
        "changed": made.has_changes(),
        "tenant_is_new": made.is_new,
        "admin": made.admin.user.email,
        "invitation": link,
        "counts": made.furnishing.counts(),
        "made": made.furnishing.names(),
    }


def report(made: Provisioned, link: str, *, is_dry_run: bool) -> str:
    """Return what was made, for people."""
    tenant = made.tenant
    if not made.has_changes():
        lines = [f"{tenant.code} has everything already: nothing was changed."]
    else:
        verb = "would get" if is_dry_run else "got"
        lines = [f"{tenant.code} {tenant.name_zh} {verb}:"]
        for kind, names in made.furnishing.names().items():
            if names:
                lines.append(f"  {len(names):>3} {kind.replace('_', ' ')}: {', '.join(names)}")
        if made.is_new_admin:
            lines.append(f"    1 administrator: {made.admin.user.email}")
    if link:
        lines.append(f"Invitation for {made.admin.user.email}, works once:\n{link}")
    return "\n".join(lines)
