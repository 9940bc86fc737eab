"""Write down what a management review decides, and say what became of it."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from oversight.models import ManagementReview, ReviewAction
from tenants import audit as trail
from tenants.errors import IllegalMove, Refused
from tenants.models import Member


@transaction.atomic
def decide(
    review: ManagementReview, facts: dict[str, Any], *, by: Member, key: UUID | None = None
) -> ReviewAction:
    """Add a decision of a review that was held: what, who, by when."""
    review = ManagementReview.objects.locked().get(pk=review.pk)
    if made := key and ReviewAction.objects.one_or_none(key=key, review=review):
        return made
    _check_unsigned(review)
    if review.held_on is not None and facts["due_on"] < review.held_on:
        raise Refused(_("It is due on the day of the review or later."))
    last = review.actions.aggregate(n=Max("n"))["n"] or 0
    action = ReviewAction.objects.create(review=review, n=last + 1, key=key, **facts)
    _record("review_action.decided", action, by=by, due_on=action.due_on, name=action.owner.name)
    return action


@transaction.atomic
def take_back_decision(action: ReviewAction, *, by: Member) -> None:
    """Take away a decision that was written down wrongly, before the review is signed."""
    _check_unsigned(ManagementReview.objects.locked().get(pk=action.review_id))
    action = _locked(action)
    if action.done_on is not None:
        raise IllegalMove(_("It is done already: it stays."))
    _record("review_action.taken_back", action, by=by, name=action.owner.name)
    action.delete()


@transaction.atomic
def finish_action(action: ReviewAction, *, words: str, by: Member) -> None:
    """Say that what was decided is done, and how."""
    if not words.strip():
        raise Refused(_("Say what was done."))
    action = _locked(action)
    today = by.tenant.today()
    facts = {"done_on": today, "done_words": words.strip(), "done_by": by}
    if not ReviewAction.objects.open().filter(pk=action.pk).update(**facts):
        raise IllegalMove(_("It is done already."))
    _record("review_action.done", action, by=by, on_day=today, note=words.strip())


@transaction.atomic
def hand_action_on(
    action: ReviewAction, *, owner: Member, due_on: dt.date, why: str, by: Member
) -> None:
    """Give an open action to somebody else, or more time, for a reason; what was signed stays."""
    if not why.strip():
        raise Refused(_("Say why: the leader has decided it otherwise."))
    _give(_locked(action), owner, due_on, by, reason=why.strip())


@transaction.atomic
def hand_action_over(action: ReviewAction, leaver: Member, to: Member, *, by: Member) -> None:
    """Let somebody else have what a person who leaves was to do; the day stays."""
    action = _locked(action)
    _give(action, to, action.due_on, by, leaver=leaver.name)


def _give(action: ReviewAction, owner: Member, due_on: dt.date, by: Member, **why: str) -> None:
    if action.done_on is not None:
        raise IllegalMove(_("It is done already: it stays."))
    if due_on < action.due_on and due_on < by.tenant.today():
        raise Refused(_("Choose a day that is still to come."))
    changes = {
        "owner": [action.owner.name, owner.name],
        "due_on": [action.due_on.isoformat(), due_on.isoformat()],
    }
    changed = {name: both for name, both in changes.items() if both[0] != both[1]}
    if not changed:
        raise Refused(_("Nothing would change: choose another owner or day."))
    action.owner, action.due_on = owner, due_on
    action.save(update_fields=["owner", "due_on"])
    _record("review_action.handed_on", action, by=by, changes=changed, **why)


def _check_unsigned(review: ManagementReview) -> None:
    if review.state != ManagementReview.State.HELD:
        raise IllegalMove(
            _("Decisions are written down once the review was held, until it is signed.")
        )


def _locked(action: ReviewAction) -> ReviewAction:
    found = ReviewAction.objects.locked().select_related("owner").one_or_none(pk=action.pk)
    if found is None:
        raise IllegalMove(_("It has been taken back meanwhile."))
    held: ReviewAction = found
    return held


def _record(event: str, action: ReviewAction, *, by: Member, **facts: Any) -> None:
    trail.record(event, action, by=by, what=action.words, n=action.n, **facts)
