"""Import documents by a ZIP: upload, look at what was found, let it come in."""

import datetime as dt
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, QuerySet, Sum
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from oversight.access import get_import
from oversight.actions.importing import confirm_import, start_import
from oversight.forms import ImportForm
from oversight.importing import sample
from oversight.models import ImportLine, ImportRun
from oversight.tasks import work_on_import
from tenants.errors import Refused, sentence
from tenants.http import MemberRequest, member_view
from tenants.scope.queue import after_commit
from tenants.views.settings import section_context

MOST_RUNS = 20  # shown
MOST_LINES = 200  # shown, those with a reason first
PATIENCE = dt.timedelta(minutes=3)  # a worker that says nothing so long is gone


@require_http_methods(["GET", "POST"])
@member_view("documents.import")
def upload(request: MemberRequest, code: str) -> HttpResponse:
    """Say what the archive may look like, and take one."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ImportForm(*sent, by=request.member)
    if form.is_valid():
        facts = dict(form.cleaned_data)
        file = facts.pop("file")
        try:
            run = start_import(file, file.name, **facts, by=request.member)
            return redirect("oversight:import_run", code, run.pk)
        except Refused as refusal:
            form.add_error("file", refusal)
    context = section_context(request, "import") | {
        "form": form,
        "runs": ImportRun.objects.select_related("by")[:MOST_RUNS],
    }
    status = 422 if form.errors else 200
    return render(request, "oversight/import.html", context, status=status)


@require_http_methods(["GET", "POST"])
@member_view("documents.import")
def show_run(request: MemberRequest, code: str, run_id: UUID) -> HttpResponse:
    """Show how far an import is and what was found; let what is fit come in."""
    run = get_import(request.member, run_id)
    if request.method == "POST":
        try:
            if run.is_at_work():  # nobody seems to be at it
                after_commit(work_on_import, run.pk)
            else:
                confirm_import(run, by=request.member)
        except Refused as refusal:
            messages.error(request, sentence(refusal))
        return redirect("oversight:import_run", code, run_id)
    lines = run.lines.all()
    context = section_context(request, "import") | {
        "run": run,
        "is_stuck": run.is_at_work() and run.moved_at < timezone.now() - PATIENCE,
        "counts": _counts(lines),
        "bad": lines.filter(state=ImportLine.State.BAD)[:MOST_LINES],
        "good": lines.exclude(state=ImportLine.State.BAD).select_related("document")[:MOST_LINES],
    }
    template = "oversight/import_run.html" + ("#found" if request.htmx else "")
    return render(request, template, context)


@require_GET
@member_view("documents.import")
def download_sample(request: MemberRequest, code: str) -> HttpResponse:
    """Hand out an archive that can be imported as it is."""
    answer = HttpResponse(sample.archive(), content_type="application/zip")
    answer["Content-Disposition"] = 'attachment; filename="sample.zip"'
    return answer


def _counts(lines: QuerySet[ImportLine]) -> list[tuple[str, int, int]]:
    """Return how many documents and revisions there are in each state that any is in."""
    found = lines.order_by().values("state").annotate(n=Count("pk"), revisions=Sum("revisions"))
    by_state = {row["state"]: (row["n"], row["revisions"]) for row in found}
    return [(str(state.label), *by_state[state]) for state in ImportLine.State if state in by_state]
