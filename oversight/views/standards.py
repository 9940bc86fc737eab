"""Standards as the city keeps them: clauses of each edition, and how editions differ."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from documents.models import Clause, StandardEdition
from oversight import access
from oversight.actions.standards import edit_clause, edit_crosswalk
from oversight.models import Crosswalk
from oversight.standards.forms import ClauseForm, CrosswalkForm
from oversight.standards.matrix import edition_asked, suffix_of
from tenants.errors import Refused
from tenants.http import MemberRequest, member_view


@require_safe
@member_view("city.standards")
def show(request: MemberRequest) -> HttpResponse:
    """List the clauses of an edition, and where it differs from the one before."""
    edition = edition_asked(request.GET)
    crossed = Crosswalk.objects.filter(after__edition=edition).exclude(kind=Crosswalk.Kind.SAME)
    context = {
        "edition": edition,
        "editions": StandardEdition.objects.all(),
        "clauses": Clause.objects.filter(edition=edition),
        "crossed": crossed.select_related("before", "after"),
        "suffix": suffix_of(edition),
    }
    return render(request, "oversight/standards.html", context)


@require_http_methods(["GET", "POST"])
@member_view("city.standards")
def edit(request: MemberRequest, clause: str) -> HttpResponse:
    """Correct a clause; POST `act`: the clause, or the id of where it comes from."""
    row = access.get_clause(edition_asked(request.GET), clause)
    crossed = list(Crosswalk.objects.filter(after=row).select_related("before", "after"))
    act = request.POST.get("act", "clause") if request.method == "POST" else ""
    form = ClauseForm(request.POST if act == "clause" else None, instance=row)
    others = [
        CrosswalkForm(
            request.POST if act == str(each.pk) else None, instance=each, prefix=str(each.pk)
        )
        for each in crossed
    ]
    try:
        if form.is_valid():
            seen = form.cleaned_data["seen"]
            edit_clause(row, form.facts, seen=seen, by=request.member)
        for other in others:
            if other.is_valid():
                seen = other.cleaned_data["seen"]
                edit_crosswalk(other.instance, other.facts, seen=seen, by=request.member)
        has_errors = bool(form.errors) or any(other.errors for other in others)
        if request.method == "POST" and not has_errors:
            messages.success(request, _("Saved."))
            return redirect(f"{request.path}{suffix_of(row.edition)}")
    except Refused as refused:
        next(each for each in (form, *others) if each.is_bound).refuse(refused)
        has_errors = True
    context = {"clause": row, "form": form, "others": others, "suffix": suffix_of(row.edition)}
    return render(request, "oversight/standard.html", context, status=422 if has_errors else 200)
