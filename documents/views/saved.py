"""Views of the register that somebody keeps for themselves."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from documents.actions import views
from documents.models import SavedView
from documents.register.filters import canonical
from tenants.errors import Refused
from tenants.http import MemberRequest, member_view


@require_POST
@member_view("documents.read")
def save_view(request: MemberRequest, code: str) -> HttpResponse:
    """Keep what is shown under a name."""
    query = request.POST.get("query", "")
    try:
        view = views.save_view(request.POST.get("name", ""), query, by=request.member)
    except Refused as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect(_register(code, query))
    messages.success(
        request, _("Saved: “%(name)s” stands beside the other views.") % {"name": view}
    )
    return redirect(_register(code, view.query))


@require_POST
@member_view("documents.read")
def keep_columns(request: MemberRequest, code: str) -> HttpResponse:
    """Open the register with these columns from now on."""
    query = QueryDict(request.POST.get("query", ""), mutable=True)
    query.pop("col", None)
    views.keep_columns(request.POST.getlist("col"), by=request.member)
    messages.success(request, _("The register opens with these columns from now on."))
    return redirect(_register(code, query.urlencode()))


@require_http_methods(["GET", "HEAD", "POST"])
@member_view("documents.read")
def change_view(request: MemberRequest, code: str, view: UUID) -> HttpResponse:
    """Rename a view of one's own, or delete it."""
    own = get_object_or_404(SavedView.objects.exclude(name=""), pk=view, member=request.member)
    if request.method != "POST":
        return render(request, "documents/saved_view.html", {"view": own})
    if "delete" in request.POST:
        own.delete()
        messages.success(request, _("Deleted: “%(name)s”.") % {"name": own})
        return redirect("documents:register", code)
    try:
        views.rename_view(own, request.POST.get("name", ""), by=request.member)
    except Refused as refused:
        context = {"view": own, "refused": refused.messages}
        return render(request, "documents/saved_view.html", context, status=422)
    return redirect(_register(code, own.query))


def _register(code: str, query: str) -> str:
    asked = canonical(QueryDict(query))
    return reverse("documents:register", args=[code]) + (f"?{asked}" if asked else "")
