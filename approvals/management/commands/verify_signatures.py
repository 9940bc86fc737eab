"""Check every signature: content, rows, audit trail, seals, time stamps."""

import datetime as dt
import json
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from approvals.rounds.verifying_all import reports
from approvals.sealing import keys
from tenants.models import Tenant
from tenants.people.directory import each_tenant
from tenants.scope import tenant_scope


class Command(BaseCommand):
    help = "Verify signatures; exit 1 names what does not fit. --json: one object a line."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--tenant", metavar="CODE", help="only this tenant")
        parser.add_argument(
            "--since", type=dt.date.fromisoformat, metavar="DAY", help="only rounds begun since"
        )
        parser.add_argument("--json", action="store_true", help="for machines")

    def handle(self, *args: Any, **options: Any) -> None:
        tenants = each_tenant()
        if options["tenant"]:
            tenants = tenants.filter(code=options["tenant"].upper())
            if not tenants:
                raise CommandError(f"There is no tenant {options['tenant']}.")
        if not keys.is_on():
            self.stderr.write("Signatures are not sealed here: SEAL_KEY_FILE is not set.")
        with translation.override("en"):
            found = sum(
                self.verify(tenant, options["since"], options["json"]) for tenant in tenants
            )
        if found:
            raise CommandError(f"{found} finding(s): something is not what was signed.")

    def verify(self, tenant: Tenant, since: dt.date | None, as_json: bool) -> int:  # noqa: FBT001
        """Report on one tenant; return how many findings there are."""
        counts = {"signatures": 0, "rounds": 0, "unsealed": 0, "findings": 0}
        began = time.monotonic()
        with tenant_scope(tenant.pk):
            for report in reports(since):
                counts["rounds"] += 1
                counts["signatures"] += len(report.signatures)
                counts["unsealed"] += len(report.unsealed())
                counts["findings"] += len(report.findings)
                for finding in report.findings:
                    revision = report.round.revision
                    said = {
                        "tenant": tenant.code,
                        "document": revision.document.number,
                        "revision": revision.label,
                        "round": report.round.number,
                        "kind": finding.kind,
                        "words": finding.words,
                    }
                    plain = " ".join(str(each) for each in said.values())
                    self.stderr.write(json.dumps(said, ensure_ascii=False) if as_json else plain)
        seconds = round(time.monotonic() - began, 3)
        said = {"tenant": tenant.code, **counts, "seconds": seconds}
        plain = ", ".join(f"{n} {name}" for name, n in counts.items())
        self.stdout.write(json.dumps(said) if as_json else f"{tenant.code}: {plain}, {seconds} s")
        return counts["findings"]
