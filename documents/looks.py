"""A revision page by page, as it looks: which PDF that is, and the pictures of its pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from documents.aside.process import Unfit
from documents.converting.converted import Converted
from documents.models import Rendition, Revision, StoredFile
from documents.pdf.page_images import SIZES, page_sizes

AT_ONCE: Final = 40  # pages on one screen page


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as a picture: its place, and where its two sizes are."""

    n: int
    width: int
    height: int
    phone: str
    desk: str


@dataclass(frozen=True, slots=True)
class Pages:
    """Some of the pages of a revision; none when they cannot be drawn."""

    count: int
    images: list[PageImage]
    earlier: int | None = None
    later: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """How a revision is read: as text, or page by page; which of both there is."""

    has_look: bool
    pages: Pages | None = None  # None: as text


def look_of(revision: Revision) -> StoredFile | None:
    """Return the PDF that shows the revision: as it was issued, else as it is put to approval.

    Of a draft it is the file as it looks: what an earlier round has left behind is not it.
    """
    if revision.state == Revision.State.DRAFT:
        return Converted.of(revision).look_file()
    made = revision.renditions.select_related("file")
    by_kind = {rendition.kind: rendition.file for rendition in made}
    found: StoredFile | None = by_kind.get(Rendition.Kind.CONTROLLED)
    return found or by_kind.get(Rendition.Kind.BODY)


def reading_of(revision: Revision, wanted: Mapping[str, str], *, code: str) -> Reading:
    """Return how the address wants to read it: ?look=pages&from=41."""
    if wanted.get("look") != "pages":
        return Reading(has_look=_has_look(revision))
    look = look_of(revision)
    if look is None:
        return Reading(has_look=False)
    first = wanted.get("from", "")
    place = reverse("documents:revision", args=[code, revision.document.number, revision.n])
    pages = _pages(look, int(first) if first.isdecimal() else 1, f"{place}pages")
    return Reading(has_look=True, pages=pages)


def _has_look(revision: Revision) -> bool:
    """Tell whether there are pages, without asking again what a dossier knows."""
    known: bool | None = getattr(revision, "has_pages", None)
    is_draft = revision.state == Revision.State.DRAFT
    return look_of(revision) is not None if known is None or is_draft else known


def _pages(look: StoredFile, first: int, place: str) -> Pages:
    try:
        sizes = page_sizes(look)
    except Unfit:
        return Pages(0, [])
    count = len(sizes)
    first = max(1, min(first, count))
    last = min(first + AT_ONCE - 1, count)
    images = [_image(n, sizes[n - 1], place, look.sha256[:8]) for n in range(first, last + 1)]
    return Pages(
        count,
        images,
        earlier=max(1, first - AT_ONCE) if first > 1 else None,
        later=last + 1 if last < count else None,
    )


def _image(n: int, shape: tuple[float, float], place: str, version: str) -> PageImage:
    """Say where a page is; another file has other addresses, or browsers would show the old."""
    desk, (width, height) = SIZES["desk"], shape
    phone_url, desk_url = (f"{place}/{size}/{n}/?v={version}" for size in ("phone", "desk"))
    return PageImage(n, desk, round(desk * height / width), phone_url, desk_url)
