"""Import documents with their history, or single files, into a tenant."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, no_translations

from documents.actions.imports import import_document, new_revisions
from documents.importing.folder import Found, find
from documents.models import DocumentType
from tenants.errors import Refused
from tenants.models import Member, Tenant, Unit, User
from tenants.people.roles import Role
from tenants.scope import tenant_scope

BAR = 40


class Command(BaseCommand):
    """Import documents with their history; run again = nothing."""

    help = "Import folders with history.json, and .md and .docx files; run again = nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--tenant", required=True, metavar="CODE")
        parser.add_argument("path", metavar="PATH", type=Path)
        parser.add_argument("--type", default="QP", metavar="QP", help="code of a document type")
        parser.add_argument("--owner", metavar="EMAIL", help="default: a document controller")
        parser.add_argument("--unit", metavar="CODE", help="default: the owner's unit")
        parser.add_argument("--dry-run", action="store_true", help="say what would be imported")
        parser.add_argument("--json", action="store_true")

    @no_translations
    def handle(self, *args: Any, path: Path, dry_run: bool, **options: Any) -> None:
        tenant = self.tenant(options["tenant"])
        if not path.exists():
            raise CommandError(f"There is no {path}.")
        with tenant_scope(tenant.pk, time_zone=tenant.time_zone):
            place = self.place(options["type"], options["owner"], options["unit"])
        documents, revisions, skipped = 0, 0, []
        for found in self.progress(list(find(path))):
            try:
                with tenant_scope(tenant.pk, time_zone=tenant.time_zone):
                    added = self.take(found, place, is_dry_run=dry_run)
            except Refused as refusal:
                skipped.append({"path": found.key, "reason": " ".join(refusal.messages)})
            else:
                documents += added > 0
                revisions += added
        result = {"documents": documents, "revisions": revisions, "skipped": skipped}
        if options["json"]:
            self.stdout.write(json.dumps(result, ensure_ascii=False))
        else:
            self.report(documents, revisions, skipped, "would be" if dry_run else "were")

    def take(self, found: Found, place: dict[str, Any], *, is_dry_run: bool) -> int:
        """Import one document; return how many revisions it gained, or would gain."""
        incoming = found.read()
        if is_dry_run:
            return len([revision.blocks() for revision in new_revisions(incoming)])
        return len(import_document(incoming, by=None, **place))

    def report(
        self, documents: int, revisions: int, skipped: list[dict[str, str]], verb: str
    ) -> None:
        """Say what happened, for people."""
        for each in skipped:
            self.stdout.write(f"skipped {each['path']}: {each['reason']}")
        self.stdout.write(
            f"{documents} documents with {revisions} revisions {verb} imported;"
            f" {len(skipped)} skipped."
        )

    def tenant(self, code: str) -> Tenant:
        """Return the tenant that takes the documents."""
        tenant = Tenant.objects.filter(code=code).first()
        if tenant is None:
            raise CommandError(f"There is no tenant {code}.")
        if tenant.is_suspended():
            raise CommandError(f"{code} is suspended; nothing can be imported.")
        return tenant

    def place(self, type_code: str, email: str | None, unit_code: str | None) -> dict[str, Any]:
        """Return type, unit and owner of what comes; each can be named, or is found."""
        document_type = DocumentType.objects.one_or_none(code=type_code)
        if document_type is None:
            known = ", ".join(DocumentType.objects.values_list("code", flat=True))
            raise CommandError(f"There is no document type {type_code}; there are: {known}.")
        members = Member.objects.active().with_role(Role.CONTROLLER)
        if email:
            members = Member.objects.active().filter(
                user__email=User.objects.normalize_email(email)
            )
        owner = members.first()
        if owner is None:
            raise CommandError(f"{email or 'A document controller'} is not a member there.")
        units = Unit.objects.active()
        own = units.filter(appointments__member=owner).first()
        unit = units.filter(code=unit_code).first() if unit_code else own or units.first()
        if unit is None:
            raise CommandError(f"There is no unit {unit_code or ''}.")
        return {"document_type": document_type, "unit": unit, "owner": owner}

    def progress(self, found: list[Found]) -> Iterator[Found]:
        """Draw a bar on stderr when a person watches."""
        for n, each in enumerate(found, start=1):
            yield each
            if sys.stderr.isatty():
                done = BAR * n // len(found)
                end = "\n" if n == len(found) else ""
                sys.stderr.write(f"\r{'█' * done}{'░' * (BAR - done)} {n}/{len(found)}{end}")
                sys.stderr.flush()
