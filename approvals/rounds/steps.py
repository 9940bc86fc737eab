"""The steps of a revision's rounds, each read with what its page or its decision needs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from approvals.models import Message, Round, Signature, Step
from approvals.models.step import StepQuerySet, decides_in, taken_by
from documents.models import Revision
from tenants.models import Member
from tenants.scope import written_once


def steps_of(
    revision: Revision, reader: Member | None = None, *, acts: bool | None = None
) -> list[Step]:
    """Return every step of the revision's rounds, the newest round first; one statement.

    With `acts` only of those that decide what becomes of the document, or only of its issue.

    Each says whether the reader may decide it in another's place.
    """
    day, who = timezone.localdate(), reader.pk if reader else None
    tenant = decides_in(reader) if reader else None
    return _known(_steps(revision.pk, day, acts, who, tenant), revision, reader)


@written_once
def _steps(
    revision: UUID,
    day: dt.date,
    acts: bool | None,  # noqa: FBT001 (positional, since values have places in the statement)
    reader: UUID | None,
    tenant: UUID | None,  # in which the reader may decide
) -> StepQuerySet:
    steps = Step.objects.filter(round__revision=revision)
    if acts is not None:
        is_issue = Q(round__purpose=Round.Purpose.ISSUE)
        is_review = Q(round__purpose=Round.Purpose.REVIEW)
        steps = steps.filter(~(is_issue | is_review) if acts else is_issue)
    steps = steps.order_by("-round__number", "stage", "id")
    confirmed = Signature.objects.filter(step=OuterRef("pk")).values("method")[:1]
    steps = steps.annotate(confirmed_by=Subquery(confirmed), **_names_signed())
    people = ("member", "deputy", "given_by", "round__started_by", "round__ended_by")
    steps = steps.select_related(*people).with_deputies(day).with_urges(day)
    if reader is None:
        return steps
    asked = Message.objects.unanswered().filter(to=reader, round=OuterRef("round"))
    return steps.annotate(by_reader=taken_by(tenant, reader, day), asks_reader=Exists(asked))


def own_steps_of(revision: Revision, reader: Member) -> list[Step]:
    """Return those the reader has, had, or may decide for another: enough to decide, not to show.

    What the page says beside them is not asked for. The reader is one who may decide.
    """
    steps = _own_steps(revision.pk, reader.tenant_id, reader.pk, timezone.localdate())
    return _known(steps, revision, reader)


@written_once
def _own_steps(revision: UUID, tenant: UUID, reader: UUID, day: dt.date) -> QuerySet[Step]:
    taken = taken_by(tenant, reader, day)
    steps = Step.objects.annotate(by_reader=taken).select_related("member", "round")
    mine = Q(member=reader) | Q(deputy=reader) | Q(by_reader=True)
    return steps.filter(mine, round__revision=revision)


def own_open_step(reader: Member, number: str, n: int, step: UUID) -> Step | None:
    """Return this step with all it takes to decide it, if it waits for this very person.

    Whoever is asked sees what it is about, however restricted that is: nobody is asked who takes
    no part (`documents.models.sight`).
    """
    for found in _own_open_step(reader.pk, number, n, step):
        return _known([found], found.round.revision, reader)[0]
    return None


@written_once
def _own_open_step(reader: UUID, number: str, n: int, step: UUID) -> QuerySet[Step]:
    steps = Step.objects.open().filter(pk=step, member=reader, round__revision__n=n)
    about = "round__revision__document__document_type"
    unread = ("round__revision__markdown", "round__revision__manifest")
    whole = steps.select_related("member", about).defer(*unread)
    return whole.filter(round__revision__document__number=number)


def _known(steps: Iterable[Step], revision: Revision, reader: Member | None) -> list[Step]:
    """Read steps; those of a round have one and the same, about this very revision."""
    found = list(steps)
    rounds = {step.round_id: step.round for step in found}
    for step in found:
        step.round = rounds[step.round_id]
        step.round.revision = revision
        step.reader = reader
    return found


def _names_signed() -> dict[str, Subquery]:
    """Return the names that stand in the signatures: people may be called otherwise by now."""
    own = Signature.objects.filter(step=OuterRef("pk"))
    prepared = Signature.objects.filter(step=None, round=OuterRef("round"))
    return {
        "signed_as": Subquery(own.values("name")[:1]),
        "signed_for": Subquery(own.values("for_name")[:1]),
        "prepared_as": Subquery(prepared.values("name")[:1]),
    }
