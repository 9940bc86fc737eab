"""What documents show on the pages of others."""

from collections.abc import Iterator

from django.template.loader import render_to_string

from documents.models import AuditSample
from tenants.http import MemberRequest
from tenants.models import Member
from tenants.panels import Piece, panel


def register_panels() -> None:
    panel("person", show_on_person)


def show_on_person(request: MemberRequest, *, person: Member) -> Iterator[Piece]:
    """Show what an auditor looks into, and lead on to choosing it."""
    if not person.is_auditor():
        return
    rows = list(AuditSample.objects.filter(member=person).select_related("folder"))
    context = {
        "person": person,
        "folders": [row.folder for row in rows if row.folder],
        "documents": sum(row.document_id is not None for row in rows),
        "may_sample": request.member.can("people.sample") and request.member != person,
    }
    yield "rail", render_to_string("documents/parts/sample.html", context, request)
