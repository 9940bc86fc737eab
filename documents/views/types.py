"""Settings of documents: the types, how versions are written, and languages."""

from functools import partial

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from documents.access import get_type
from documents.actions.types import add_type, change_type
from documents.actions.versions import change_versions
from documents.forms.furniture import NewTypeForm, TypeForm, VersionsForm
from documents.models import Document, DocumentType, Revision
from tenants.errors import Refused
from tenants.http import MemberRequest, member_view
from tenants.models import Tenant
from tenants.views.settings import save, section_context


@require_safe
@member_view("settings.documents")
def show_types(request: MemberRequest, code: str) -> HttpResponse:
    """List the document types with how many documents each has."""
    of_type = Document.objects.filter(document_type=OuterRef("pk")).order_by()
    count = of_type.values("document_type").annotate(n=Count("pk")).values("n")
    types = DocumentType.objects.select_related("folder").annotate(
        documents=Coalesce(Subquery(count), 0)
    )
    context = section_context(request, "types") | {"types": types}
    return render(request, "documents/settings/types.html", context)


@require_http_methods(["GET", "POST"])
@member_view("settings.documents")
def new_type(request: MemberRequest, code: str) -> HttpResponse:
    """Add a document type."""
    form = NewTypeForm(request.POST or None)
    if form.is_valid():
        try:
            add_type(form.cleaned_data, by=request.member)
            return redirect("documents:types", code)
        except Refused as refused:
            form.add_error(None, refused)
    context = section_context(request, "types") | {"form": form}
    status = 422 if form.errors else 200
    return render(request, "documents/settings/type.html", context, status=status)


@require_http_methods(["GET", "POST"])
@member_view("settings.documents")
def change_the_type(request: MemberRequest, code: str, type_code: str) -> HttpResponse:
    """Show and change one document type."""
    document_type = get_type(type_code)
    form = TypeForm(request.POST or None, instance=document_type)
    if saved := save(request, form, partial(change_type, document_type), "documents:types"):
        return saved
    context = section_context(request, "types")
    context |= {"form": form, "shown": get_type(type_code), "is_used": "code" not in form.fields}
    status = 422 if form.errors else 200
    return render(request, "documents/settings/type.html", context, status=status)


@require_http_methods(["GET", "POST"])
@member_view("settings.documents")
def change_the_versions(request: MemberRequest, code: str) -> HttpResponse:
    """Show and change how versions are written and the languages of documents."""
    tenant = Tenant.objects.get(pk=request.tenant.pk)
    form = VersionsForm(request.POST or None, instance=tenant)
    if saved := save(request, form, partial(change_versions, tenant), "documents:versions"):
        return saved
    context = section_context(request, "versions")
    context |= {"form": form, "is_fixed": Revision.objects.ever_submitted().exists()}
    status = 422 if form.errors else 200
    return render(request, "documents/settings/versions.html", context, status=status)
