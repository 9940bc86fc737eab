"""The lines of the register as plain strings, and how many documents a view holds."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TypedDict
from urllib.parse import quote
from uuid import UUID

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from documents.labels import register_label, review_deadline, tone_of
from documents.models import Document, DocumentQuerySet
from documents.register.converters import DocumentNumber
from documents.register.paging import Found
from documents.text.snippets import marked
from tenants.models.unit import name_in_language


class Row(TypedDict):
    """A line of the register: plain words, flat, since a template asks a dictionary first."""

    number: str
    number_shown: str  # with what was looked for marked, as the title is then
    url: str
    title: str
    version: str
    word: str
    tag: str
    icon: str
    void: str
    type: str
    unit: str
    clauses: str
    effective: str
    expiry: str
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
    folder: str
    passages: str


def counts(documents: DocumentQuerySet, views: Mapping[str, Q]) -> dict[str, int]:
    """Return how many of these documents each view holds, in one statement."""
    return documents.order_by().aggregate(
        all=Count("pk"), **{name: Count("pk", filter=wanted) for name, wanted in views.items()}
    )


def rows(
    found: Sequence[Found],
    code: str,
    today: dt.date,
    *,
    query: str = "",
    passages: Mapping[UUID, SafeString] | None = None,
) -> list[Row]:
    """Prepare the lines of a page; no query."""
    # One pattern per page: reversing a URL per row costs more than the query.
    url = reverse("documents:document", args=[code, "0"]).replace("/0/", "/%s/")
    name = name_in_language()
    lines = [_row(each, name, today, url) for each in found]
    if query:
        for line, each in zip(lines, found, strict=True):
            line["number_shown"] = marked(each["number"], query)
            line["title"] = marked(each["title"], query)
            line["passages"] = (passages or {}).get(each["pk"], "")
    return lines


def _row(found: Found, name: str, today: dt.date, url: str) -> Row:
    is_active, has_text = found["state"] == Document.State.ACTIVE, bool(found["in_force__label"])
    label = register_label(found["state"], found["open_state"], has_text=has_text)
    review = review_deadline(found["review_due"] if is_active and has_text else None, today)
    done = found.get("in_force__readership__done") or 0
    required = found.get("in_force__readership__required") or 0
    effective_at, owner = found["in_force__effective_at"], found.get("owner__name", "")
    expiry = found.get("valid_until")
    return Row(
        number=found["number"],
        number_shown=found["number"],
        url=url % quote(DocumentNumber().to_url(found["number"])),
        title=found["title"],
        version=found["in_force__label"] or "—",
        word=str(label.word),
        tag=f"is-{label.tone} is-quiet" if label.is_quiet else f"is-{label.tone}",
        icon=label.icon,
        void="" if is_active else "is-void",
        type=found.get("document_type__code", ""),
        unit=found.get(f"unit__{name}", ""),
        clauses=found["clauses"] or "—",
        effective=timezone.localdate(effective_at).isoformat() if effective_at else "—",
        expiry=expiry.isoformat() if expiry else "—",
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
        folder=found.get(f"folder__{name}", ""),
        passages="",
    )


def _reading_tone(done: int, required: int) -> str:
    """Say how far reading is: green when done, amber below 80 %."""
    if done >= required:
        return "ok"
    return "warn" if done * 100 < required * 80 else "info"
