"""The way of a file out of quarantine: to whom it was sent for, back to its sender, or away."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from documents.actions.drafts import attach_source
from documents.actions.uploads import refuse_upload
from documents.files import quarantine
from documents.files.intake import CheckedUpload
from documents.files.scanner import ScannerDown
from documents.models import Revision, Upload
from documents.models.upload import UNFINISHED_FOR
from tenants.errors import Refused
from tenants.models import Member


def attach_upload(upload: Upload, revision: Revision, *, by: Member) -> CheckedUpload | None:
    """Make a whole upload the text of a draft; None: it waits until the scanner answers.

    Raises Refused, with the upload recorded as refused, when the file is not fit.
    """
    upload.revision = revision

    def attach(file: IO[bytes]) -> CheckedUpload:
        return attach_source(revision, file, upload.name, by=by)

    _give_up_what_waits(revision, upload)
    try:
        return take_upload(upload, attach, by=by)
    except ScannerDown:
        if upload.state != Upload.State.WAITING:
            upload.move(Upload.State.WAITING)
        return None


def _give_up_what_waits(revision: Revision, newer: Upload) -> None:
    """Forget files that still wait for the scanner: a newer one is to be the text."""
    for older in revision.uploads.waiting().exclude(pk=newer.pk):
        if older.started_at < newer.started_at:
            older.move(Upload.State.GIVEN_UP)
            transaction.on_commit(partial(quarantine.discard, older.pk))


def take_upload[T](upload: Upload, use: Callable[[IO[bytes]], T], *, by: Member) -> T:
    """Hand a whole upload to `use` and let it leave quarantine; refused when that refuses it.

    ScannerDown passes through, and the file stays: whoever asks says what happens to it.
    """
    current = Upload.objects.select_for_update(no_key=True).get(pk=upload.pk)
    if current.state not in {Upload.State.ARRIVING, Upload.State.WAITING}:
        raise Refused(_("This file was taken or given up before."))
    try:
        if not current.is_whole():
            raise _incomplete()
        with _opened(upload) as file:
            made = use(file)
    except ScannerDown:
        raise
    except Refused as refusal:
        refuse_upload(upload, refusal, by=by)
        raise
    upload.move(Upload.State.TAKEN)
    transaction.on_commit(lambda: quarantine.discard(upload.pk))
    return made


def _opened(upload: Upload) -> IO[bytes]:
    try:
        return quarantine.opened(upload.pk)
    except FileNotFoundError as error:
        raise _incomplete() from error


def _incomplete() -> Refused:
    return Refused(_("The upload is not complete. Choose the file again."))


def clear_uploads() -> None:
    """Forget uploads that are over or that nobody finished, and what lies there without a row."""
    old = Upload.objects.left_lying()
    for pk in list(old.values_list("pk", flat=True)):
        quarantine.discard(pk)
    old.delete()
    kept = set(Upload.objects.in_quarantine().values_list("pk", flat=True))
    quarantine.discard_strays(kept, UNFINISHED_FOR.total_seconds())
