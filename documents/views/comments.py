"""Comments on a revision, beside the passages they are about; and the rule about them."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from documents import access, content
from documents.actions.comments import answer, comment_on, resolve
from documents.actions.versions import change_drafting
from documents.forms.comments import AnswerForm, CommentForm
from documents.forms.furniture import DraftingForm
from documents.models import Revision
from documents.remarks import Passage, passages, threads
from tenants.errors import Refused, sentence
from tenants.http import MemberRequest, member_view
from tenants.models import Tenant
from tenants.views.settings import save, section_context


@require_http_methods(["GET", "POST"])
@member_view("documents.read")
def show_comments(request: MemberRequest, code: str, number: str, n: int) -> HttpResponse:
    """Show the text with what was said about it; POST says something about a passage."""
    revision = access.get_commented(request.member, number, n)
    form = CommentForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        try:
            made = comment_on(revision, by=request.member, **form.cleaned_data)
            return redirect(_place(code, number, n, made.pk))
        except Refused as refusal:
            form.add_error(None, refusal)
    return _page(request, revision, form)


@require_POST
@member_view("documents.read")
def act_on_comment(
    request: MemberRequest, code: str, number: str, n: int, comment: UUID
) -> HttpResponse:
    """Answer a comment, or resolve it."""
    found = access.get_comment(request.member, number, n, comment)
    form = AnswerForm(request.POST)
    try:
        if "resolve" in request.POST:
            resolve(found, by=request.member)
        elif form.is_valid():
            answer(found, by=request.member, **form.cleaned_data)
    except Refused as refusal:
        messages.error(request, sentence(refusal))
    return redirect(_place(code, number, n, found.pk))


def _place(code: str, number: str, n: int, comment: UUID) -> str:
    return f"{reverse('documents:comments', args=[code, number, n])}#comment-{comment}"


def _page(request: MemberRequest, revision: Revision, form: CommentForm | None) -> HttpResponse:
    member = request.member
    may_comment = access.may_comment(member, revision)
    writes = may_comment and access.may_write(member, revision)
    comments = list(revision.comments.in_order())
    resolvable = {c.pk for c in comments if may_comment and (writes or c.by_id == member.pk)}
    remarks = threads(comments, resolvable)
    text, left = passages(content.blocks_of(revision), remarks)
    at = _chosen(text, request.GET.get("at", "")) if may_comment else None
    if at is not None and form is None:
        form = CommentForm(initial={"clause": at.clause, "quote": at.quote})
    is_refused = form is not None and form.is_bound
    context = {
        "document": revision.document,
        "revision": revision,
        "passages": text,
        "left": left,
        "open_count": sum(remark.comment.resolved_at is None for remark in remarks),
        "may_comment": may_comment,
        "writes": writes and revision.state == Revision.State.DRAFT,
        "at": at,
        "form": form or CommentForm(),
        "answer": AnswerForm(auto_id=""),
        "of_all": at is None,
    }
    return render(request, "documents/comments.html", context, status=422 if is_refused else 200)


def _chosen(text: list[Passage], n: str) -> Passage | None:
    return next((passage for passage in text if str(passage.n) == n), None)


@require_http_methods(["GET", "POST"])
@member_view("settings.documents")
def change_the_drafting(request: MemberRequest, code: str) -> HttpResponse:
    """Show and change what holds while documents are drafted and decided on."""
    tenant = Tenant.objects.get(pk=request.tenant.pk)
    form = DraftingForm(request.POST or None, instance=tenant)
    if saved := save(request, form, partial(change_drafting, tenant), "documents:drafting"):
        return saved
    context = section_context(request, "drafting") | {"form": form}
    status = 422 if form.errors else 200
    return render(request, "documents/settings/drafting.html", context, status=status)
