"""What documents show on the pages of others."""

from collections.abc import Iterator

from django.template.loader import render_to_string

from documents.access import may_check, may_comment
from documents.copies.out import CopiesOut
from documents.dossier import Dossier
from documents.models import AuditSample, Deviation
from tenants.http import MemberRequest
from tenants.models import Member
from tenants.panels import Piece, panel


def register_panels() -> None:
    panel("person", show_on_person)
    panel("document", show_comments)
    panel("document", show_deviations)
    panel("document", show_copies)


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


def show_deviations(
    request: MemberRequest, *, dossier: Dossier, **_context: object
) -> Iterator[Piece]:
    """Tell readers what is done otherwise for now; lead on to it who sees to it."""
    document, member = dossier.document, request.member
    may_end = may_check(member, document)
    context: dict[str, object] = {"document": document, "may_end": may_end}
    if dossier.has_deviations:
        begun = Deviation.objects.begun(request.tenant.today()).filter(document=document)
        context["deviations"] = list(begun)
        yield "head", render_to_string("documents/parts/deviation.html", context, request)
    if may_end or member.can("documents.read_work"):
        yield "rail", render_to_string("documents/parts/deviations_link.html", context, request)


def show_copies(request: MemberRequest, *, dossier: Dossier, **_context: object) -> Iterator[Piece]:
    """Say how many copies hang where, and warn of those that hold no more."""
    may_issue = request.member.can("documents.control") and dossier.document.in_force is not None
    if not dossier.has_copies and not may_issue:
        return
    out = CopiesOut.of(dossier.document) if dossier.has_copies else CopiesOut()
    context = {"document": dossier.document, "out": out, "may_issue": may_issue}
    if out.old and request.member.can("copies.read"):
        yield "head", render_to_string("documents/parts/copies_old.html", context, request)
    yield "rail", render_to_string("documents/parts/copies.html", context, request)


def show_comments(
    request: MemberRequest, *, dossier: Dossier, **_context: object
) -> Iterator[Piece]:
    """Lead those who write or decide on the revision in work to its comments."""
    work = dossier.in_work
    if work is None or not may_comment(request.member, work):
        return
    context = {"work": work, "document": dossier.document}
    yield "rail", render_to_string("documents/parts/comments.html", context, request)
