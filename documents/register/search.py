"""Find documents by what they say: number and title, and the text of what is in force."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection
from django.db.models import Func, TextField, Value

from documents.models import Document, Revision, SearchEntry
from documents.register.numbering import number_key
from documents.text.blocks import Block
from documents.text.words import tsquery_literal, tsvector_literal

MOST_HITS = 1000


def _vector(text: str) -> Func:
    return Func(
        Value(tsvector_literal(text), output_field=TextField()),
        template="%(expressions)s::tsvector",
        output_field=SearchEntry._meta.get_field("words"),
    )


def index(revision: Revision, blocks: Sequence[Block]) -> None:
    """Make a revision's text findable once it is in force; its old rows go."""
    SearchEntry.objects.filter(revision=revision).delete()
    SearchEntry.objects.bulk_create(
        SearchEntry(
            document_id=revision.document_id,
            revision=revision,
            position=position,
            words=_vector(block.text),
            in_force=revision.state == Revision.State.EFFECTIVE,
        )
        for position, block in enumerate(blocks)
    )


def index_label(document: Document) -> None:
    """Make a document findable by its number and title."""
    index_labels([document])


def index_labels(documents: Sequence[Document]) -> None:
    """Make documents findable by their numbers and titles."""
    SearchEntry.objects.filter(document__in=documents, position=SearchEntry.LABEL).delete()
    SearchEntry.objects.bulk_create(
        SearchEntry(
            document=document,
            position=SearchEntry.LABEL,
            words=_vector(f"{document.number} {document.title}"),
            in_force=True,
        )
        for document in documents
    )


def put_in_force(document: Document, revision: Revision | None) -> None:
    """Let searches find this revision's text, and no other text of the document."""
    text = SearchEntry.objects.filter(document=document).exclude(position=SearchEntry.LABEL)
    text.filter(in_force=True).exclude(revision=revision).update(in_force=False)
    if revision is not None:
        text.filter(revision=revision).update(in_force=True)


def find(query: str) -> list[UUID]:
    """Return ids of documents of this tenant; the caller joins them under `visible_to`.

    A definer function looks them up, because full-text operators are not leakproof: under row
    security PostgreSQL would not use their index.
    """
    wanted = tsquery_literal(query)
    if not wanted:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT definer.search(%s, %s)", [wanted, MOST_HITS])
        return [row[0] for row in cursor.fetchall()]


def number_range(prefix: str) -> tuple[str, str]:
    """Return the bounds of number keys that start with the prefix: a range, since LIKE is not
    leakproof and would read the whole tenant."""
    start = number_key(prefix)
    return start, start + "\U0010ffff"
