"""Find documents by what they say: number and title, text in force, and earlier text."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Func, Q, TextField, Value

from documents.models import Document, Revision, SearchEntry
from documents.models.sight import AnyOf
from documents.register.numbering import number_key
from documents.text.blocks import Block
from documents.text.words import tsquery_literal, tsvector_literal
from tenants.scope import current_tenant_id

type Texts = Sequence[tuple[Revision, Sequence[Block]]]
type Place = tuple[UUID, int]  # a revision, and the position of one of its blocks

AT_ONCE: Final = 2000  # rows in a statement

# Row security sees to it that this is the tenant's; the tenant is named to go by the key.
LOOK_UP = """
    SELECT e.document_id, e.revision_id, e.position FROM definer.search(%s, %s, %s) AS hit
    JOIN documents_searchentry e ON e.tenant_id = %s AND e.id = hit
"""


def _vector(text: str) -> Func:
    return Func(
        Value(tsvector_literal(text), output_field=TextField()),
        template="%(expressions)s::tsvector",
        output_field=SearchEntry._meta.get_field("words"),
    )


def index(texts: Texts) -> None:
    """Make texts of revisions findable: for all once they are in force; their old rows go."""
    forget([revision for revision, _blocks in texts])
    SearchEntry.objects.bulk_create(
        (
            SearchEntry(
                document_id=revision.document_id,
                revision=revision,
                position=position,
                words=_vector(block.text),
                in_force=revision.state == Revision.State.EFFECTIVE,
            )
            for revision, blocks in texts
            for position, block in enumerate(blocks)
        ),
        batch_size=AT_ONCE,
    )


def forget(revisions: Sequence[Revision]) -> None:
    """Let no search find texts that are being written again."""
    SearchEntry.objects.filter(AnyOf("revision_id", [each.pk for each in revisions])).delete()


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


@dataclass(frozen=True, slots=True)
class Found:
    """What a look-up found, whoever may see it; join it under `visible_to`."""

    labels: set[UUID]  # documents whose number or title says it
    passages: dict[UUID, list[Place]]  # document → where its text does
    is_cut: bool  # there is more than was asked for

    @property
    def documents(self) -> set[UUID]:
        return self.labels | self.passages.keys()


def look_up(query: str, *, most: int | None, earlier: bool = False) -> Found:
    """Find what a person typed, in text in force or in all that was ever submitted.

    A definer function looks it up, because full-text operators are not leakproof: under row
    security PostgreSQL would not use their index.
    """
    labels: set[UUID] = set()
    passages: dict[UUID, list[Place]] = defaultdict(list)
    wanted = tsquery_literal(query)
    if not wanted:
        return Found(labels, passages, is_cut=False)
    with connection.cursor() as cursor:
        cursor.execute(LOOK_UP, [wanted, most, earlier, current_tenant_id()])
        hits = cursor.fetchall()
    for document, revision, position in hits:
        if revision is None:
            labels.add(document)
        else:
            passages[document].append((revision, position))
    return Found(labels, passages, is_cut=most is not None and len(hits) >= most)


def numbered(query: str) -> Q:
    """Say of documents that their number starts with what a person typed.

    It is a range, since LIKE is not leakproof and would read all of them.
    """
    start = number_key(query)
    return Q(number_key__gte=start, number_key__lt=start + "\U0010ffff")


def matching(query: str, *, earlier: bool = False) -> Q:
    """Say of documents that they match what a person typed, by number, title or text."""
    found = look_up(query, most=None, earlier=earlier)
    return numbered(query) | Q(AnyOf("id", found.documents))
