"""The register: filters, views with counts, and rows as plain strings."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Protocol, TypedDict
from urllib.parse import quote

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from documents.labels import deadline, register_label
from documents.models import Document, DocumentQuerySet, Revision
from documents.models.sight import AnyOf
from documents.register import search
from documents.register.converters import DocumentNumber
from tenants.models import Member

PAGE_ROWS = 50


class Row(TypedDict):
    """A line of the register: plain words, flat, since a template asks a dictionary first."""

    number: str
    url: str
    title: str
    version: str
    word: str
    tag: str
    icon: str
    void: str
    unit: str
    clauses: str
    effective: str
    review: str
    review_tone: str
    review_icon: str
    owner: str
    done: int
    required: int
    share: str
    reading_tone: str


class _Asked(Protocol):
    """What `page` asks of a document besides its columns."""

    open_state: str | None
    required: int | None
    done: int | None


def filtered(
    member: Member, wanted: Mapping[str, str], today: dt.date, *, views: bool = True
) -> DocumentQuerySet:
    """Return the visible documents that the filters of the page leave."""
    documents: DocumentQuerySet = Document.objects.visible_to(member)
    if query := wanted.get("q", "").strip():
        low, high = search.number_range(query)
        found = Q(AnyOf("pk", search.find(query)))
        documents = documents.filter(found | Q(number_key__gte=low, number_key__lt=high))
    if code := wanted.get("type"):
        documents = documents.filter(document_type__code=code)
    if code := wanted.get("unit"):
        documents = documents.filter(unit__code=code)
    if state := wanted.get("state"):
        documents = documents.filter(_in_state(state))
    if views and (view := wanted.get("view")):
        documents = documents.filter(_views(member, today).get(view, Q()))
    return documents


def _open(*states: str) -> Exists:
    return Exists(Revision.objects.filter(document=OuterRef("pk"), state__in=states))


def _in_state(state: str) -> Q:
    active = Q(state=Document.State.ACTIVE)
    if state == Revision.State.EFFECTIVE:
        return active & Q(in_force__isnull=False)
    if state in Document.State.values:
        return Q(state=state)
    return active & Q(_open(state))


def _views(member: Member, today: dt.date) -> dict[str, Q]:
    in_force = Q(state=Document.State.ACTIVE, in_force__isnull=False)
    return {
        "mine": Q(owner=member),
        "overdue": in_force & Q(review_due__lt=today),
        "due": in_force & Q(review_due__range=(today, today + dt.timedelta(days=30))),
        "approval": Q(_open(Revision.State.IN_REVIEW)),
    }


def counts(member: Member, documents: DocumentQuerySet, today: dt.date) -> dict[str, int]:
    """Return how many documents each saved view holds, in one query."""
    views = _views(member, today)
    return documents.order_by().aggregate(
        all=Count("pk"), **{name: Count("pk", filter=wanted) for name, wanted in views.items()}
    )


def page(documents: DocumentQuerySet, after: str) -> tuple[list[Document], str]:
    """Return a page of documents and the number to go on after ("" on the last page)."""
    if after:
        last = documents.filter(number=after).values("number_key", "pk").first()
        if last is None:
            raise Http404
        key = last["number_key"]
        documents = documents.filter(Q(number_key__gt=key) | Q(number_key=key, pk__gt=last["pk"]))
    in_work = Revision.objects.open().filter(document=OuterRef("pk")).values("state")[:1]
    ordered: QuerySet[Document] = documents.for_register().order_by("number_key", "pk")
    found: list[Document] = list(
        ordered.annotate(
            open_state=Subquery(in_work),
            required=F("in_force__readership__required"),
            done=F("in_force__readership__done"),
        )[: PAGE_ROWS + 1]
    )
    return found[:PAGE_ROWS], found[PAGE_ROWS - 1].number if len(found) > PAGE_ROWS else ""


def rows(documents: list[Document], code: str, today: dt.date) -> Iterable[Row]:
    """Prepare the lines of a page; no query."""
    # One pattern per page: reversing a URL per row costs more than the query.
    url = reverse("documents:document", args=[code, "0"]).replace("/0/", "/%s/")
    return [_row(document, today, url) for document in documents]


def _row(document: Document, today: dt.date, url: str) -> Row:
    asked: _Asked = document  # type: ignore[assignment]
    label = register_label(document, asked.open_state)
    review = deadline(document.review_due if document.is_in_force() else None, today)
    done, required = asked.done or 0, asked.required or 0
    in_force = document.in_force
    effective_at = in_force.effective_at if in_force else None
    return Row(
        number=document.number,
        url=url % quote(DocumentNumber().to_url(document.number)),
        title=document.title,
        version=in_force.label if in_force else "—",
        word=str(label.word),
        tag=f"is-{label.tone} is-quiet" if label.is_quiet else f"is-{label.tone}",
        icon=label.icon,
        void="" if document.state == Document.State.ACTIVE else "is-void",
        unit=document.unit.name,
        clauses=document.clauses or "—",
        effective=timezone.localdate(effective_at).isoformat() if effective_at else "—",
        review=review.text,
        review_tone=review.tone,
        review_icon=review.icon,
        owner=document.owner.name,
        done=done,
        required=required,
        share=f"{100 * done / (required or 1):.0f}",
        reading_tone=_reading_tone(done, required),
    )


def _reading_tone(done: int, required: int) -> str:
    """Say how far reading is: green when done, amber below 80 %."""
    if done >= required:
        return "ok"
    return "warn" if done * 100 < required * 80 else "info"
