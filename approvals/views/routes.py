"""Settings: by which route each type and change class is approved."""

from typing import Any

from django.contrib import messages
from django.forms import BaseFormSet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from approvals import access
from approvals.actions.routes import copy_route, save_route, withdraw_route
from approvals.models import Route
from approvals.models.route import Affair, Case
from approvals.routes.forms import (
    PREFIX,
    EditorForm,
    StageForm,
    StageFormSet,
    rearranged,
    saved_rows,
    typed_rows,
)
from approvals.routes.matrix import cells_with_versions, matrix
from approvals.routes.page import Shown, history
from tenants.errors import Refused, sentence
from tenants.http import MemberRequest, member_view
from tenants.models import Post
from tenants.views.settings import section_context

SAVED = gettext_lazy("Saved. Rounds that run keep the route they began with.")

type Formset = BaseFormSet[StageForm]


@require_GET
@member_view("settings.documents")
def show_routes(request: MemberRequest, code: str) -> HttpResponse:
    """Show every type and change class with its route and what is wrong with it."""
    context = section_context(request, "routes") | {
        "matrix": matrix(),
        "change_classes": Case,
    }
    return render(request, "approvals/routes.html", context)


@require_http_methods(["GET", "POST"])
@member_view("settings.documents")
def edit_route(request: MemberRequest, code: str, document_type: str, change: str) -> HttpResponse:
    """Show a route and its versions; POST `do`: move stages, look at it, save or withdraw it."""
    cell = access.get_cell(document_type, change)
    act = request.POST.get("do", "")
    editor = EditorForm(request.POST if act else None)
    formset = _formset(cell, request, act)
    refusal = ""
    if act in ("save", "withdraw"):
        try:
            if _is_saved(request, cell, act, editor, formset):
                messages.success(request, SAVED)
                return redirect("approvals:route", code, document_type, change)
        except Refused as refused:
            refusal, cell = sentence(refused), access.get_cell(document_type, change)
    context = _context(cell, editor, formset) | {"refusal": refusal}
    if refusal or not act:  # who has been shown the difference may save over it
        context["base"] = cell.number
    is_wrong = refusal or (formset.is_bound and not formset.is_valid())
    page = section_context(request, "routes") | context
    return render(request, "approvals/route.html", page, status=422 if is_wrong else 200)


def _formset(cell: access.Cell, request: MemberRequest, act: str) -> Formset:
    kept = {stage.post_id for stage in cell.stages()}  # an ended post stays until it is replaced
    offered = [post for post in Post.objects.all() if not post.is_ended() or post.pk in kept]
    affair = cell.change_class if isinstance(cell.change_class, Affair) else None
    posts = {"posts": {post.pk: post for post in offered}, "affair": affair}
    if act in ("save", "look"):
        return StageFormSet(request.POST, prefix=PREFIX, form_kwargs=posts)
    if act and act != "withdraw":
        rows = rearranged(typed_rows(request.POST), act)
    else:
        rows = saved_rows(cell.stages())
    return StageFormSet(initial=rows, prefix=PREFIX, form_kwargs=posts)


def _is_saved(
    request: MemberRequest, cell: access.Cell, act: str, editor: EditorForm, formset: Formset
) -> bool:
    if not editor.is_valid():
        return False
    base = editor.cleaned_data["base"]
    if act == "withdraw":
        withdraw_route(cell.key, by=request.member, base=base)
    elif formset.is_valid():
        stages = [form.stage() for form in formset]
        save_route(cell.key, stages, by=request.member, base=base)
    else:
        return False
    return True


def _context(cell: access.Cell, editor: EditorForm, formset: Formset) -> dict[str, Any]:
    """Return the page of a route: what is typed, whom that asks today, what was before."""
    return {
        "cell": cell,
        "base": editor["base"].value(),
        "editor": editor,
        "formset": formset,
        "shown": Shown.of(cell, editor, formset),
        "versions": history(cell),
        "targets": cells_with_versions(but=cell.key),
    }


@require_POST
@member_view("settings.documents")
def copy(request: MemberRequest, code: str, document_type: str, change: str) -> HttpResponse:
    """Make this route that of other types and change classes, all in one act."""
    cell = access.get_cell(document_type, change)
    source = Route.objects.versions(*cell.key).select_related("document_type").first()
    targets = {target.value: target for target in cells_with_versions(but=cell.key)}
    chosen = request.POST.getlist("to")
    try:
        if source is None or not set(chosen) <= targets.keys():
            raise Refused(_("One of the routes was changed meanwhile. Choose again."))
        to = [(targets[value].key, targets[value].number) for value in chosen]
        copy_route(source, to, by=request.member)
        messages.success(request, _("Copied. Rounds that run keep the route they began with."))
    except Refused as refused:
        messages.error(request, sentence(refused))
    return redirect("approvals:route", code, document_type, change)
