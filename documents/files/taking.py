"""Keep what came from outside: nothing is stored that was not checked."""

from collections.abc import Collection
from typing import IO

from documents.files.intake import CheckedUpload, check_upload
from documents.files.kinds import Kind
from documents.files.store import store
from documents.models import StoredFile


def take_in(
    upload: IO[bytes], name: str, among: Collection[Kind] | None = None
) -> tuple[CheckedUpload, StoredFile]:
    """Check an upload and keep it, without what had to be taken out of it; Refused when unfit.

    Without `among` it may be whatever this machine makes a text of.
    """
    checked = check_upload(upload, name, among)
    upload.seek(0)
    return checked, store(checked.anew or upload, checked.media_type)
