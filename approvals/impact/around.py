"""The documents round a change: what cites it, what it cites, what belongs to it, what is in work.

A document that is hidden from the reader looks like one that is not there: it is not counted.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from documents import content
from documents.labels import Label, label_of
from documents.models import Citation, Document, Revision
from documents.models.sight import AnyOf
from documents.register import citations
from documents.register.links import Linked, linked
from tenants.models import Member

MOST = 500


class Work(NamedTuple):
    """A revision in work of a document round the change: both may say different things."""

    label: str
    state: Label


class Touched(NamedTuple):
    """A document that the change touches, and what of it is in work."""

    linked: Linked
    work: Work | None


@dataclass(frozen=True)
class Around:
    """The documents round a change, as far as the reader may know of them."""

    cited_by: list[Touched]
    children: list[Touched]
    cites_now: list[Touched]
    cites_no_longer: list[Touched]

    @property
    def in_work(self) -> list[Touched]:
        """Return those that cite it or belong to it and are being changed as well."""
        found = {each.linked.words: each for each in (*self.cited_by, *self.children) if each.work}
        return list(found.values())


def around(document: Document, revision: Revision | None, reader: Member) -> Around:
    """Return what is round a revision in work, or round a document that an act is about."""
    now, before = _cited(document, revision)
    cites_it = Citation.objects.in_force().filter(
        revision__document=OuterRef("pk"), document=document
    )
    near = Document.objects.visible_to(reader).exclude(pk=document.pk)
    near = near.annotate(cites_it=Exists(cites_it)).select_related("in_force")
    wanted = Q(cites_it=True) | Q(parent=document) | Q(AnyOf("pk", now ^ before))
    documents = list(near.filter(wanted).order_by("number_key")[:MOST])
    work = _in_work(documents, reader)

    def touched(rows: Collection[Document]) -> list[Touched]:
        shown = linked(rows, reader)
        return [Touched(one, work.get(row.pk)) for one, row in zip(shown, rows, strict=True)]

    return Around(
        cited_by=touched([d for d in documents if getattr(d, "cites_it", False)]),
        children=touched([d for d in documents if d.parent_id == document.pk]),
        cites_now=touched([d for d in documents if d.pk in now - before]),
        cites_no_longer=touched([d for d in documents if d.pk in before - now]),
    )


def _cited(document: Document, revision: Revision | None) -> tuple[set[UUID], set[UUID]]:
    """Return what the revision cites and what the one in force cites; of an act nothing changes."""
    if revision is None:
        return set(), set()
    asked = [pk for pk in (revision.pk, document.in_force_id) if pk]
    kept = Citation.objects.filter(AnyOf("revision_id", asked), document__isnull=False)
    found: dict[UUID, set[UUID]] = {pk: set() for pk in asked}
    for citing, cited in kept.values_list("revision_id", "document_id"):
        found[citing].add(cited)
    if revision.state == Revision.State.DRAFT:  # its citations are kept when it is submitted
        named = citations.found_in([(revision, content.blocks_of(revision))])
        found[revision.pk] = {each.document_id for each in named if each.document_id}
    return found[revision.pk], found[document.in_force_id] if document.in_force_id else set()


def _in_work(documents: Collection[Document], reader: Member) -> dict[UUID, Work]:
    if not documents:
        return {}
    open_ones = Revision.objects.open().visible_to(reader).defer("markdown", "manifest")
    of_these = open_ones.filter(AnyOf("document_id", [d.pk for d in documents]))
    return {each.document_id: Work(each.label, label_of(each)) for each in of_these}
