"""The lists as a reader takes them along."""

import io
from typing import Any, Final

import pypdfium2
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from documents.models import Document, Revision

LISTS: Final = "/t/acme/lists/"


def sheet(client: Client, listing: str, query: str = "") -> list[list[Any]]:
    """Return the rows of the list as a sheet, without its heads."""
    answer = client.post(f"{LISTS}{listing}/export.xlsx{query}")
    assert answer.status_code == 200
    book = load_workbook(io.BytesIO(answer.content))
    return [list(row) for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)]


def pages(client: Client, listing: str, query: str = "") -> list[str]:
    """Return the words of each page of the list as a PDF."""
    answer = client.post(f"{LISTS}{listing}/export.pdf{query}")
    assert answer.status_code == 200
    with pypdfium2.PdfDocument(answer.content) as pdf:
        return [page.get_textpage().get_text_range() for page in pdf]


def numbers(client: Client, listing: str, query: str = "") -> list[str]:
    return [row[1] for row in sheet(client, listing, query)]


def copy_documents(document: Document, times: int) -> None:
    """Put as many more documents in force, without their text."""
    made = [
        Document(
            number=f"ACME-ZZ-{n:05}",
            number_key=f"ACME-ZZ-{n:08}",
            title=f"{document.title} {n}",
            **{name: getattr(document, name) for name in ("document_type", "folder", "unit")},
            owner=document.owner,
        )
        for n in range(times)
    ]
    Document.objects.bulk_create(made)
    revisions = Revision.objects.bulk_create(
        Revision(
            document=each,
            n=1,
            edition=0,
            change=0,
            label="A/0",
            title=each.title,
            state=Revision.State.EFFECTIVE,
            prepared_by=document.owner,
            effective_at=timezone.now(),
        )
        for each in made
    )
    for each, revision in zip(made, revisions, strict=True):
        each.in_force = revision
    Document.objects.bulk_update(made, ["in_force"])
