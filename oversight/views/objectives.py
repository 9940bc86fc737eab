"""Quality objectives of a tenant: the list with its lines, one with its results, and entering."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from approvals.distribution.exporting import export
from documents.uploading import take_upload
from documents.views.handing_out import handed_out
from documents.views.uploads import arrived
from oversight import access
from oversight.actions.objectives import Entered, change_objective, enter_result, set_objective
from oversight.improvement.handing_out import listed
from oversight.improvement.objective_forms import ObjectiveForm, ResultForm
from oversight.improvement.objectives_shown import periods, row
from oversight.improvement.periods import progress_of
from oversight.models import ObjectiveResult, QualityObjective
from tenants.errors import Refused
from tenants.http import MemberRequest, member_view


@require_safe
@member_view("objectives.read")
def show_all(request: MemberRequest, code: str) -> HttpResponse:
    """List the objectives: those that hold, then those that are over."""
    today = request.tenant.today()
    rows = [row(each) for each in progress_of(QualityObjective.objects.listed()[:500], today)]
    over = [each for each in rows if _is_over(each.progress.objective, today)]
    context = {
        "rows": [each for each in rows if each not in over],
        "over": over,
        "may_control": request.member.can("objectives.control"),
    }
    return render(request, "oversight/improvement/objectives.html", context)


def _is_over(objective: QualityObjective, today: Any) -> bool:
    return objective.ends_on is not None and objective.ends_on < today


@require_POST
@member_view("objectives.read", is_reading=True)
def export_sheet(request: MemberRequest, code: str) -> HttpResponse:
    """Hand out all objectives with their results as a sheet."""
    found = progress_of(QualityObjective.objects.listed(), request.tenant.today())
    return export(request, listed(found, request.member), "xlsx")


@require_http_methods(["GET", "POST"])
@member_view("objectives.control")
def set_one(request: MemberRequest, code: str) -> HttpResponse:
    """Set an objective."""
    form = ObjectiveForm(request.POST or None, by=request.member)
    if form.is_valid():
        try:
            made = set_objective(form.facts(), by=request.member, key=form.cleaned_data["key"])
            messages.success(request, _("The objective is set."))
            return redirect("oversight:objective", code, made.pk)
        except Refused as refused:
            form.add_error(None, refused)
    return _form_page(request, form)


@require_http_methods(["GET", "POST"])
@member_view("objectives.control")
def change(request: MemberRequest, code: str, objective: UUID) -> HttpResponse:
    """Change an objective, or say how long it holds."""
    found = access.get_objective(request.member, objective)
    form = ObjectiveForm(request.POST or None, by=request.member, objective=found)
    if form.is_valid():
        try:
            change_objective(found, form.facts(), by=request.member)
            messages.success(request, _("Saved."))
            return redirect("oversight:objective", code, found.pk)
        except Refused as refused:
            form.add_error(None, refused)
    return _form_page(request, form, found)


def _form_page(
    request: MemberRequest, form: ObjectiveForm, objective: QualityObjective | None = None
) -> HttpResponse:
    context = {"form": form, "objective": objective}
    page = "oversight/improvement/objective_form.html"
    return render(request, page, context, status=422 if request.method == "POST" else 200)


@require_safe
@member_view("objectives.read")
def show(request: MemberRequest, code: str, objective: UUID) -> HttpResponse:
    """Show an objective with the results of its periods."""
    return _page(request, access.get_objective(request.member, objective))


def _page(
    request: MemberRequest, objective: QualityObjective, form: ResultForm | None = None
) -> HttpResponse:
    [progress] = progress_of([objective], request.tenant.today())
    may_enter = access.may_enter_results(request.member, objective)
    if may_enter and progress.over and form is None:
        asked = request.GET.get("period", "")
        form = ResultForm(progress=progress, by=request.member, period=asked)
    context = {
        "objective": objective,
        "row": row(progress),
        "periods": periods(progress, request.member),
        "form": form,
        "may_enter": may_enter,
        "may_control": request.member.can("objectives.control"),
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "oversight/improvement/objective.html", context, status=status)


@require_POST
@member_view("objectives.enter")
def enter(request: MemberRequest, code: str, objective: UUID) -> HttpResponse:
    """Enter what came of a period, or correct it."""
    found = access.get_objective(request.member, objective)
    if not access.may_enter_results(request.member, found):
        raise PermissionDenied
    [progress] = progress_of([found], request.tenant.today())
    form = ResultForm(request.POST, request.FILES, progress=progress, by=request.member)
    if form.is_valid():
        try:
            _enter(request, found, form)
            messages.success(request, _("The result is entered."))
            return redirect("oversight:objective", code, found.pk)
        except Refused as refused:
            form.add_error(None, refused)
    return _page(request, found, form)


def _enter(
    request: MemberRequest, objective: QualityObjective, form: ResultForm
) -> ObjectiveResult:
    said = form.cleaned_data
    first, known = said["period"]
    facts = {"first": first, "known": known}
    facts |= {name: said[name] for name in ("value", "words", "document")}
    keep = partial(enter_result, objective, by=request.member, key=said["key"])
    if not form.has_file():
        return keep(Entered(**facts))
    upload = arrived(request, form)
    return take_upload(
        upload,
        lambda file: keep(Entered(**facts, file=file, file_name=upload.name)),
        by=request.member,
    )


@require_safe
@member_view("objectives.read")
def evidence(request: MemberRequest, code: str, objective: UUID, result: UUID) -> FileResponse:
    """Hand out the file that a result rests on."""
    found = access.get_result(access.get_objective(request.member, objective), result)
    if found.evidence is None:
        raise Http404
    return handed_out(found.evidence, found.evidence_name)
