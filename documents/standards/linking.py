"""Links of documents to clauses, made from what is typed on them, and written back as text."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from documents.models import Clause, ClauseLink, Document, StandardEdition
from documents.standards.typed import Named, read, written
from tenants.errors import Refused
from tenants.models import Member

CURRENT = StandardEdition.State.CURRENT
PART = 1000


def current_clauses() -> dict[str, UUID]:
    """Return the clauses of the current edition by number, in their order."""
    rows = Clause.objects.filter(edition__state=CURRENT).order_by("position")
    return dict(rows.values_list("number", "pk"))


def check_typed(text: str, *, besides: str = "") -> None:
    """Refuse what names no clause, but for words that stand there already, to be mended later."""
    unread = read(text, list(current_clauses())).unread if text else ""
    new = [part for part in unread.split(", ") if part and part not in besides.split(", ")]
    if new:
        raise Refused(
            _(
                "“%(words)s” is no clause of the edition in use. Write numbers, such as 7.5, or"
                " 8.2.1, 9.1.2, or 4—10."
            ),
            params={"words": ", ".join(new)[:60]},
        )


def place(documents: Sequence[Document], *, by: Member | None) -> None:
    """Make the links of what is typed on these documents, in a bounded number of statements.

    Links that are there stay, with what is said of them; those no longer typed go.
    """
    known, there = current_clauses(), _there(documents)
    new: list[ClauseLink] = []
    gone: list[UUID] = []
    unread: list[Document] = []
    for document in documents:
        typed, old = read(document.clauses, list(known)), there[document.pk]
        new += [
            ClauseLink(document=document, clause_id=known[n.number], item=n.item, made_by=by)
            for n in typed.named
            if n not in old
        ]
        gone += [pk for named, pk in old.items() if named not in typed.named]
        if document.clauses_unread != typed.unread:
            document.clauses_unread = typed.unread
            unread.append(document)
    if gone:
        ClauseLink.objects.filter(pk__in=gone).delete()
    ClauseLink.objects.bulk_create(new, batch_size=PART)
    if unread:
        Document.objects.bulk_update(unread, ["clauses_unread"], batch_size=PART)


def _there(documents: Sequence[Document]) -> dict[UUID, dict[Named, UUID]]:
    """Return the links of each document to clauses of the current edition."""
    links = ClauseLink.objects.filter(document__in=documents, clause__edition__state=CURRENT)
    there: dict[UUID, dict[Named, UUID]] = defaultdict(dict)
    for pk, owner, number, item in links.order_by().values_list(
        "pk", "document_id", "clause__number", "item"
    ):
        there[owner][Named(number, item)] = pk
    return there


def write_back(document: Document) -> None:
    """Write on the document which clauses of the current edition it is linked to."""
    links = ClauseLink.objects.filter(document=document, clause__edition__state=CURRENT)
    named = [
        Named(number, item)
        for number, item in links.order_by("clause__position", "item").values_list(
            "clause__number", "item"
        )
    ]
    parts = [written(named), document.clauses_unread]
    document.clauses = ", ".join(part for part in parts if part)[:300]
    document.save(update_fields=["clauses"])


def first_clause(document: Document) -> str:
    """Return the number of the first clause a document is linked to: the token {clause}."""
    links = ClauseLink.objects.filter(document=document, clause__edition__state=CURRENT)
    number: str | None = links.values_list("clause__number", flat=True).first()
    return number or ""
