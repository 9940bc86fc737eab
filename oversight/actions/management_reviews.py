"""Plan management reviews, write what they look at, and hold them on fixed figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import IO, Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.files import kinds
from documents.files.taking import take_in
from oversight.circulation.signed import Signed, route_of
from oversight.city.sides import leaders
from oversight.improvement.inputs import BY_NAME, facts_on
from oversight.improvement.record import manifest, what_is_missing
from oversight.improvement.sight import prepares_reviews
from oversight.models import (
    Circulation,
    ManagementReview,
    ReviewFigures,
    ReviewInput,
    ReviewParticipant,
)
from tenants import audit as trail
from tenants.errors import IllegalMove, Refused
from tenants.models import Member
from tenants.notices import notify
from tenants.people.labels import told_apart

MINUTES: Final = (*kinds.SOURCES, *kinds.PICTURES)
State = ManagementReview.State


@transaction.atomic
def plan_review(
    facts: dict[str, Any],
    people: Sequence[Member | str],
    *,
    by: Member,
    key: UUID | None = None,
) -> ManagementReview:
    """Plan a review for a day, with who is asked to it."""
    by.hold()
    if made := key and ManagementReview.objects.one_or_none(key=key, planned_by=by):
        return made
    review = ManagementReview.objects.create(**facts, planned_by=by, key=key)
    _take_people(review, people)
    _record("management_review.planned", review, by=by, planned_on=review.planned_on)
    return review


@transaction.atomic
def plan_review_anew(
    review: ManagementReview, facts: dict[str, Any], people: Sequence[Member | str], *, by: Member
) -> None:
    """Move a review that is only planned to another day, owner or circle."""
    review = _locked(review)
    if review.state != State.PLANNED:
        raise IllegalMove(_("It is no longer only planned: what was held stays as it was."))
    changes = {
        name: [str(getattr(review, name)), str(value)]
        for name, value in facts.items()
        if getattr(review, name) != value
    }
    for name, value in facts.items():
        setattr(review, name, value)
    review.save(update_fields=[*facts])
    _take_people(review, people)
    _record("management_review.planned_anew", review, by=by, changes=changes)


@transaction.atomic
def cancel_review(review: ManagementReview, *, why: str, by: Member) -> None:
    """Give up a review that was planned; the reason stays."""
    if not why.strip():
        raise Refused(_("Say why: a cancelled review stays in the list with its reason."))
    review = _locked(review)
    review.move(State.CANCELLED, why_cancelled=why)
    _record("management_review.cancelled", review, by=by, reason=why)


@transaction.atomic
def hand_review_on(review: ManagementReview, *, owner: Member, by: Member) -> None:
    """Let somebody else see to a review, or after the last one to the next."""
    review = _locked(review)
    changes = {"owner": [review.owner.name, owner.name]}
    review.owner = owner
    review.save(update_fields=["owner"])
    _record("management_review.handed_on", review, by=by, changes=changes)


@transaction.atomic
def write_review(
    review: ManagementReview,
    words: Mapping[str, str],
    conclusion: str,
    *,
    by: Member,
    version: int,
) -> None:
    """Keep what people say of each input; `version` is the one that the writer began with."""
    review = _open(review)
    if review.version != version:
        raise Refused(
            _(
                "Someone else wrote into this review meanwhile; nothing of yours is saved. Open it"
                " in another tab, carry yours over there, and save."
            )
        )
    kept = [
        ReviewInput(review=review, name=name, words=text.strip())
        for name, text in words.items()
        if name in BY_NAME
    ]
    there = {each.name: each for each in review.inputs.all()}
    changed = [each for each in kept if each.words != _words_of(there.get(each.name))]
    for each in changed:
        ReviewInput.objects.update_or_create(
            review=review, name=each.name, defaults={"words": each.words}
        )
    review.conclusion = conclusion.strip()
    review.version += 1
    review.save(update_fields=["conclusion", "version"])
    _tell_who_signs(review)
    _record("management_review.written", review, by=by, inputs=[each.name for each in changed])


def _words_of(written: ReviewInput | None) -> str:
    return written.words if written else ""


@transaction.atomic
def hold_review(
    review: ManagementReview, *, on: dt.date, people: Sequence[Member | str], by: Member
) -> None:
    """Say that a review was held and who took part; the figures stay as they are at this moment."""
    review = _locked(review)
    today = by.tenant.today()
    if on > today:
        raise Refused(_("Say it once it was held: the day is not after today."))
    if not people:
        raise Refused(_("Say who took part."))
    facts = facts_on(today)
    review.move(State.HELD, held_on=on)
    ReviewFigures.objects.create(review=review, facts=facts, on=today)
    _take_people(review, people)
    _record("management_review.held", review, by=by, on_day=on, people=told_apart(people))


@transaction.atomic
def take_minutes(review: ManagementReview, file: IO[bytes], name: str, *, by: Member) -> None:
    """Keep the minutes of a review that was held; until it is signed, others may replace them."""
    review = _locked(review)
    if review.state != State.HELD:
        raise IllegalMove(_("Minutes belong to a review that was held and is not signed yet."))
    checked, kept = take_in(file, name, MINUTES)
    review.minutes, review.minutes_name = kept, checked.name
    review.save(update_fields=["minutes", "minutes_name"])
    _tell_who_signs(review)
    _record("management_review.minutes_added", review, by=by, name=checked.name, sha256=kept.sha256)


def _signed(review: ManagementReview, circulation: Circulation, by: Member) -> None:
    review.move(State.SIGNED)
    _record("management_review.signed", review, by=by, manifest=circulation.text_sha256)


def _tell_who_signs(review: ManagementReview) -> None:
    """Tell the leader once that the record of a held review is whole, if nobody sends it round."""
    if review.state != State.HELD or what_is_missing(review) or route_of(review) is not None:
        return
    for leader in Member.objects.filter(pk__in=leaders(timezone.localdate())):
        notify(leader, "management_review_to_sign", subject=review, due_on=review.held_on)


def _take_people(review: ManagementReview, people: Sequence[Member | str]) -> None:
    names = told_apart(people)
    if twice := sorted({name for name in names if names.count(name) > 1}):
        words = _("Named twice: %(names)s. Each person is named once.")
        raise Refused(words, params={"names": "、".join(twice)})
    review.participants.all().delete()
    ReviewParticipant.objects.bulk_create(
        ReviewParticipant(
            review=review,
            member=each if isinstance(each, Member) else None,
            name=name,
            post=each.post_titles() if isinstance(each, Member) else "",
        )
        for each, name in zip(people, names, strict=True)
    )


def _open(review: ManagementReview) -> ManagementReview:
    """Lock a review into which something is to be written."""
    review = _locked(review)
    if not review.is_open():
        raise IllegalMove(_("It is signed or cancelled: nothing is written into it any more."))
    return review


def _locked(review: ManagementReview) -> ManagementReview:
    return ManagementReview.objects.locked().get(pk=review.pk)


def _record(event: str, review: ManagementReview, *, by: Member, **facts: Any) -> None:
    trail.record(event, review, by=by, title=review.title, **facts)


SIGNED: Final = Signed[ManagementReview](
    rests=State.HELD,
    runs=State.SIGNING,
    title=str,
    hold=_locked,
    text=lambda review, _words: manifest(review),
    lacking=lambda review, _words: what_is_missing(review),
    may_send=lambda member, _review: prepares_reviews(member),
    finish=_signed,
)
