"""Paper copies of a document: who has them, and the acts of a document controller."""

from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from documents import access, content
from documents.actions.paper_copies import (
    exchange_copies,
    issue_copies,
    note_printing,
    take_back,
)
from documents.copies.labels import label_of
from documents.copies.printing import printed
from documents.forms.copies import ChosenForm, IssueForm, OutcomeForm, ReceiverFormSet
from documents.models import Document, PaperCopy, Revision, RevisionQuerySet
from tenants.errors import Refused, sentence
from tenants.http import MemberRequest, member_view

MOST_SHOWN: Final = 100


@require_http_methods(["GET", "POST"])
@member_view("documents.read")
def show_copies(request: MemberRequest, code: str, number: str) -> HttpResponse:
    """Show the copies of a document; POST `act`: issue, take_back or exchange."""
    document = access.get_document(request.member, number)
    may_control, act = request.member.can("documents.control"), request.POST.get("act", "")
    if request.method == "POST" and not may_control:
        raise PermissionDenied
    issued = request.POST if act == "issue" else None
    chosen = request.POST if act in ("take_back", "exchange") else None
    issuing = IssueForm(issued, revisions=_to_issue(document), auto_id="issue_%s")
    receivers = ReceiverFormSet(issued, prefix="to")
    outcome = OutcomeForm(chosen, among=document.paper_copies.all(), auto_id="outcome_%s")
    if _is_issued(request, issuing, receivers) or _is_settled(request, act, outcome):
        return redirect("documents:copies", code, number)
    is_wrong = issuing.errors or outcome.errors or (issued is not None and receivers.errors)
    context = {
        "document": document,
        "issuing": issuing,
        "receivers": receivers,
        "outcome": outcome,
        "may_control": may_control,
        **_rows(document, request.GET),
    }
    return render(request, "documents/copies.html", context, status=422 if is_wrong else 200)


def _to_issue(document: Document) -> RevisionQuerySet:
    """Return what copies may be made of: the text in force, and what waits for its day."""
    if document.state != Document.State.ACTIVE:
        return Revision.objects.none()
    states = (Revision.State.APPROVED, Revision.State.EFFECTIVE)
    found = document.revisions.filter(state__in=states).order_by("n")
    return found.defer("markdown", "manifest")


def _rows(document: Document, asked: QueryDict) -> dict[str, object]:
    """Return what is out, or all there ever was: the newest, or those before a number."""
    shows_all, before = asked.get("view") == "all", asked.get("before", "")
    copies = document.paper_copies.all()
    wanted = (copies if shows_all else copies.out()).named().order_by("-number")
    if before.isascii() and before.isdigit() and len(before) < 9:
        wanted = wanted.filter(number__lt=int(before))
    found = list(wanted[: MOST_SHOWN + 1])
    shown = found[:MOST_SHOWN]
    return {
        "rows": [(copy, label_of(copy)) for copy in shown],
        "shows_all": shows_all,
        "before": shown[-1].number if len(found) > MOST_SHOWN else None,
        "lost": copies.filter(state=PaperCopy.State.LOST).order_by("number"),
        "old": copies.to_recall().count(),
    }


def _is_issued(request: MemberRequest, issuing: IssueForm, receivers: Any) -> bool:
    if not issuing.is_bound or not (issuing.is_valid() and receivers.is_valid()):
        return False
    said = issuing.cleaned_data
    to = [form.receiver() for form in receivers if form.has_changed()]
    try:
        made = issue_copies(said["revision"], to, key=said["key"], by=request.member)
    except Refused as refused:
        issuing.add_error(None, refused)
        return False
    _say_issued(request, made)
    return True


def _is_settled(request: MemberRequest, act: str, form: OutcomeForm) -> bool:
    if not form.is_valid():
        return False
    copies, outcome = form.cleaned_data["copies"], form.cleaned_data["outcome"]
    try:
        if act == "exchange":
            key = form.cleaned_data["key"]
            _say_issued(request, exchange_copies(copies, outcome, key=key, by=request.member))
        else:
            n = len(take_back(copies, outcome, by=request.member))
            words = ngettext("%(n)d copy is settled.", "%(n)d copies are settled.", n)
            messages.success(request, words % {"n": n})
    except Refused as refused:
        form.add_error(None, refused)
        return False
    return True


def _say_issued(request: MemberRequest, made: list[PaperCopy]) -> None:
    words = ngettext(
        "No. %(first)d is issued: print it and have it signed for.",
        "No. %(first)d to %(last)d are issued: print them and have them signed for.",
        len(made),
    )
    messages.success(request, words % {"first": made[0].number, "last": made[-1].number})


@require_POST
@member_view("documents.control")
def print_copies(request: MemberRequest, code: str, number: str) -> HttpResponse:
    """Hand out the chosen copies as pages to print, each with its number and stamp."""
    document = access.get_document(request.member, number)
    form = ChosenForm(request.POST, among=document.paper_copies.all())
    try:
        if not form.is_valid():
            raise Refused(_("Choose which copies."))
        numbers = [copy.number for copy in form.cleaned_data["copies"]]
        copies = note_printing(document, numbers, by=request.member)
    except Refused as refused:
        messages.error(request, sentence(refused))
        return redirect("documents:copies", code, number)
    response = HttpResponse(printed(request.tenant, copies), content_type=content.PDF)
    span = f"{copies[0].number}-{copies[-1].number}"
    name = f"{number} {copies[0].revision.label} {span}.pdf".replace("/", "-")
    shown = content_disposition_header(as_attachment=True, filename=name)
    response.headers["Content-Disposition"] = shown or "attachment"
    response.headers["Cache-Control"] = "private, no-store"
    return response
