"""What hangs on a document, as far as a reader may know of it: family, successors, citations."""

from collections.abc import Callable, Iterable
from typing import NamedTuple
from urllib.parse import quote

from django.urls import reverse

from documents.labels import Label, register_label
from documents.models import Citation, Document, DocumentQuerySet, Revision, Succession
from documents.models.sight import Sight
from documents.register.converters import DocumentNumber
from tenants.models import Member

MOST = 500


class Linked(NamedTuple):
    """A document at the other end of a link; one the reader may not see is only words."""

    words: str
    title: str = ""
    url: str = ""
    label: Label | None = None


class Links(NamedTuple):
    parent: list[Linked]
    children: list[Linked]
    replaces: list[Linked]
    replaced_by: list[Linked]
    cites: list[Linked]
    cited_by: list[Linked]


def links_of(document: Document, revision: Revision | None, reader: Member) -> Links:
    """Return everything that hangs on the document; what the revision cites comes in its order."""
    shown = Document.objects.visible_to(reader)
    old = Succession.objects.filter(new=document).values("old")
    citing = Citation.objects.in_force().filter(document=document)
    citing_documents = shown.filter(pk__in=citing.values("revision__document"))
    return Links(
        parent=linked(_ordered(shown.filter(pk=document.parent_id)), reader)
        if document.parent_id
        else [],
        children=linked(_ordered(shown.filter(parent=document)), reader),
        replaces=linked(_ordered(shown.filter(pk__in=old)), reader),
        replaced_by=successors(document, reader),
        cites=_cited(revision, reader) if revision else [],
        cited_by=linked(_ordered(citing_documents), reader),
    )


def successors(document: Document, reader: Member) -> list[Linked]:
    """Return what replaces the document, as far as the reader may know of it."""
    new = Succession.objects.filter(old=document).values("new")
    return linked(_ordered(Document.objects.visible_to(reader).filter(pk__in=new)), reader)


def addresses_in(revision: Revision, reader: Member) -> dict[str, str]:
    """Return where the words lead by which a text names documents the reader may see."""
    seen = Sight.of(reader).of_documents("document__")
    cited = Citation.objects.filter(seen, revision=revision, document__isnull=False)
    address = _addresses(reader)
    return {text: address(number) for text, number in cited.values_list("text", "document__number")}


def _cited(revision: Revision, reader: Member) -> list[Linked]:
    found = list(Citation.objects.filter(revision=revision).select_related("document__in_force"))
    wanted = {each.document_id for each in found if each.document_id}
    seen = Document.objects.visible_to(reader).filter(pk__in=wanted)
    known = set(seen.values_list("pk", flat=True)) if wanted else set()
    address, cited = _addresses(reader), dict[str, Linked]()
    for each in found:
        if each.document is not None and each.document_id in known:
            linked = _link(each.document, address(each.document.number))
        else:  # one that is hidden looks like one that is not here
            linked = Linked(each.text)
        cited.setdefault(linked.url or each.key, linked)
    return list(cited.values())


def linked(documents: Iterable[Document], reader: Member) -> list[Linked]:
    """Return where these documents are; the reader is known to see them."""
    address = _addresses(reader)
    return [_link(document, address(document.number)) for document in documents]


def _ordered(documents: DocumentQuerySet) -> DocumentQuerySet:
    return documents.select_related("in_force").order_by("number_key")[:MOST]


def _link(document: Document, url: str) -> Linked:
    label = register_label(document.state, None, has_text=document.in_force_id is not None)
    return Linked(document.number, document.title, url, label)


def _addresses(reader: Member) -> Callable[[str], str]:
    """Return what says where a document's page is: reversing each costs more than the query."""
    page = reverse("documents:document", args=[reader.tenant.slug, "0"]).replace("/0/", "/%s/")
    return lambda number: page % quote(DocumentNumber().to_url(number))
