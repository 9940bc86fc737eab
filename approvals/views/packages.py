"""Change packages: their list, one of them, and putting one together."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from approvals.access import get_draft_to_submit
from approvals.actions.packages import (
    add_drafts,
    change_package,
    make_package,
    move_up,
    remove_draft,
)
from approvals.forms import RecallForm
from approvals.models import Package
from approvals.packages import access, shown
from approvals.packages.drafts import packages_for
from approvals.packages.forms import (
    ChangePackageForm,
    ChoosePackageForm,
    DraftsForm,
    ItemForm,
    NewPackageForm,
    WhyForm,
)
from tenants.door.held import way_back, written
from tenants.errors import Refused, sentence
from tenants.http import MemberRequest, member_view

MOST_LISTED: Final = 200


@require_safe
@member_view("documents.read")
def show_packages(request: MemberRequest, code: str) -> HttpResponse:
    """List the packages this member may read, those that are still to be done first."""
    rows = [
        (package, shown.STATES[package.state])
        for package in Package.objects.visible_to(request.member).listed()[:MOST_LISTED]
    ]
    context = {"rows": rows, "may_begin": request.member.can("documents.draft")}
    return render(request, "approvals/packages.html", context)


@way_back("approvals:new_package_again")
@require_http_methods(["GET", "POST"])
@member_view("documents.draft")
def new_package(request: MemberRequest, code: str) -> HttpResponse:
    """Begin a package, with drafts chosen at once or later."""
    given = {"drafts": request.GET.getlist("draft")} | written(request)
    form = NewPackageForm(request.POST or None, by=request.member, initial=given)
    if form.is_valid():
        facts = dict(form.cleaned_data)
        drafts = list(facts.pop("drafts"))
        try:
            package = make_package(by=request.member, **facts)
            add_drafts(package, drafts, by=request.member)
            return redirect("approvals:package", code, package.number)
        except Refused as refused:
            form.add_error(None, refused)
    return render(request, "approvals/package_new.html", {"form": form})


@require_safe
@member_view("documents.read")
def show_package(request: MemberRequest, code: str, package: int) -> HttpResponse:
    """Show what is in a package, what changes, who has it, and what can be done with it."""
    found = access.get_package(request.member, package)
    return render(request, "approvals/package.html", context_of(request, found))


def context_of(request: MemberRequest, package: Package) -> dict[str, Any]:
    """Return what the page of a package shows this member."""
    member, revisions = request.member, package.revisions()
    context = {
        "package": package,
        "label": shown.STATES[package.state],
        "parts": shown.parts_of(revisions, request.tenant.slug),
        "entries": shown.entries_of(package),
        "past": shown.past_of(package),
        "holds": shown.held_by(package, revisions),
        "may_decide": access.steps_in(package, member),
        "may_verify": member.can("audit.read"),
    }
    if package.may_lead(member) and member.can("documents.draft"):
        context["may_lead"] = True
        context |= _led(request, package)
    return context


def _led(request: MemberRequest, package: Package) -> dict[str, Any]:
    """Return what who leads a package can do with it now."""
    if package.state == Package.State.IN_APPROVAL:
        return {"recall": RecallForm()}
    if package.state == Package.State.APPROVED:
        return {"cancel": WhyForm(auto_id="cancel_%s")}
    if not package.is_draft():
        return {}
    revisions = package.revisions()
    context: dict[str, Any] = {
        "missing": list(shown.missing(package, revisions, request.member)),
        "drafts": DraftsForm(by=request.member),
        "cancel": WhyForm(auto_id="cancel_%s"),
    }
    if not context["missing"]:
        try:
            context["duties"] = shown.asked(package, revisions, request.member)
        except Refused as refused:
            context["missing"] = [shown.Missing(sentence(refused))]
    return context


@way_back("approvals:edit_package_again")
@require_http_methods(["GET", "POST"])
@member_view("documents.draft")
def edit_package(request: MemberRequest, code: str, package: int) -> HttpResponse:
    """Say anew what a package is for, when it takes effect, who leads it."""
    found = access.get_package_to_lead(request.member, package)
    form = ChangePackageForm(request.POST or None, package=found)
    form.initial.update(written(request))
    if form.is_valid():
        try:
            change_package(found, by=request.member, **form.cleaned_data)
            return redirect("approvals:package", code, package)
        except Refused as refused:
            form.add_error(None, refused)
    return render(request, "approvals/package_edit.html", {"form": form, "package": found})


@require_POST
@member_view("documents.draft")
def add_to_package(request: MemberRequest, code: str, package: int) -> HttpResponse:
    """Put the ticked drafts into a package."""
    found = access.get_package_to_lead(request.member, package)
    form = DraftsForm(request.POST, by=request.member)
    if form.is_valid():
        try:
            add_drafts(found, list(form.cleaned_data["drafts"]), by=request.member)
        except Refused as refused:
            messages.error(request, sentence(refused))
    else:
        messages.error(request, _("Tick the drafts that shall be part of it."))
    return redirect("approvals:package", code, package)


@require_POST
@member_view("documents.draft")
def change_item(request: MemberRequest, code: str, package: int) -> HttpResponse:
    """Move a draft up in a package, or take it out."""
    found = access.get_package_to_lead(request.member, package)
    form = ItemForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        revision = access.get_item(found, said["number"], said["n"])
        act = move_up if said["act"] == "up" else remove_draft
        try:
            act(found, revision, by=request.member)
        except Refused as refused:
            messages.error(request, sentence(refused))
    return redirect("approvals:package", code, package)


@require_http_methods(["GET", "POST"])
@member_view("documents.draft")
def put_in_package(request: MemberRequest, code: str, number: str, n: int) -> HttpResponse:
    """Choose a package for a draft, or begin one with it."""
    revision = get_draft_to_submit(request.member, number, n)
    packages = packages_for(request.member)
    form = ChoosePackageForm(request.POST or None, packages=packages)
    if revision.package_number is not None:
        return redirect("approvals:package", code, revision.package_number)
    if form.is_valid():
        package = form.cleaned_data["package"]
        try:
            add_drafts(package, [revision], by=request.member)
            return redirect("approvals:package", code, package.number)
        except Refused as refused:
            form.add_error(None, refused)
    context = {"form": form, "revision": revision, "packages": packages.exists()}
    return render(request, "approvals/package_choose.html", context)
