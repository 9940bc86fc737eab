"""What documents show on the pages of others."""

from collections.abc import Iterator

from django.template.loader import render_to_string

from documents.access import may_comment
from documents.dossier import Dossier
from documents.models import AuditSample
from tenants.http import MemberRequest
from tenants.models import Member
from tenants.panels import Piece, panel


def register_panels() -> None:
    panel("person", show_on_person)
    panel("document", show_comments)


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


def show_comments(
    request: MemberRequest, *, dossier: Dossier, **_context: object
) -> Iterator[Piece]:
    """Lead those who write or decide on the revision in work to its comments."""
    work = dossier.in_work
    if work is None or not may_comment(request.member, work):
        return
    context = {"work": work, "document": dossier.document}
    yield "rail", render_to_string("documents/parts/comments.html", context, request)
