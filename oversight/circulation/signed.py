"""What each kind of thing that is signed says of itself: one way of signing does for all."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from approvals.models import Route
from approvals.models.route import Affair
from oversight.models import Circulation, Finding, ManagementReview, SelfReport
from tenants.models import Member

type Subject = ManagementReview | SelfReport | Finding

MODELS: Final[dict[str, type[Subject]]] = {
    Affair.MANAGEMENT_REVIEW: ManagementReview,
    Affair.SELF_REPORT: SelfReport,
    Affair.MAJOR: Finding,
    Affair.MINOR: Finding,
}


@dataclass(frozen=True, kw_only=True)
class Signed[S: Subject]:
    """What signing asks of a thing; it rests in one state, and is signed in another."""

    rests: Any  # a state of it
    runs: Any
    title: Callable[[S], str]
    hold: Callable[[S], S]  # lock it
    text: Callable[[S, str], str]  # what is signed, with what is said by who sends it
    # What it, or who sends it, still has to say; "" when it is whole.
    lacking: Callable[[S, str], str]
    may_send: Callable[[Member, S], bool]
    finish: Callable[[S, Circulation, Member], Any]  # all have signed it
    # Lock what it hangs on; raises Refused where nothing is signed any more.
    is_time: Callable[[S], Any] = lambda _subject: None
    # Raises Refused to who sends it and has read less than is there by now.
    check_read: Callable[[S, int | None], Any] = lambda _subject, _read: None
    barred: Callable[[S], Collection[UUID]] = lambda _subject: ()  # who never signs it
    unit: Callable[[S], UUID | None] = lambda _subject: None


def subject_of(circulation: Circulation) -> Subject:
    """Return what is on its way."""
    found: Subject = MODELS[circulation.affair].objects.get(pk=circulation.subject)
    return found


def affair_of(subject: Subject) -> Affair:
    """Return by which route it goes; an observation goes none."""
    if isinstance(subject, ManagementReview):
        return Affair.MANAGEMENT_REVIEW
    if isinstance(subject, SelfReport):
        return Affair.SELF_REPORT
    return {Finding.Grade.MAJOR: Affair.MAJOR, Finding.Grade.MINOR: Affair.MINOR}[
        Finding.Grade(subject.grade)
    ]


def route_of(subject: Subject) -> Route | None:
    """Return the route that the tenant set for it; None: it is signed or closed as ever."""
    if isinstance(subject, Finding) and not subject.is_nonconformity():
        return None
    routes = Route.objects.current().filter(change_class=affair_of(subject))
    found: Route | None = routes.filter(stages__isnull=False).distinct().first()
    return found
