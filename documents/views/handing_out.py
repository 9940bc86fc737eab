"""Answers that hand out what came from outside: to be saved, and not to be run."""

import io

from django.http import FileResponse

from documents import files
from documents.models import StoredFile


def guarded(response: FileResponse) -> FileResponse:
    """Keep a file of strangers from acting in our origin, and out of shared caches."""
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def handed_out(file: StoredFile, name: str) -> FileResponse:
    """Hand out a stored file as it was uploaded."""
    response = FileResponse(io.BytesIO(files.read(file)), as_attachment=True, filename=name)
    response.headers["Content-Type"] = file.media_type
    return guarded(response)
