"""Find documents by what they say: number and title, and the text of what is in force."""

from collections.abc import Sequence

from django.db.models import BooleanField, F, Func, Q, TextField, Value

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


class _Found(Func):
    """Say that an id is among those the definer function finds.

    It looks them up, because full-text operators are not leakproof: under row security PostgreSQL
    would not use their index. What it finds is joined under `visible_to`.
    """

    template = "%(expressions)s))"
    arg_joiner = " = ANY(ARRAY(SELECT definer.search"  # id = ANY(ARRAY(SELECT …(wanted, most)))
    output_field = BooleanField()

    def __init__(self, wanted: str) -> None:
        super().__init__(F("pk"), Func(Value(wanted), Value(MOST_HITS), function=""))


def matching(query: str) -> Q:
    """Say of documents that they match what a person typed, by number, title or text in force.

    Numbers that start with it are a range, since LIKE is not leakproof and would read all of them.
    """
    start = number_key(query)
    by_number = Q(number_key__gte=start, number_key__lt=start + "\U0010ffff")
    wanted = tsquery_literal(query)
    return by_number | Q(_Found(wanted)) if wanted else by_number
