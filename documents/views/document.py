"""A document: what is in force, what is changing, who has read it."""

import datetime as dt
import io
from collections.abc import Sequence
from typing import IO

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from documents import access, content, files, pictures
from documents.attachments import form_changes, forms_of
from documents.comparison import Comparison, keep_look
from documents.dossier import Dossier
from documents.forms.drafting import CancelForm
from documents.labels import (
    label_of,
    overdue_words,
    review_deadline,
    shown_label,
    void_words,
)
from documents.looks import reading_of
from documents.models import CurrencyCheck, Document, Rendition, Revision
from documents.pdf.voiding import headed_pdf, is_certified, voided_pdf
from documents.register.links import addresses_in, successors
from documents.text.linking import with_links
from documents.text.render import to_html
from documents.views.handing_out import guarded
from tenants import audit
from tenants.audit import reading
from tenants.http import MemberRequest, member_view
from tenants.models import Member
from tenants.panels import slots

MOST_LOGGED = 200


@require_safe
@member_view("documents.read")
def show_document(request: MemberRequest, code: str, number: str) -> HttpResponse:
    """Show the text in force, or the newest this member may read."""
    dossier = access.get_dossier(request.member, number)
    revision = dossier.document.in_force or next(iter(dossier.revisions), None)
    return page(request, dossier, revision, tab="text", **_text(request, revision))


@require_safe
@member_view("documents.read")
def show_revision(request: MemberRequest, code: str, number: str, n: int) -> HttpResponse:
    """Show the text of one revision, whatever its state."""
    dossier, revision = access.get_readable(request.member, number, n)
    return page(request, dossier, revision, tab="text", **_text(request, revision))


@require_safe
@member_view("documents.read")
def show_history(request: MemberRequest, code: str, number: str) -> HttpResponse:
    """List the revisions of a document, newest first."""
    dossier = access.get_dossier(request.member, number)
    return page(request, dossier, dossier.document.in_force, tab="history")


@require_safe
@member_view("documents.read")
def compare(request: MemberRequest, code: str, number: str) -> HttpResponse:
    """Show what changed between any two revisions: ?from=1&to=2, by default the last change."""
    dossier = access.get_dossier(request.member, number)
    revisions = dossier.revisions
    new = _chosen(revisions, request.GET.get("to")) or next(iter(revisions), None)
    older = [r for r in revisions if new and r.n < new.n]
    old = _chosen(revisions, request.GET.get("from")) or (
        (new and dossier.before(new)) or next(iter(older), None)
    )
    extra = {
        "old": old,
        "new": new,
        "comparison": Comparison.of(request, dossier.document, old, new) if old and new else None,
        "form_changes": form_changes(old, new),
    }
    shown = page(request, dossier, dossier.document.in_force or new, tab="compare", **extra)
    return keep_look(request, shown)


def _chosen(revisions: Sequence[Revision], n: str | None) -> Revision | None:
    return next((r for r in revisions if str(r.n) == n), None)


@require_safe
@member_view("audit.read")
def show_log(request: MemberRequest, code: str, number: str) -> HttpResponse:
    """Show what was done to the document and its revisions, by whom."""
    dossier = access.get_dossier(request.member, number)
    subjects = [audit.subject_of(row) for row in (dossier.document, *dossier.revisions)]
    entries = reading.wanted({"subjects": subjects}).select_related("by")[:MOST_LOGGED]
    lines = reading.lines(entries, request.member)
    return page(request, dossier, dossier.document.in_force, tab="log", lines=lines)


def _text(request: MemberRequest, revision: Revision | None) -> dict[str, object]:
    """Return the text, where other documents that the reader may see are links."""
    if revision is None:
        return {"html": ""}
    code = request.tenant.slug
    reading = reading_of(revision, request.GET, code=code)
    found = {"reading": reading, "blank_forms": forms_of(revision), "html": ""}
    if reading.pages:
        return found
    at = pictures.address(code, revision.document.number, revision.n)
    html = to_html(content.blocks_of(revision), at)
    return found | {"html": with_links(html, addresses_in(revision, request.member))}


def _outdated(document: Document) -> CurrencyCheck | None:
    """Return the last check of an external document, if it found that it no longer is current."""
    last: CurrencyCheck | None = document.checks.first() if document.is_external() else None
    return last if last and last.result != CurrencyCheck.Result.CURRENT else None


def _may_put(member: Member, document: Document, in_work: Revision | None) -> bool:
    """Tell what `may_set_audience` does, from what the page has read already."""
    if document.state == Document.State.RETIRED:
        return False
    prepares = in_work is not None and in_work.prepared_by_id == member.pk
    mine = document.owner_id == member.pk or prepares
    return member.can("documents.control") or (mine and member.can("documents.draft"))


def _waits(in_work: Revision | None, member: Member) -> bool:
    """Tell whether a revision waits for its day that this member may still cancel."""
    if in_work is None or in_work.state != Revision.State.APPROVED or in_work.package_number:
        return False
    return access.may_write(member, in_work) and member.can("documents.draft")


def page(
    request: MemberRequest,
    dossier: Dossier,
    revision: Revision | None,
    *,
    tab: str,
    **extra: object,
) -> HttpResponse:
    """Show the document with a tab of its own open."""
    member, today = request.member, request.tenant.today()
    document, in_work = dossier.document, dossier.in_work
    is_retired = document.state == Document.State.RETIRED
    context = {
        "document": document,
        "revision": revision,
        "label": shown_label(document, revision) if revision else None,
        "revisions": [(r, shown_label(document, r)) for r in dossier.revisions],
        "open_revision": in_work,
        "open_label": label_of(in_work) if in_work else None,
        "tab": tab,
        "is_in_force": document.is_in_force() and revision == document.in_force,
        "has_tasks": dossier.has_tasks and document.is_in_force(),
        "outdated": _outdated(document),
        "successors": successors(document, member) if is_retired else [],
        "review": review_deadline(document.review_due if document.is_in_force() else None, today),
        "is_expired": document.is_expired(today),
        "has_owner": document.owner.is_active(today),
        "may_read_log": member.can("audit.read"),
        "may_grant": member.can("documents.grant"),
        "may_put": _may_put(member, document, in_work),
        "may_revise": in_work is None and access.may_revise(member, document),
        "may_write": in_work is not None
        and in_work.state == Revision.State.DRAFT
        and access.may_write(member, in_work),
        "cancel": CancelForm(auto_id="cancel_%s") if _waits(in_work, member) else None,
        "slots": slots(request, "document", dossier=dossier, revision=revision),
        **extra,
    }
    return render(request, "documents/document.html", context)


@require_safe
@member_view("documents.read")
def download_pdf(request: MemberRequest, code: str, number: str, n: int, kind: str) -> FileResponse:
    """Hand out the body or the controlled PDF of a revision; one that no longer holds says so."""
    revision, file = access.get_rendition(request.member, number, n, kind)
    name = f"{number}_{n}_{kind}.pdf".replace("/", "-")
    opened: IO[bytes] = files.path_of(file).open("rb")
    if kind == Rendition.Kind.CONTROLLED:
        opened = _as_it_holds(opened, revision, request.tenant.today())
    response = FileResponse(opened, filename=name)
    response.headers["Content-Type"] = content.PDF
    return guarded(response)


def _as_it_holds(opened: IO[bytes], revision: Revision, today: dt.date) -> IO[bytes]:
    """Return a copy that says so where it no longer holds, or where its review is overdue."""
    void, overdue = void_words(revision), overdue_words(revision, today)
    if not void and not overdue:
        return opened
    with opened:
        pdf = opened.read()
    if not void and is_certified(pdf):
        overdue = f"{overdue} {_('The copy that is kept is certified; this marked one is not.')}"
    return io.BytesIO(voided_pdf(pdf, *void) if void else headed_pdf(pdf, overdue))


@require_safe
@member_view("documents.read")
def download_source(request: MemberRequest, code: str, number: str, n: int) -> HttpResponseBase:
    """Hand out the source file of a revision, as it was uploaded or typed."""
    revision = access.get_revision(request.member, number, n)
    name = revision.source_name or f"{number}.md".replace("/", "-")
    if revision.source is None:
        typed = io.BytesIO(revision.markdown.encode())
        return guarded(FileResponse(typed, as_attachment=True, filename=name))
    opened = files.path_of(revision.source).open("rb")
    return guarded(FileResponse(opened, as_attachment=True, filename=name))
