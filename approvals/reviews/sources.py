"""What approvals and documents themselves know of what happened since a text was looked at."""

import datetime as dt
from collections.abc import Iterator
from typing import Final

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approvals.models import Acknowledgement, Round
from approvals.reviews.evidence import Fact, Look, page_of
from documents.models import (
    Citation,
    Comment,
    CurrencyCheck,
    Distribution,
    Document,
    Readership,
    ReviewTask,
)
from tenants.models import Member


def _remarks(document: Document, since: dt.datetime, _reader: Member) -> Iterator[Fact]:
    """Count what was remarked on passages of its drafts."""
    made = Comment.objects.filter(revision__document=document, at__gte=since, answers=None)
    yield Fact(made.count(), url=page_of("documents:history", document))


def _acknowledgements(document: Document, _since: dt.datetime, _reader: Member) -> Iterator[Fact]:
    """Count who has acknowledged what is in force, and whether that is late."""
    readership = Readership.objects.one_or_none(revision=document.in_force_id)
    if readership is None:
        return
    today = timezone.localdate()
    put = Distribution.objects.filter(revision=document.in_force_id, closed_on=None)
    is_late = readership.done < readership.required and put.filter(due_on__lt=today).exists()
    url = page_of("approvals:readers", document, document.in_force.n) if document.in_force else ""
    yield Fact(readership.done, readership.required, url=url, speaks=is_late)


def _newly_read(document: Document, since: dt.datetime, _reader: Member) -> Iterator[Fact]:
    """Count who began to work by it."""
    given = Acknowledgement.objects.filter(revision=document.in_force_id, at__gte=since)
    yield Fact(given.count())


def _cited(document: Document, since: dt.datetime, reader: Member) -> Iterator[Fact]:
    """Name the documents it cites whose text has changed, or that no longer hold."""
    named = Citation.objects.filter(revision=document.in_force_id).exclude(document=None)
    cited = Document.objects.visible_to(reader).filter(pk__in=named.values("document"))
    changed = cited.filter(
        Q(in_force__effective_at__gte=since) | ~Q(state=Document.State.ACTIVE)
    ).select_related("in_force")
    notes = [_in_words(each) for each in changed.order_by("number_key")]
    url = page_of("documents:links", document)
    yield Fact(len(notes), notes=notes, url=url, speaks=bool(notes))


def _forms(document: Document, since: dt.datetime, reader: Member) -> Iterator[Fact]:
    """Name what belongs to it and has been revised, or ended."""
    children = Document.objects.visible_to(reader).filter(parent=document)
    changed = children.filter(
        Q(in_force__effective_at__gte=since) | ~Q(state=Document.State.ACTIVE)
    ).select_related("in_force")
    notes = [_in_words(each) for each in changed.order_by("number_key")]
    yield Fact(len(notes), notes=notes, url=page_of("documents:links", document))


def _currency(document: Document, since: dt.datetime, reader: Member) -> Iterator[Fact]:
    """Name checks that found an external document it cites no longer current."""
    named = Citation.objects.filter(revision=document.in_force_id).exclude(document=None)
    checks = CurrencyCheck.objects.filter(
        document__in=Document.objects.visible_to(reader).filter(pk__in=named.values("document")),
        at__gte=since,
    ).exclude(result=CurrencyCheck.Result.CURRENT)
    notes = [
        f"{check.document.number} · {check.on.isoformat()} · {check.looked_at}"
        for check in checks.select_related("document").order_by("at")
    ]
    waiting = ReviewTask.objects.filter(document=document, settled_at=None).exists()
    url = page_of("documents:links", document)
    yield Fact(len(notes), notes=notes, url=url, speaks=waiting or bool(notes))


def _refused(document: Document, since: dt.datetime, _reader: Member) -> Iterator[Fact]:
    """Name changes that were tried and came to nothing, with the reasons given."""
    noes = (Round.State.RETURNED, Round.State.REJECTED)
    rounds = Round.objects.filter(
        revision__document=document,
        purpose=Round.Purpose.ISSUE,
        state__in=noes,
        ended_at__gte=since,
    ).select_related("revision")
    notes = [f"{round.revision.label}: {round.comment}"[:200] for round in rounds]
    yield Fact(len(notes), notes=notes, url=page_of("documents:history", document))


def _stopped(document: Document, since: dt.datetime, _reader: Member) -> Iterator[Fact]:
    """Count how often it was taken out of force at once."""
    rounds = Round.objects.filter(
        revision__document=document, purpose=Round.Purpose.WITHDRAW, started_at__gte=since
    )
    notes = [str(round.request().get("reason", ""))[:200] for round in rounds]
    yield Fact(len(notes), notes=notes, speaks=bool(notes))


def _in_work(document: Document, _since: dt.datetime, _reader: Member) -> Iterator[Fact]:
    """Name the revision that is being drafted or decided."""
    for revision in document.revisions.open():
        yield Fact(1, notes=[revision.label], url=page_of("documents:history", document))


def _in_words(document: Document) -> str:
    label = document.in_force.label if document.in_force else ""
    if document.state != Document.State.ACTIVE:
        return f"{document.number} · {Document.State(document.state).label}"
    return f"{document.number} {label}"


SOURCES: Final[tuple[tuple[str, str | Promise, Look], ...]] = (
    ("cited", _("Cited documents that changed"), _cited),
    ("currency", _("External documents found no longer current"), _currency),
    ("acknowledgements", _("Acknowledged"), _acknowledgements),
    ("newly_read", _("Acknowledged in this time"), _newly_read),
    ("remarks", _("Remarks on drafts"), _remarks),
    ("refused", _("Changes that were returned or rejected"), _refused),
    ("forms", _("Forms that were revised or ended"), _forms),
    ("stopped", _("Taken out of force at once"), _stopped),
    ("in_work", _("Revision in work"), _in_work),
)
