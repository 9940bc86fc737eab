"""Find what can be imported in a folder: documents with a history, and single files."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from documents.actions.imports import IncomingDocument, IncomingRevision
from documents.files import kinds
from documents.files.intake import check_upload
from documents.models import Revision
from documents.text.html import HAN
from documents.text.markdown import decode, title_of
from tenants.errors import Refused

HISTORY: Final = "history.json"
SUFFIXES: Final = {".md", ".markdown", ".docx"}
MOST_KEY: Final = 200
MOST_TITLE: Final = 200
CLASSES: Final = {
    "legal-version": Revision.ChangeClass.MAJOR,
    "editorial": Revision.ChangeClass.EDITORIAL,
}


@dataclass(frozen=True, slots=True)
class Found:
    """A document to read: a folder with a history, or a file."""

    path: Path
    key: str

    def read(self) -> IncomingDocument:
        """Read and check it; raises Refused with the reason why it cannot be imported."""
        if len(self.key) > MOST_KEY:
            raise Refused(_("Its path is longer than %(n)d characters.") % {"n": MOST_KEY})
        try:
            return _with_history(self) if self.path.is_dir() else _single(self)
        except OSError as error:
            raise Refused(_("It cannot be read: %(error)s.") % {"error": error.strerror}) from error


def find(root: Path) -> Iterator[Found]:
    """Find every document below a path, in a stable order; a folder with a history is one."""
    if root.is_file() or (root / HISTORY).is_file():
        yield Found(root, root.name)
        return
    for path in sorted(root.iterdir()):
        yield from _below(path, root)


def _below(path: Path, root: Path) -> Iterator[Found]:
    if path.name.startswith(".") or path.is_symlink():  # a link may lead anywhere
        return
    if path.is_dir() and not (path / HISTORY).is_file():
        for child in sorted(path.iterdir()):
            yield from _below(child, root)
    else:
        yield Found(path, path.relative_to(root).as_posix())


def _with_history(found: Found) -> IncomingDocument:
    history = _history(found.path / HISTORY)
    revisions = [_revision(found.path, entry, n) for n, entry in enumerate(history["history"])]
    days = [revision.day for revision in revisions]
    if not revisions:
        raise Refused(_("Its history is empty."))
    if days != sorted(days):
        raise Refused(_("The dates of its history go back."))
    title = _plain(str(history.get("title") or "")) or _title(revisions[-1])
    return IncomingDocument(found.key, title[:MOST_TITLE], _language(title), revisions)


def _history(path: Path) -> dict[str, Any]:
    try:
        history = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise Refused(_("history.json is not JSON.")) from error
    entries = history.get("history") if isinstance(history, dict) else None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise Refused(_("history.json has no list “history”."))
    return {**history}


def _revision(folder: Path, entry: dict[str, Any], n: int) -> IncomingRevision:
    name = str(entry.get("file", ""))
    path = folder / name
    if not name or Path(name).name != name or path.is_symlink():
        raise Refused(_("“%(name)s” is not a file of this folder.") % {"name": name})
    try:
        day = dt.date.fromisoformat(str(entry.get("date", ""))[:10])
    except ValueError as error:
        raise Refused(_("%(name)s has no date.") % {"name": name}) from error
    kind = str(entry.get("kind", ""))
    if day > timezone.localdate():
        raise Refused(_("The date of %(name)s lies ahead.") % {"name": name})
    change_class = CLASSES.get(kind, Revision.ChangeClass.MINOR)
    try:
        return _checked(
            path,
            day,
            change_class=change_class if n else Revision.ChangeClass.MAJOR,
            summary=_plain(str(entry.get("subject", ""))),
        )
    except Refused as refusal:
        raise Refused(f"{name}: {refusal.messages[0]}") from refusal


def _single(found: Found) -> IncomingDocument:
    changed = dt.datetime.fromtimestamp(found.path.stat().st_mtime, tz=dt.UTC).date()
    day = min(changed, timezone.localdate())
    revision = _checked(found.path, day, change_class=Revision.ChangeClass.MAJOR)
    title = _title(revision)
    return IncomingDocument(found.key, title[:MOST_TITLE], _language(title), [revision])


def _checked(path: Path, day: dt.date, *, change_class: str, summary: str = "") -> IncomingRevision:
    if path.suffix.lower() not in SUFFIXES:
        raise Refused(_("Only Word (.docx) and Markdown (.md) files can be imported."))
    with path.open("rb") as file:
        checked = check_upload(file, path.name, kinds.AT_ONCE)
        file.seek(0)
        content = file.read()
    return IncomingRevision(checked.name, checked.media_type, content, day, change_class, summary)


def _title(revision: IncomingRevision) -> str:
    """Return the title the text gives itself, else the file's name."""
    title = ""
    if revision.name.lower().endswith(".docx"):
        headings = (block.text for block in revision.blocks() if block.kind == "heading")
        title = next(headings, "")
    else:
        title = title_of(decode(revision.content))
    return _plain(title) or _plain(Path(revision.name).stem)


def _plain(text: str) -> str:
    """Put a title on one line, without the characters that no page shows and no database keeps."""
    return "".join(filter(str.isprintable, " ".join(text.split())))


def _language(title: str) -> str:
    return "zh-hans" if re.search(f"[{HAN}]", title) else "en"
