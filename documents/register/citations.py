"""Which documents a text cites: kept when it is frozen, claimed by documents that come later."""

from collections.abc import Collection, Sequence

from django.db.models import Q

from documents.models import Citation, Document, DocumentType, ExternalSource, Revision
from documents.models.sight import AnyOf
from documents.register.search import Texts
from documents.text.references import Named, Shapes, by_number, by_title, references
from tenants.models import Tenant
from tenants.scope import current_tenant_id


def keep(texts: Texts) -> None:
    """Find what these texts name and keep it as rows, in place of those of an earlier round."""
    forget([revision for revision, _blocks in texts])
    Citation.objects.bulk_create(found_in(texts))


def found_in(texts: Texts) -> list[Citation]:
    """Return what these texts name, as rows that are not kept yet."""
    shapes = _shapes()
    found: dict[tuple[Revision, str], tuple[int, Named]] = {}
    for revision, blocks in texts:
        for position, block in enumerate(blocks):
            for named in references(block.text, shapes):
                found.setdefault((revision, named.text), (position, named))
    meant = _documents([named for _position, named in found.values()])
    return [
        Citation(
            revision=revision,
            position=position,
            key=named.key,
            text=named.text,
            document=meant.get(named.key),
        )
        for (revision, _text), (position, named) in found.items()
        if _is_kept(named, meant.get(named.key), revision)
    ]


def forget(revisions: Sequence[Revision]) -> None:
    """Drop what their texts named."""
    Citation.objects.filter(AnyOf("revision_id", [each.pk for each in revisions])).delete()


def claim(document: Document, *, external: str = "") -> None:
    """Let texts that name this document by number or title cite it, if they cite no other.

    `external` is the key of the number its issuer gives it.
    """
    keys = [by_number(document.number), by_title(document.title), *([external] if external else [])]
    waiting = Citation.objects.filter(document=None, key__in=keys)
    waiting.exclude(revision__document=document).update(document=document)


def _is_kept(named: Named, meant: Document | None, revision: Revision) -> bool:
    if meant is not None:
        return meant.pk != revision.document_id
    return named.is_certain


def _shapes() -> Shapes:
    code = Tenant.objects.get(pk=current_tenant_id()).code
    return Shapes.of(code, DocumentType.objects.values_list("number_pattern", "code"))


def _documents(named: Collection[Named]) -> dict[str, Document]:
    """Return the document each key means; of several one that is not retired."""
    keys = {each.key for each in named}
    numbers = [key.removeprefix("n:") for key in keys if key.startswith("n:")]
    titles = [each.text.strip("《》") for each in named if each.key.startswith("t:")]
    found: dict[str, Document] = {}
    if numbers or titles:
        documents = Document.objects.filter(Q(number_key__in=numbers) | Q(title__in=titles))
        # Retired ones first: a later one takes their place.
        for document in sorted(documents.only("number", "title", "state"), key=_is_live):
            for key in (by_number(document.number), by_title(document.title)):
                found[key] = document
    external = [key for key in keys if key.startswith("x:")]
    if external:
        sources = ExternalSource.objects.filter(key__in=external).select_related("document")
        found |= {source.key: source.document for source in sources}
    return found


def _is_live(document: Document) -> bool:
    return document.state != Document.State.RETIRED
