"""What has happened to a document since its text was last looked at: what a verdict rests on.

Each fact comes from a source. A higher app adds its own (findings of audits, say) in
`AppConfig.ready` by `provide("findings", label, look)`; nothing here knows of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise

from approvals.models import Review
from documents.models import Document
from tenants.models import Member, Tenant
from tenants.scope import current_tenant_id

type Look = Callable[[Document, dt.datetime, Member], Iterator["Fact"]]

MOST_NOTES: Final = 20

_sources: dict[str, tuple[str | Promise, Look]] = {}


@dataclass(frozen=True)
class Fact:
    """How many of something there were, which, and whether that speaks for a change."""

    count: int
    of: int | None = None
    notes: list[str] = field(default_factory=list)
    url: str = ""
    speaks: bool = False  # for looking closely
    kind: str = ""  # of the source that found it


@dataclass(frozen=True)
class Evidence:
    """All that was found, since when."""

    since: dt.datetime
    facts: list[Fact]

    @classmethod
    def of(cls, document: Document, reader: Member, but: Review | None = None) -> Evidence:
        """Look at all the reader may know, since the last review or since it is in force.

        `but` is a review that is being corrected: it counts as not done.
        """
        since = since_when(document, but)
        facts = [
            Fact(**asdict(fact) | {"kind": kind, "notes": fact.notes[:MOST_NOTES]})
            for kind, (_label, look) in _sources.items()
            for fact in look(document, since, reader)
        ]
        return cls(since, facts)

    @classmethod
    def kept(cls, review: Review) -> Evidence | None:
        """Return what the verdict was based on, as it was frozen with it."""
        return cls.from_json(review.evidence) if review.evidence else None

    @classmethod
    def from_json(cls, frozen: dict[str, Any]) -> Evidence:
        """Return what was written down, in a manifest or with a review."""
        since = dt.datetime.fromisoformat(frozen["since"])
        return cls(since, [Fact(**fact) for fact in frozen["facts"]])

    def to_json(self) -> dict[str, Any]:
        """Return it as it is signed and kept."""
        return {"since": self.since.isoformat(), "facts": [asdict(fact) for fact in self.facts]}

    def lines(self) -> list[tuple[str | Promise, Fact]]:
        """Return each fact with what it is called; of a source that is gone, by its bare name."""
        return [(_sources.get(fact.kind, (fact.kind, None))[0], fact) for fact in self.facts]


def provide(kind: str, label: str | Promise, look: Look) -> None:
    """Let `look(document, since, reader)` tell what it knows; called from `AppConfig.ready`."""
    _sources[kind] = (label, look)


def since_when(document: Document, but: Review | None = None) -> dt.datetime:
    """Return when its text was last looked at: by a review that stands, or as it came in force."""
    in_force = document.in_force
    assert in_force is not None  # noqa: S101 - only what is in force is reviewed
    earlier = Review.objects.standing().filter(document=document)
    last = earlier.exclude(pk=but.pk).first() if but else earlier.first()
    days = [in_force.effective_at or in_force.created_at, last.done_at if last else None]
    looked: dt.datetime = max(day for day in days if day is not None)
    return looked


def page_of(view: str, document: Document, *more: object) -> str:
    """Return the address of a page of the document."""
    code = Tenant.objects.get(pk=current_tenant_id()).slug
    return reverse(view, args=[code, document.number, *more])
