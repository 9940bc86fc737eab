"""Word documents: mammoth reads them once what was tracked in them is settled."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from documents.converting.reading import tracked
from documents.converting.reading.found import Pictures, result
from documents.text.docx import from_docx


def read(file: Path, folder: Path) -> dict[str, Any]:
    """Read the text with all tracked changes accepted and, when there are any, all rejected."""
    word = tracked.Package.of(file)
    pictures = Pictures(folder)
    blocks = from_docx(io.BytesIO(word.settled(accept=True, numbered=True)), keep=pictures.keep)
    warnings = []
    told: dict[str, object] = {"changes": word.changes, "comments": word.comments}
    if word.changes:
        warnings.append("tracked-changes")
        before = from_docx(
            io.BytesIO(word.settled(accept=False, numbered=True)), keep=pictures.keep
        )
        told["rejected"] = [block.to_json() for block in before]
    if word.comments:
        warnings.append("comments")
    if pictures.unread:
        warnings.append("pictures-unread")
    return result(blocks, warnings=warnings, pictures=pictures.types, **told)


def settle(file: Path, folder: Path) -> dict[str, Any]:
    """Leave the document with all changes accepted in the folder, if there are any."""
    word = tracked.Package.of(file)
    if word.changes:
        (folder / "settled.docx").write_bytes(word.settled(accept=True))
    return {"changes": word.changes}
