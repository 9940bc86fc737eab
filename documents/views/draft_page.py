"""The page of a draft: its text by sections, what has changed, and what else is to be done."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from documents import content, pictures
from documents.attachments import form_changes, forms_of
from documents.comparison import Comparison, keep_look
from documents.converting.report import Report
from documents.desk import lock_of_another, typed_by
from documents.forms.attachments import AttachForm
from documents.forms.audience import AudienceForm
from documents.forms.converting import SubstituteForm
from documents.forms.drafting import CancelForm
from documents.forms.pictures import PictureForm
from documents.forms.uploading import UploadForm
from documents.forms.writing import DraftForm
from documents.looks import reading_of
from documents.models import Revision
from documents.text.markdown import from_markdown
from documents.text.redline import compare
from documents.text.render import to_html
from documents.text.side_by_side import side_by_side
from tenants.http import MemberRequest


def draft_page(
    request: MemberRequest,
    revision: Revision,
    form: DraftForm,
    *,
    is_look: bool = False,
    is_refused: bool = False,
) -> HttpResponse:
    """Show the draft with a form as it stands; a look shows its text before it is saved."""
    context = _text(request, revision, form)
    context["reading"] = reading_of(revision, request.GET, code=request.tenant.slug)
    if is_look and request.htmx:
        return render(request, "documents/draft.html#look", context)
    kept = typed_by(request.member, revision)
    context |= {
        "sections": form.sections(),
        "upload": UploadForm(),
        "last_upload": revision.uploads.order_by("-started_at").first(),
        "substitute": SubstituteForm(auto_id="substitute_%s"),
        "audience": AudienceForm(document=revision.document),
        "attach": AttachForm(auto_id="attach_%s"),
        "blank_forms": forms_of(revision),
        "form_changes": form_changes(content.predecessor(revision), revision),
        "picture_form": PictureForm(),
        "cancel": CancelForm(auto_id="cancel_%s"),
        "lock": lock_of_another(revision, request.member),
        "kept": kept,
        "reading_questions": revision.reading_questions.count(),
        "open_comments": revision.comments.unresolved().count(),
    }
    page = render(request, "documents/draft.html", context, status=422 if is_refused else 200)
    return keep_look(request, page)


def _text(request: MemberRequest, revision: Revision, form: DraftForm) -> dict[str, Any]:
    """Return what the page shows of the text, as it is in the form if it is written there."""
    saved = content.blocks_of(revision)
    shown, both = saved, None
    if not revision.source_name:
        text = form["markdown"].value() or ""
        shown = from_markdown(text, content.pictures_of(revision, text))
        if form.saves_seen() != revision.saves:
            both = side_by_side(compare(saved, shown))
            form.having_seen(revision.saves)
    before = content.predecessor(revision)
    source = Report.of(revision)
    is_unread = bool(source and not shown and (source.is_waiting or source.failure))
    compared = None if is_unread else before
    document = revision.document
    at = pictures.address(request.tenant.slug, document.number, revision.n)
    return {
        "source": source,
        "is_unread": is_unread,
        "document": document,
        "revision": revision,
        "form": form,
        "both": both,
        "preview": to_html(shown, at),
        "comparison": Comparison.of(request, document, compared, revision, shown)
        if compared
        else None,
    }
