"""Settings: what the files of the organisation take, and what is done with those that come."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from documents.files import kinds, scanner
from documents.files.intake import MOST_BYTES
from documents.files.room import room
from documents.models import Upload
from tenants.http import MemberRequest, member_view
from tenants.views.settings import section_context


@require_safe
@member_view("settings.documents")
def show_files(request: MemberRequest, code: str) -> HttpResponse:
    """Show room, scanner and the kinds of file that are taken here."""
    context = section_context(request, "files") | {
        "room": room(),
        "most_bytes": MOST_BYTES,
        "is_scanned": scanner.is_on(),
        "scanner_answers": scanner.is_on() and scanner.answers(),
        "waiting": Upload.objects.waiting().count(),
        "has_office": kinds.has_office(),
        "kinds": kinds.readable(),
        "missing": [kind for kind in kinds.SOURCES if kind not in kinds.readable()],
    }
    return render(request, "documents/settings/files.html", context)
