"""Write a draft on line: save it, look at it before, keep what is typed, take over."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from documents import access
from documents.actions.autosaves import drop_typed, keep_typed
from documents.actions.drafts import save_draft
from documents.actions.locks import take_over, take_up
from documents.desk import typed_by
from documents.forms.writing import DraftForm, as_typed
from documents.models import Revision
from documents.text.pasting import MOST_CHARACTERS, markdown_of_html
from documents.views.draft_page import draft_page
from tenants.door.held import way_back
from tenants.errors import Refused, sentence
from tenants.http import MemberRequest, member_view


@way_back("documents:again")
@require_http_methods(["GET", "POST"])
@member_view("documents.draft")
def edit_draft(request: MemberRequest, code: str, number: str, n: int) -> HttpResponse:
    """Write the text and what is said of the change; a stale form is refused, not lost."""
    revision = access.get_draft(request.member, number, n)
    if not request.POST:
        return draft_page(request, revision, _form_for(request, revision), is_look=True)
    form = DraftForm(request.POST, instance=access.get_draft(request.member, number, n))
    if "preview" in request.POST:
        if told := _keep(request, revision, form):
            messages.warning(request, told)
        return draft_page(request, revision, form, is_look=True)
    if form.is_valid():
        try:
            save_draft(revision, by=request.member, **form.facts())
            messages.success(request, _("Saved."))
            return redirect("documents:draft", code, number, n)
        except Refused as refusal:
            keep_typed(revision, form.typed(), saves=form.saves_seen(), by=request.member)
            form.add_error(None, refusal)
    return draft_page(request, revision, form, is_refused=True)


def _form_for(request: MemberRequest, revision: Revision) -> DraftForm:
    """Return the form as it was left: with what was typed and not saved, if there is something."""
    kept = typed_by(request.member, revision)
    if kept is None:
        return DraftForm(instance=revision, initial={"saves": revision.saves})
    return as_typed(revision, kept.facts, kept.saves)


def _keep(request: MemberRequest, revision: Revision, form: DraftForm) -> str:
    """Keep what is typed and hold the draft; return why it cannot be held, or ""."""
    try:
        keep_typed(revision, form.typed(), saves=form.saves_seen(), by=request.member)
        take_up(revision, by=request.member)
    except Refused as refusal:
        return sentence(refusal)
    return ""


@require_POST
@member_view("documents.draft")
def keep(request: MemberRequest, code: str, number: str, n: int) -> HttpResponse:
    """Keep what is typed, and say in a line how it stands."""
    revision = access.get_draft(request.member, number, n)
    form = DraftForm(request.POST, instance=access.get_draft(request.member, number, n))
    told = _keep(request, revision, form)
    state = "held" if told else "kept"
    if form.saves_seen() != revision.saves:
        state = "stale"
        told = _("Someone else saved this draft. Yours is kept; save to see both versions.")
    context = {"state": state, "told": told, "at": timezone.now()}
    return render(request, "documents/parts/kept.html", context)


@require_POST
@member_view("documents.draft")
def drop_kept(request: MemberRequest, code: str, number: str, n: int) -> HttpResponse:
    """Forget what was typed and not saved; the page shows the draft as it was saved."""
    drop_typed(access.get_draft(request.member, number, n), by=request.member)
    return redirect("documents:draft", code, number, n)


@require_POST
@member_view("documents.draft")
def take_draft_over(request: MemberRequest, code: str, number: str, n: int) -> HttpResponse:
    """Write in the place of who holds the draft."""
    take_over(access.get_draft(request.member, number, n), by=request.member)
    return redirect("documents:draft", code, number, n)


@require_POST
@member_view("documents.draft")
def paste(request: MemberRequest, code: str, number: str, n: int) -> HttpResponse:
    """Answer with the Markdown of what was copied from Word, WPS or a page."""
    access.get_draft(request.member, number, n)
    html = request.POST.get("html", "")
    if len(html) > MOST_CHARACTERS:
        return HttpResponse(_("That is too much at once. Upload it as a file."), status=413)
    return HttpResponse(markdown_of_html(html), content_type="text/plain; charset=utf-8")


# It changes nothing, and the token it was shown with is of a session that has ended.
@way_back("documents:again")
@csrf_exempt
@require_POST
@member_view("documents.draft")
def write_again(request: MemberRequest, code: str, number: str, n: int) -> HttpResponse:
    """Show what was sent after the session had ended, to be saved."""
    revision = access.get_draft(request.member, number, n)
    form = DraftForm(request.POST, instance=access.get_draft(request.member, number, n))
    messages.warning(request, _("This is what you sent. It is not saved yet."))
    return draft_page(request, revision, form)
