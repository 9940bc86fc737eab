"""The register: filters, views with counts, and rows as plain strings."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, TypedDict
from urllib.parse import quote

from django.db.models import Count, OuterRef, Q, Subquery
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from documents.labels import deadline, register_label, tone_of
from documents.models import Document, DocumentQuerySet, Revision
from documents.register import search
from documents.register.converters import DocumentNumber
from tenants.models import Member
from tenants.models.unit import name_in_language

PAGE_ROWS = 50

type Found = dict[str, Any]  # COLUMNS of one document


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
    owner_tone: str
    owner_initial: str
    done: int
    required: int
    share: str
    reading_tone: str


# What a line is made from. Plain values: models of four tables a line cost more than the query.
COLUMNS = (
    *("number", "title", "state", "clauses", "review_due", "open_state"),
    *("unit__name_zh", "unit__name_en", "owner__name"),
    *("in_force__label", "in_force__effective_at"),
    *("in_force__readership__required", "in_force__readership__done"),
)


def filtered(
    member: Member, wanted: Mapping[str, str], today: dt.date, *, views: bool = True
) -> DocumentQuerySet:
    """Return the visible documents that the filters of the page leave."""
    documents: DocumentQuerySet = Document.objects.visible_to(member)
    if query := wanted.get("q", "").strip():
        documents = documents.filter(search.matching(query))
    if code := wanted.get("type"):
        documents = documents.filter(document_type__code=code)
    if code := wanted.get("unit"):
        documents = documents.filter(unit__code=code)
    if state := wanted.get("state"):
        documents = documents.filter(_in_state(state))
    if views and (view := wanted.get("view")):
        documents = documents.filter(_views(member, today).get(view, Q()))
    return documents


def _open(state: str) -> Q:
    return Q(pk__in=Revision.objects.filter(state=state).values("document"))


def _in_state(state: str) -> Q:
    active = Q(state=Document.State.ACTIVE)
    if state == Revision.State.EFFECTIVE:
        return active & Q(in_force__isnull=False)
    if state in Document.State.values:
        return Q(state=state)
    return active & _open(state)


def _views(member: Member, today: dt.date) -> dict[str, Q]:
    in_force = Q(state=Document.State.ACTIVE, in_force__isnull=False)
    return {
        "mine": Q(owner=member),
        "overdue": in_force & Q(review_due__lt=today),
        "due": in_force & Q(review_due__range=(today, today + dt.timedelta(days=30))),
        "approval": _open(Revision.State.IN_REVIEW),
    }


def counts(member: Member, documents: DocumentQuerySet, today: dt.date) -> dict[str, int]:
    """Return how many documents each saved view holds, in one query."""
    views = _views(member, today)
    return documents.order_by().aggregate(
        all=Count("pk"), **{name: Count("pk", filter=wanted) for name, wanted in views.items()}
    )


def page(documents: DocumentQuerySet, after: str) -> tuple[list[Found], str]:
    """Return a page of documents and the number to go on after ("" on the last page)."""
    if after:
        last = documents.filter(number=after).values("number_key", "pk").first()
        if last is None:
            raise Http404
        key = last["number_key"]
        documents = documents.filter(Q(number_key__gt=key) | Q(number_key=key, pk__gt=last["pk"]))
    in_work = Revision.objects.open().filter(document=OuterRef("pk")).values("state")[:1]
    # The page is cut out first: PostgreSQL would join every hit before it sorts and cuts.
    cut = documents.order_by("number_key", "pk").values("pk")[: PAGE_ROWS + 1]
    shown = Document.objects.filter(pk__in=cut).annotate(open_state=Subquery(in_work))
    found = list(shown.order_by("number_key", "pk").values(*COLUMNS))
    return found[:PAGE_ROWS], found[PAGE_ROWS - 1]["number"] if len(found) > PAGE_ROWS else ""


def rows(found: list[Found], code: str, today: dt.date) -> list[Row]:
    """Prepare the lines of a page; no query."""
    # One pattern per page: reversing a URL per row costs more than the query.
    url = reverse("documents:document", args=[code, "0"]).replace("/0/", "/%s/")
    unit_name = f"unit__{name_in_language()}"
    return [_row(each, each[unit_name], today, url) for each in found]


def _row(found: Found, unit: str, today: dt.date, url: str) -> Row:
    is_active, has_text = found["state"] == Document.State.ACTIVE, bool(found["in_force__label"])
    label = register_label(found["state"], found["open_state"], has_text=has_text)
    review = deadline(found["review_due"] if is_active and has_text else None, today)
    done = found["in_force__readership__done"] or 0
    required = found["in_force__readership__required"] or 0
    effective_at, owner = found["in_force__effective_at"], found["owner__name"]
    return Row(
        number=found["number"],
        url=url % quote(DocumentNumber().to_url(found["number"])),
        title=found["title"],
        version=found["in_force__label"] or "—",
        word=str(label.word),
        tag=f"is-{label.tone} is-quiet" if label.is_quiet else f"is-{label.tone}",
        icon=label.icon,
        void="" if is_active else "is-void",
        unit=unit,
        clauses=found["clauses"] or "—",
        effective=timezone.localdate(effective_at).isoformat() if effective_at else "—",
        review=review.text,
        review_tone=review.tone,
        review_icon=review.icon,
        owner=owner,
        owner_tone=tone_of(owner),
        owner_initial=owner[:1].upper(),
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
