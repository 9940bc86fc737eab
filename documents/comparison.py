"""The redline of two revisions as one member looks at it: in which look, with which ticks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, get_args

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from documents import content, pictures
from documents.models import Document, Revision, ViewedChange
from documents.text.blocks import Block
from documents.text.redline import Redline
from documents.text.redline_rows import Addresses, Look, RedlineRow, redline_rows
from tenants.access import Standing
from tenants.http import MemberRequest
from tenants.models import Member
from tenants.people.glass import running

LOOKS: Final[tuple[Look, ...]] = get_args(Look.__value__)
COOKIE: Final = "redline"
YEAR_SECONDS: Final = 365 * 24 * 3600
# Beyond it the list of changes ends; the changes themselves are all on the page.
MOST_LISTED: Final = 500


class Ticks(NamedTuple):
    """How many changes a member has ticked as viewed, of how many."""

    done: int
    of: int

    @property
    def left(self) -> int:
        return self.of - self.done


def ticks_of(member: Member, old: Revision, new: Revision) -> Ticks:
    """Count what this member has ticked of what changed between two revisions."""
    redline = content.compare(old, new)
    ticked = ViewedChange.objects.filter(member=member, old=old, new=new)
    return _counted(redline, frozenset(ticked.values_list("fingerprint", flat=True)))


def _counted(redline: Redline, viewed: frozenset[str]) -> Ticks:
    done = len(viewed.intersection(redline.fingerprints.values()))
    return Ticks(done, len(redline.changes))


@dataclass(frozen=True)
class Comparison:
    """What the page of a redline shows."""

    document: Document
    old: Revision
    new: Revision
    redline: Redline
    rows: Sequence[RedlineRow]
    look: Look
    viewed: frozenset[str]
    may_tick: bool
    # Two kinds of file: only their words were compared.
    words_only: bool

    @classmethod
    def of(
        cls,
        request: MemberRequest,
        document: Document,
        old: Revision,
        new: Revision,
        shown: Sequence[Block] | None = None,
    ) -> Comparison:
        """Compare, in the look this person asks for or asked for last."""
        redline = content.compare(old, new, shown)
        look = look_of(request)
        addresses = addresses_of(request.tenant.slug, document, old, new)
        ticks = ViewedChange.objects.filter(member=request.member, old=old, new=new)
        return cls(
            document=document,
            old=old,
            new=new,
            redline=redline,
            rows=redline_rows(redline, addresses, look),
            look=look,
            viewed=frozenset(ticks.values_list("fingerprint", flat=True))
            if redline.changes
            else frozenset(),
            may_tick=not Standing(request.tenant, request.member).is_read_only()
            and running(request.member) is None,
            words_only=content.compares_words_only(old, new),
        )

    @property
    def looks(self) -> list[tuple[Look, str]]:
        """Return every look with its name."""
        names = {
            "inline": _("Inline"),
            "sides": _("Side by side"),
            "changes": _("Changes only"),
        }
        return [(look, names[look]) for look in LOOKS]

    @cached_property
    def listed(self) -> list[RedlineRow]:
        """Return the changes, each once."""
        return [row for row in self.rows if row.fingerprint][:MOST_LISTED]

    @property
    def done(self) -> int:
        """Return how many of the changes are ticked."""
        return self.ticks.done

    @cached_property
    def ticks(self) -> Ticks:
        """Return how many of the changes are ticked, of how many."""
        return _counted(self.redline, self.viewed)


def addresses_of(code: str, document: Document, old: Revision, new: Revision) -> Addresses:
    """Return where the pictures of both revisions stand."""
    old_at, new_at = (pictures.address(code, document.number, each.n) for each in (old, new))
    return Addresses(old_at, new_at)


def look_of(request: HttpRequest) -> Look:
    """Return the look asked for in the address, or the last one asked for there."""
    for name in (request.GET.get("view"), request.COOKIES.get(COOKIE)):
        for look in LOOKS:
            if look == name:
                return look
    return "inline"


def keep_look(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Remember the look in a cookie when the address names one."""
    if request.GET.get("view") in LOOKS:
        response.set_cookie(
            COOKIE,
            look_of(request),
            max_age=YEAR_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response
