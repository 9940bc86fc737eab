"""A document: what is in force, what is changing, who has read it."""

import io

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from documents import access, content, files
from documents.labels import deadline, label_of, shown_label
from documents.models import Document, Revision, RevisionQuerySet
from documents.redline_rows import redline_rows
from documents.text.render import to_html
from tenants.http import MemberRequest, member_view
from tenants.panels import slots


@require_safe
@member_view("documents.read")
def show_document(request: MemberRequest, code: str, number: str) -> HttpResponse:
    """Show the text in force, or the newest this member may read."""
    document = access.get_document(request.member, number)
    revision = document.in_force or _visible(request, document).first()
    return _page(request, document, revision, tab="text")


@require_safe
@member_view("documents.read")
def show_revision(request: MemberRequest, code: str, number: str, n: int) -> HttpResponse:
    """Show the text of one revision, whatever its state."""
    revision = access.get_revision(request.member, number, n)
    return _page(request, revision.document, revision, tab="text")


@require_safe
@member_view("documents.read")
def show_history(request: MemberRequest, code: str, number: str) -> HttpResponse:
    """List the revisions of a document, newest first."""
    document = access.get_document(request.member, number)
    return _page(request, document, document.in_force, tab="history")


@require_safe
@member_view("documents.read")
def compare(request: MemberRequest, code: str, number: str) -> HttpResponse:
    """Show what changed between any two revisions: ?from=1&to=2, by default the last change."""
    document = access.get_document(request.member, number)
    revisions = list(_visible(request, document))
    new = _chosen(revisions, request.GET.get("to")) or (revisions[0] if revisions else None)
    older = [r for r in revisions if new and r.n < new.n]
    old = _chosen(revisions, request.GET.get("from")) or next(
        (r for r in older if r.is_issued()), older[0] if older else None
    )
    redline = content.compare(old, new) if new else None
    extra = {
        "old": old,
        "new": new,
        "redline": redline,
        "redline_rows": redline_rows(redline) if redline and old else None,
    }
    return _page(request, document, document.in_force or new, tab="compare", **extra)


def _visible(request: MemberRequest, document: Document) -> RevisionQuerySet:
    revisions: RevisionQuerySet = Revision.objects.visible_to(request.member).filter(
        document=document
    )
    return revisions.select_related("prepared_by").order_by("-n")


def _chosen(revisions: list[Revision], n: str | None) -> Revision | None:
    return next((r for r in revisions if str(r.n) == n), None)


def _page(
    request: MemberRequest,
    document: Document,
    revision: Revision | None,
    *,
    tab: str,
    **extra: object,
) -> HttpResponse:
    member, today = request.member, request.tenant.today()
    revisions = list(_visible(request, document))
    open_revision = next((r for r in revisions if r.is_open()), None)
    context = {
        "document": document,
        "revision": revision,
        "label": shown_label(document, revision) if revision else None,
        "revisions": [(r, shown_label(document, r)) for r in revisions],
        "open_revision": open_revision,
        "open_label": label_of(open_revision) if open_revision else None,
        "tab": tab,
        "is_in_force": document.is_in_force() and revision == document.in_force,
        "html": to_html(content.blocks_of(revision)) if revision and tab == "text" else "",
        "review": deadline(document.review_due if document.is_in_force() else None, today),
        "is_expired": document.is_expired(today),
        "may_revise": open_revision is None and access.may_revise(member, document),
        "may_write": open_revision is not None
        and open_revision.state == Revision.State.DRAFT
        and access.may_write(member, open_revision),
        "renditions": {r.kind for r in revision.renditions.all()} if revision else set(),
        "progress": slots(request, "document.progress", document=document, revision=revision),
        "actions": slots(request, "document.actions", document=document, revision=revision),
        "rail": slots(request, "document.rail", document=document, revision=revision),
        "tabs": slots(request, "document.tabs", document=document, revision=revision),
        **extra,
    }
    return render(request, "documents/document.html", context)


@require_safe
@member_view("documents.read")
def download_pdf(request: MemberRequest, code: str, number: str, n: int, kind: str) -> FileResponse:
    """Hand out the body or the controlled PDF of a revision."""
    file = access.get_rendition(request.member, number, n, kind)
    name = f"{number}_{n}_{kind}.pdf".replace("/", "-")
    response = FileResponse(files.path_of(file).open("rb"), filename=name)
    response.headers["Content-Type"] = content.PDF
    return _guarded(response)


@require_safe
@member_view("documents.read")
def download_source(request: MemberRequest, code: str, number: str, n: int) -> HttpResponseBase:
    """Hand out the source file of a revision, as it was uploaded or typed."""
    revision = access.get_revision(request.member, number, n)
    name = revision.source_name or f"{number}.md".replace("/", "-")
    if revision.source is None:
        typed = io.BytesIO(revision.markdown.encode())
        return _guarded(FileResponse(typed, as_attachment=True, filename=name))
    opened = files.path_of(revision.source).open("rb")
    return _guarded(FileResponse(opened, as_attachment=True, filename=name))


def _guarded(response: FileResponse) -> FileResponse:
    """Keep a file of strangers from acting in our origin, and out of shared caches."""
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, no-store"
    return response
