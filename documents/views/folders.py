"""Settings of folders: where documents stand."""

from functools import partial

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from documents.access import get_folder
from documents.actions.sharing import add_folder, rename_folder
from documents.forms.furniture import FolderForm, NewFolderForm
from documents.models import Document, Folder
from tenants.http import MemberRequest, member_view
from tenants.views.settings import save, section_context


@require_safe
@member_view("settings.documents")
def show_folders(request: MemberRequest, code: str) -> HttpResponse:
    """List the folders with how many documents each holds."""
    inside = Document.objects.filter(folder=OuterRef("pk")).order_by()
    count = inside.values("folder").annotate(n=Count("pk")).values("n")
    folders = Folder.objects.annotate(held=Coalesce(Subquery(count), 0))
    may_grant = request.member.can("documents.grant")
    context = section_context(request, "folders") | {"folders": folders, "may_grant": may_grant}
    return render(request, "documents/settings/folders.html", context)


@require_http_methods(["GET", "POST"])
@member_view("settings.documents")
def new_folder(request: MemberRequest, code: str) -> HttpResponse:
    """Add a folder."""
    form = NewFolderForm(request.POST or None)
    if form.is_valid():
        add_folder(form.cleaned_data, by=request.member)
        return redirect("documents:folders", code)
    context = section_context(request, "folders") | {"form": form}
    status = 422 if form.errors else 200
    return render(request, "documents/settings/folder.html", context, status=status)


@require_http_methods(["GET", "POST"])
@member_view("settings.documents")
def change_the_folder(request: MemberRequest, code: str, folder_code: str) -> HttpResponse:
    """Show and rename a folder."""
    folder = get_folder(folder_code)
    form = FolderForm(request.POST or None, instance=folder)
    if saved := save(request, form, partial(rename_folder, folder), "documents:folders"):
        return saved
    context = section_context(request, "folders")
    context |= {"form": form, "shown": get_folder(folder_code)}
    status = 422 if form.errors else 200
    return render(request, "documents/settings/folder.html", context, status=status)
