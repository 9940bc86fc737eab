"""The forms of a revision as pages show them, and what became of them since another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from documents.models import Attachment, Revision


@dataclass(frozen=True, slots=True)
class FormChange:
    """What became of a form: added, removed, replaced by another file, or only renamed."""

    kind: Literal["added", "removed", "replaced", "renamed"]
    number: str
    title: str


def forms_of(revision: Revision | None) -> Sequence[Attachment]:
    """Return the forms of a revision; asks nothing where a dossier knows that there are none."""
    if revision is None or getattr(revision, "has_forms", True) is False:
        return []
    forms = list(revision.attachments.with_files())
    for form in forms:
        form.revision = revision
    return forms


def form_changes(old: Revision | None, new: Revision | None) -> list[FormChange]:
    """Return what became of the forms from one revision to another."""
    before = {form.number: form for form in forms_of(old)}
    after = {form.number: form for form in forms_of(new)}
    changes = []
    for number in sorted(before.keys() | after.keys()):
        was, now = before.get(number), after.get(number)
        if was is None or now is None:
            held = now or was
            assert held is not None  # noqa: S101 - the number is of one of both
            changes.append(FormChange("added" if now else "removed", number, held.title))
        elif was.file_id != now.file_id:
            changes.append(FormChange("replaced", number, now.title))
        elif was.title != now.title:
            changes.append(FormChange("renamed", number, now.title))
    return changes
