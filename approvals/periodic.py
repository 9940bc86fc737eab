"""What the clock calls for each tenant, in its scope: nothing waits for ever, nobody forgets."""

import datetime as dt
import logging
from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import CharField, F, Min, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from approvals.leaving.holdings import holds_something
from approvals.models import Delegation, Meaning, Message, Package, Round, Step, StepQuerySet
from approvals.models.step import stands_in
from approvals.packages.effect import take_effect
from approvals.reading.absence import due_of, is_away, was_away_since
from approvals.reading.readers import has_acknowledged, refresh_readership
from approvals.rounds.acts import hold, retire_now
from approvals.tasks import issue_revision, put_in_force, tell_readers
from documents.audience import required_readers
from documents.models import Distribution, Document, Rendition, Revision
from tenants.calendar import WorkingDays, working_days
from tenants.errors import Refused
from tenants.models import Member
from tenants.models.group import valid_on
from tenants.notices.ledger import escalate, horizon, remind
from tenants.people.roles import Role
from tenants.scope.queue import after_commit

LAST_WORD: Final = dt.timedelta(days=1)
MOST_PEOPLE: Final = 2_000  # reminded before anybody else is

logger = logging.getLogger(__name__)


def issue_what_waits() -> int:
    """Queue the approved revisions that have no controlled PDF yet; return how many."""
    approved = Revision.objects.filter(state=Revision.State.APPROVED)
    waiting = approved.exclude(renditions__kind=Rendition.Kind.CONTROLLED)
    for revision in waiting:
        after_commit(issue_revision, revision.pk)
    return len(waiting)


def put_due_in_force(today: dt.date) -> int:
    """Activate what is issued and whose day has come, however long ago; return how many.

    One that cannot be put in force is logged and tried again; it holds up no other.
    """
    issued = Revision.objects.filter(renditions__kind=Rendition.Kind.CONTROLLED)
    due = issued.due_to_take_effect(today).select_related("document__document_type")
    return sum(_is_put_in_force(revision, today) for revision in due)


def _is_put_in_force(revision: Revision, today: dt.date) -> bool:
    try:
        with transaction.atomic():
            put_in_force(revision, today)
    except Exception:
        logger.exception("the revision %s cannot be put in force", revision.pk)
        return False
    return True


def put_packages_in_force(today: dt.date) -> int:
    """Put every package in force whose day has come, each all or nothing; return how many."""
    due = Package.objects.due(today).values_list("pk", flat=True)
    return sum(_is_package_put_in_force(pk, today) for pk in list(due))


def _is_package_put_in_force(pk: UUID, today: dt.date) -> bool:
    try:
        return take_effect(pk, today)
    except Exception:
        logger.exception("the change package %s cannot be put in force", pk)
        return False


def spread_what_is_new() -> int:
    """Queue the news of acts that readers have not been told yet; return how many."""
    untold = Round.objects.exclude(news="")
    for round in untold:
        after_commit(tell_readers, round.pk)
    return len(untold)


def retire_what_is_due(today: dt.date) -> int:
    """Carry out approved retirements whose day has come, however long ago; return how many."""
    due = Round.objects.filter(
        purpose=Round.Purpose.RETIRE,
        state=Round.State.PASSED,
        revision__document__in=Document.objects.due_to_retire(today).values("pk"),
    )
    newest = due.order_by("revision__document", "-ended_at").distinct("revision__document")
    return sum(_is_retired(pk, today) for pk in list(newest.values_list("pk", flat=True)))


def _is_retired(pk: UUID, today: dt.date) -> bool:
    try:
        with transaction.atomic():
            round = Round.objects.locked().select_related("revision__document").get(pk=pk)
            hold(round)
            if (
                not Document.objects.due_to_retire(today)
                .filter(pk=round.revision.document_id)
                .exists()
            ):
                return False
            retire_now(round, by=None)
    except Refused:
        return False  # something that goes along is being decided on: the next visit tries again
    except Exception:
        logger.exception("the retirement %s cannot be carried out", pk)
        return False
    return True


def count_all_readers() -> Iterator[int]:
    """Count the readers of what is in force anew, a revision at a time: people join and leave."""
    read = Revision.objects.filter(
        state=Revision.State.EFFECTIVE, distributions__closed_on__isnull=True
    )
    with_readers = read.filter(distributions__isnull=False).distinct().values_list("pk", flat=True)
    for pk in list(with_readers):
        refresh_readership(_to_read(pk))
        yield 1


def _to_read(pk: UUID) -> Revision:
    """Return a revision without its text."""
    revisions = Revision.objects.select_related("document__folder").defer("markdown", "manifest")
    revision: Revision = revisions.get(pk=pk)
    return revision


def remind_of_approvals(today: dt.date) -> Iterator[int]:
    """Write down whom to remind of a step: its holder, deputies, later the controllers.

    Of a step that only views nobody else is told: it holds nothing up. Of a change package each is
    reminded once, by the first of their steps in it.
    """
    steps: StepQuerySet = Step.objects.all().open()
    alone, days = steps.filter(round__package=None), working_days()
    to_view = alone.filter(meaning=Meaning.SEEN)
    yield from _remind("viewing_due", _owed(to_view), today, days)
    for kind, to_sign in (
        ("approval_due", alone.exclude(meaning=Meaning.SEEN)),
        ("package_due", steps.first_in_package()),
    ):
        owed = _owed(to_sign)
        yield from _remind(kind, owed, today, days)
        yield from escalate(kind, owed, today)


def _owed(steps: StepQuerySet) -> QuerySet[Any]:
    return steps.values(
        recipient=F("member"),
        subject=Concat(Value("step:"), Cast("pk", CharField())),
        due=F("due_on"),
    )


def remind_of_questions(today: dt.date) -> Iterator[int]:
    """Write down whom to remind of a question that waits for their answer."""
    owed = Message.objects.unanswered().values(
        recipient=F("to"),
        subject=Concat(Value("message:"), Cast("pk", CharField())),
        due=F("due_on"),
    )
    yield from remind("question_due", owed.filter(valid_on(today, "to__")), today)


def _remind(kind: str, owed: QuerySet[Any], today: dt.date, days: WorkingDays) -> Iterator[int]:
    """Remind the holders of steps, and who stands in for them."""
    yield from remind(kind, owed.filter(valid_on(today, "member__")), today, days=days)
    running = Delegation.objects.running(today)
    for deputy in Member.objects.filter(pk__in=running.values("deputy")):
        in_place = owed.filter(stands_in(deputy, today))
        yield from remind(kind, in_place, today, instead=deputy, days=days)


def remind_of_delegations(today: dt.date) -> Iterator[int]:
    """Tell both people the day before that nobody stands in any more after it."""
    ending = Delegation.objects.running(today).filter(valid_until__lte=today + LAST_WORD)
    for person in ("delegator", "deputy"):
        owed = ending.values(
            recipient=F(person),
            subject=Concat(Value("delegation:"), Cast("pk", CharField())),
            due=F("valid_until"),
        )
        yield from remind("delegation_ending", owed, today)


def warn_of_leaving(today: dt.date) -> Iterator[int]:
    """Tell the controllers whose membership ends, or has ended, with work that waits for them."""
    until = horizon(today)
    ending = Member.objects.filter(holds_something(), valid_until__lte=until)
    owed = ending.values(
        recipient=F("pk"),
        subject=Concat(Value("member:"), Cast("pk", CharField())),
        due=F("valid_until"),
    )
    for controller in Member.objects.active(today).with_role(Role.CONTROLLER):
        yield from remind("membership_ending", owed, today, instead=controller)


def remind_of_acknowledgements(today: dt.date) -> Iterator[int]:
    """Write down whom to remind of a revision they have yet to acknowledge, in parts.

    What everybody has to read is gone through for some people, then for the next: the reminders of
    a reader then are written to the same pages, however many there are.
    """
    open_to = Distribution.objects.filter(
        closed_on=None,
        due_on__lte=horizon(today),
        revision__document__state=Document.State.ACTIVE,
    )
    revisions = open_to.values_list("revision", flat=True).distinct()
    for_everybody = set(revisions.filter(scope=Distribution.Scope.EVERYBODY))
    days = working_days()
    for pk in set(revisions) - for_everybody:
        yield from _remind_of_reading(open_to, pk, Q(), today, days)
    for people in _in_turn():
        for pk in for_everybody:
            yield from _remind_of_reading(open_to, pk, people, today, days)


def _in_turn() -> Iterator[Q]:
    """Say of a member that they belong to the first few people, then to the next few …"""
    last: UUID | None = UUID(int=0)
    while last is not None:
        rest = Q(pk__gt=last)
        pks = Member.objects.filter(rest).order_by("pk").values_list("pk", flat=True)
        last = pks[MOST_PEOPLE - 1 : MOST_PEOPLE].first()
        yield rest & Q(pk__lte=last) if last else rest


def _remind_of_reading(
    open_to: QuerySet[Distribution], pk: UUID, people: Q, today: dt.date, days: WorkingDays
) -> Iterator[int]:
    given = open_to.filter(revision=pk)
    published, due = given.aggregate(published=Min("published_on"), due=Min("due_on")).values()
    if due is None:
        return  # closed since the first part
    revision = _to_read(pk)
    owed = required_readers(revision, today).filter(people).exclude(has_acknowledged(revision))
    was_away = was_away_since(published)
    back = owed.filter(was_away).exclude(is_away(today))
    for readers, by in ((owed.exclude(was_away), Value(due)), (back, due_of(published, due))):
        rows = readers.values(recipient=F("pk"), subject=Value(f"revision:{pk}"), due=by)
        yield from remind("acknowledgement_due", rows, today, days=days)
