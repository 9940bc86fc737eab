"""Who may see closed folders and documents: grants, and the list with the reasons."""

from typing import NamedTuple

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from documents.access import get_document, get_folder, grants_of
from documents.actions.sharing import grant, restrict, withdraw_grant
from documents.forms.furniture import GranteeForm, RestrictForm
from documents.models import Folder
from documents.seers import Place, seers_of, strangers_to, with_reasons
from tenants.errors import Refused, sentence
from tenants.http import MemberRequest, member_view
from tenants.models import Group, Member
from tenants.views.settings import say_saved, section_context

NAMES_PER_PAGE = 50
MOST_FOUND = 20


class Found(NamedTuple):
    """People and groups that a search names."""

    wanted: str
    people: list[Member]
    groups: list[Group]


@require_safe
@member_view("documents.grant")
def show_folder_access(request: MemberRequest, code: str, folder_code: str) -> HttpResponse:
    """Show who may see a folder, and grant it."""
    return _page(request, get_folder(folder_code))


@require_safe
@member_view("documents.grant")
def show_document_access(request: MemberRequest, code: str, number: str) -> HttpResponse:
    """Show who may see a document, and grant it."""
    return _page(request, get_document(request.member, number))


@require_http_methods(["GET", "POST"])
@member_view("documents.grant")
def restrict_folder(request: MemberRequest, code: str, folder_code: str) -> HttpResponse:
    """Say how many a folder's closing or opening concerns; POST does it."""
    return _restrict(request, get_folder(folder_code))


@require_http_methods(["GET", "POST"])
@member_view("documents.grant")
def restrict_document(request: MemberRequest, code: str, number: str) -> HttpResponse:
    """Say how many a document's closing or opening concerns; POST does it."""
    return _restrict(request, get_document(request.member, number))


@require_POST
@member_view("documents.grant")
def grant_folder(request: MemberRequest, code: str, folder_code: str) -> HttpResponse:
    """Grant a folder to a person or a group, or take the grant back."""
    return _grant(request, get_folder(folder_code))


@require_POST
@member_view("documents.grant")
def grant_document(request: MemberRequest, code: str, number: str) -> HttpResponse:
    """Grant a document to a person or a group, or take the grant back."""
    return _grant(request, get_document(request.member, number))


def _page(request: MemberRequest, place: Place) -> HttpResponse:
    pages = Paginator(seers_of(place).order_by("name", "id"), NAMES_PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = _context(request, place) | {
        "page": page,
        "seers": with_reasons(place, list(page)),
        "grants": grants_of(place),
        "found": _found(request.GET.get("who", "").strip()),
    }
    return render(request, "documents/settings/access.html", context)


def _restrict(request: MemberRequest, place: Place) -> HttpResponse:
    form = RestrictForm(request.POST or None, place=place)
    if form.is_valid():
        wanted, seen = form.cleaned_data["restricted"], form.cleaned_data["seen"]
        try:
            changes = restrict(place, restricted=wanted, seen=seen, by=request.member)
            say_saved(request, changes)
            return redirect(address_of(request, place))
        except Refused as refused:
            form.add_error(None, refused)
    held = place.documents.count() if isinstance(place, Folder) else 1
    context = _context(request, place)
    context |= {"form": form, "people": strangers_to(place), "documents": held}
    status = 422 if form.errors else 200
    return render(request, "documents/settings/restrict.html", context, status=status)


def _grant(request: MemberRequest, place: Place) -> HttpResponse:
    form = GranteeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Name a person or a group."))
        return redirect(address_of(request, place))
    grantee = form.grantee
    try:
        if form.cleaned_data["withdraw"]:
            withdraw_grant(place, grantee, by=request.member)
            said = _("%(name)s no longer has the grant.")
        else:
            grant(place, grantee, by=request.member)
            said = _("Granted to %(name)s.")
        messages.success(request, said % {"name": grantee.name})
    except Refused as refused:
        messages.error(request, sentence(refused))
    return redirect(address_of(request, place))


def _found(wanted: str) -> Found:
    """Find people and groups by a part of the name, or by the staff number."""
    if not wanted:
        return Found("", [], [])
    named = Q(name__icontains=wanted) | Q(staff_number__iexact=wanted)
    people = Member.objects.active().filter(named)[:MOST_FOUND]
    groups = Group.objects.active().filter(name__icontains=wanted).order_by("name")[:MOST_FOUND]
    return Found(wanted, list(people), list(groups))


def _context(request: MemberRequest, place: Place) -> dict[str, object]:
    return section_context(request, "folders") | {
        "place": place,
        "is_folder": isinstance(place, Folder),
        "address": address_of(request, place),
        "folder": place if isinstance(place, Folder) else place.folder,
    }


def address_of(request: MemberRequest, place: Place) -> str:
    """Return the address of the page that says who sees it."""
    slug = request.tenant.slug
    if isinstance(place, Folder):
        return reverse("documents:folder_access", args=[slug, place.code])
    return reverse("documents:access", args=[slug, place.number])
