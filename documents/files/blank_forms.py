"""Blank forms: an attached file as it is handed out, with its number and revision in its head."""

import tempfile
from pathlib import Path
from typing import Final

from documents import files
from documents.aside.process import Unfit, run_aside
from documents.files import kinds
from documents.models import Attachment
from documents.pdf.stamping import sheet_for
from documents.pdf.typeset import label_pdf

SECONDS: Final = 30
LABELLED: Final = (kinds.DOCX.name, kinds.XLSX.name, kinds.PDF.name)


def blank_form(attachment: Attachment, *, state: str = "") -> bytes:
    """Return the file with number, revision and what else is to be said of it in its head.

    A kind of file that cannot be written into comes as it is, as does one that will not be: the
    name it is handed out under says the same.
    """
    kind = kinds.by_media_type(attachment.file.media_type)
    content = files.read(attachment.file)
    if kind is None or kind.name not in LABELLED:
        return content
    line = " · ".join(filter(None, (attachment.number, attachment.revision.label, state)))
    try:
        return _labelled(kind.name, content, line)
    except Unfit:
        return content


def name_of(attachment: Attachment) -> str:
    """Return a file name that carries number, revision and title."""
    suffix = Path(attachment.name).suffix
    stem = f"{attachment.number}_{attachment.revision.label}_{attachment.title}"[:120]
    return stem.replace("/", "-") + suffix


def _labelled(kind: str, content: bytes, line: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="labelling-") as name:
        folder = Path(name)
        form = folder / (f"form.{kind}" if kind != "pdf" else "body.pdf")
        form.write_bytes(content)
        if kind == "pdf":
            wanted = {"most_pages": 500, "headings": []}
            shapes = run_aside("measure", folder, wanted, seconds=SECONDS)["pages"]
            sheets = [sheet_for(**shape) for shape in shapes]
            sizes = [(sheet.width, sheet.height) for sheet in sheets]
            (folder / "label.pdf").write_bytes(label_pdf(line, sizes))
            form.rename(folder / "form.pdf")
        run_aside("label", folder, {"kind": kind, "line": line}, seconds=SECONDS)
        return (folder / f"labelled.{kind}").read_bytes()
