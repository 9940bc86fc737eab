"""Hand out paper copies, have them signed for, take them back; each act is in the trail.

The document is locked first: its issue numbers run on without a gap, whoever asks at the same time.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Final, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.models import Document, PaperCopy, Rendition, Revision
from documents.models.paper_copy import ENDS
from tenants import audit
from tenants.errors import Refused
from tenants.models import Member, Unit
from tenants.notices import notify
from tenants.people.roles import Role

MOST_AT_ONCE: Final = 100  # sheets that somebody carries round
MOST_PRINTED: Final = 50

State = PaperCopy.State


class Receiver(NamedTuple):
    """Who gets copies, or where they hang, and how many."""

    unit: Unit
    member: Member | None
    place: str
    copies: int = 1


@transaction.atomic
def issue_copies(
    revision: Revision, receivers: Sequence[Receiver], *, key: UUID, by: Member
) -> list[PaperCopy]:
    """Give copies of a revision their numbers and receivers; the same request twice is once."""
    document = _held(revision.document_id, by)
    if done := list(PaperCopy.objects.filter(document=document, key=key).order_by("number")):
        return done
    _check_printable(document, revision)
    if not 1 <= sum(each.copies for each in receivers) <= MOST_AT_ONCE:
        raise Refused(_("Issue from 1 to %(n)d copies at once.") % {"n": MOST_AT_ONCE})
    _check_receivers(document, receivers)
    wanted = [each for each in receivers for _copy in range(each.copies)]
    return _issue(document, revision, [(each, None) for each in wanted], key=key, by=by)


@transaction.atomic
def note_printing(document: Document, numbers: Collection[int], *, by: Member) -> list[PaperCopy]:
    """Record that copies are printed with their numbers; refused once somebody has signed."""
    held = _held(document.pk, by)
    copies = list(PaperCopy.objects.named().filter(document=held, number__in=numbers))
    copies.sort(key=lambda copy: copy.number)
    if not copies or any(copy.state != State.ISSUED or copy.recall_since for copy in copies):
        raise Refused(
            _("Only copies that nobody has signed for are printed; a damaged one is exchanged.")
        )
    if len({copy.revision_id for copy in copies}) > 1 or len(copies) > MOST_PRINTED:
        raise Refused(
            _("Print the copies of one revision at a time, and not more than %(n)d.")
            % {"n": MOST_PRINTED}
        )
    _record("copies.printed", copies, by=by)
    return copies


@transaction.atomic
def sign_for_copy(
    copy: PaperCopy, *, name: str = "", on: dt.date | None = None, by: Member
) -> None:
    """Write down who took a copy and when: themselves, or a controller from the signed sheet.

    Nothing is handed out before its day, nor what holds no more.
    """
    held = _copy(copy)
    is_own = held.member_id == by.pk
    if not is_own and not by.can("documents.control"):
        raise Refused(
            _("Whoever receives a copy signs for it, or a document controller records it.")
        )
    name, today = name.strip(), timezone.localdate()
    day = on or today
    if not is_own and not name:
        raise Refused(_("Say who signed."))
    if not held.holds():
        raise Refused(_("Copies are handed out from the day they take effect, and as they hold."))
    if not timezone.localdate(held.issued_at) <= day <= today:
        raise Refused(_("It was signed for between the day it was issued and today."))
    facts = {"received_by": name or by.name, "received_on": day, "recorded_by": by}
    held.move(State.RECEIVED, **facts)
    _record("copies.received", [held], by=by, received_by=held.received_by, on=day)


@transaction.atomic
def take_back(copies: Iterable[PaperCopy], outcome: str, *, by: Member) -> list[PaperCopy]:
    """Say what became of copies: taken back, destroyed, or kept and stamped as void."""
    found = _of_one_document(copies, by)
    _settle(found, _end(outcome), by)
    return found


@transaction.atomic
def exchange_copies(
    copies: Iterable[PaperCopy], outcome: str, *, key: UUID, by: Member
) -> list[PaperCopy]:
    """Take copies back and issue those of the revision in force to the same receivers, at once."""
    old = _of_one_document(copies, by)
    document = old[0].document
    revision = document.in_force
    if not all(copy.is_out() for copy in old):
        raise Refused(_("One of these copies is settled already. Look at the list again."))
    if revision is None or not all(copy.is_to_recall() for copy in old):
        raise Refused(_("Exchange copies of an earlier revision; damaged ones one by one."))
    _check_printable(document, revision)
    receivers = [Receiver(copy.unit, copy.member, copy.place) for copy in old]
    _check_receivers(document, receivers)
    _settle(old, _end(outcome), by)
    return _issue(document, revision, list(zip(receivers, old, strict=True)), key=key, by=by)


@transaction.atomic
def report_lost(copy: PaperCopy, *, reason: str, by: Member) -> PaperCopy | None:
    """Void the number of a lost copy; what still holds is issued anew, with a number of its own."""
    held = _copy(copy)
    _check_controls(by)
    _check_reason(reason)
    held.move(State.LOST, settled_on=timezone.localdate(), settled_by=by)
    _announce(held, by)
    _record("copies.lost", [held], by=by, reason=reason)
    if held.recall_since is not None:
        return None
    receiver = Receiver(held.unit, held.member, held.place)
    made = _issue(held.document, held.revision, [(receiver, held)], key=held.pk, by=by)
    return made[0]


@transaction.atomic
def exchange_damaged(copy: PaperCopy, *, seen: int, reason: str, by: Member) -> None:
    """Destroy a damaged copy and print it anew with the same number, to be signed for again."""
    held = _copy(copy)
    _check_controls(by)
    _check_reason(reason)
    if held.reprints != seen or held.recall_since is not None:
        raise Refused(_("Someone else changed this copy first. Look at it again."))
    nobody = {"received_by": "", "received_on": None, "recorded_by": None}
    held.move(State.ISSUED, reprints=held.reprints + 1, **nobody)
    _record("copies.damaged", [held], by=by, reason=reason)


@transaction.atomic
def pass_copy_on(copy: PaperCopy, *, to: Member, by: Member) -> None:
    """Let somebody else answer for a copy: they sign for it as the one before did.

    Who may give it is asked by who lets the one before leave.
    """
    held = _copy(copy)
    if held.recall_since is None:
        _check_receivers(held.document, [Receiver(held.unit, to, held.place)])
    nobody = {"received_by": "", "received_on": None, "recorded_by": None}
    held.move(State.ISSUED, member=to, **nobody)
    _record("copies.passed_on", [held], by=by)


def _held(document: UUID, by: Member) -> Document:
    _check_controls(by)
    rows = Document.objects.locked().select_related("in_force")
    held: Document = rows.get(pk=document)
    return held


def _copy(copy: PaperCopy) -> PaperCopy:
    """Return the copy as it is now, its document locked."""
    Document.objects.locked().get(pk=copy.document_id)
    return PaperCopy.objects.named().get(pk=copy.pk)


def _of_one_document(copies: Iterable[PaperCopy], by: Member) -> list[PaperCopy]:
    chosen = list(copies)
    if len({copy.document_id for copy in chosen}) != 1:
        raise Refused(_("Choose which copies."))
    document = _held(chosen[0].document_id, by)
    found = list(PaperCopy.objects.named().filter(pk__in=[copy.pk for copy in chosen]))
    for copy in found:
        copy.document = document
    return sorted(found, key=lambda copy: copy.number)


def _issue(
    document: Document,
    revision: Revision,
    wanted: Sequence[tuple[Receiver, PaperCopy | None]],
    *,
    key: UUID,
    by: Member,
) -> list[PaperCopy]:
    """Number copies on from the last one of the document, which is locked."""
    last = PaperCopy.objects.filter(document=document).aggregate(last=Max("number"))["last"] or 0
    copies = [
        PaperCopy(
            document=document,
            revision=revision,
            number=number,
            unit=receiver.unit,
            member=receiver.member,
            place=receiver.place,
            issued_by=by,
            key=key,
            replaces=old,
        )
        for number, (receiver, old) in enumerate(wanted, start=last + 1)
    ]
    PaperCopy.objects.bulk_create(copies)
    _record("copies.issued", copies, by=by)
    return copies


def _settle(copies: Sequence[PaperCopy], outcome: PaperCopy.State, by: Member) -> None:
    for copy in copies:
        copy.move(outcome, settled_on=timezone.localdate(), settled_by=by)
    _record("copies.settled", copies, by=by, outcome=str(outcome.label))


def _announce(lost: PaperCopy, by: Member) -> None:
    """Tell the owner and the other controllers that a number is void."""
    controllers = Member.objects.active().with_role(Role.CONTROLLER)
    for person in {*controllers, lost.document.owner} - {by}:
        notify(person, "copy_lost", subject=lost, by=by.name)


def _end(outcome: str) -> PaperCopy.State:
    if outcome not in ENDS:
        raise Refused(_("Say what became of the copies."))
    return State(outcome)


def _check_printable(document: Document, revision: Revision) -> None:
    states = (Revision.State.APPROVED, Revision.State.EFFECTIVE)
    state = Revision.objects.filter(pk=revision.pk).values_list("state", flat=True).get()
    made = Rendition.objects.filter(revision=revision, kind=Rendition.Kind.CONTROLLED)
    if document.state != Document.State.ACTIVE or state not in states:
        raise Refused(_("Copies are made of what is in force, or approved and waits for its day."))
    if not made.exists():
        raise Refused(_("There is no controlled PDF of this revision from which to print."))


def _check_receivers(document: Document, receivers: Sequence[Receiver]) -> None:
    """Paper tells what the screen would not: nobody is handed what they may not see."""
    for person in {each.member for each in receivers if each.member is not None}:
        if not person.is_active():
            raise Refused(_("%(name)s is no longer here.") % {"name": person.name})
        if not Document.objects.visible_to(person).filter(pk=document.pk).exists():
            raise Refused(_("%(name)s may not see this document.") % {"name": person.name})


def _check_controls(by: Member) -> None:
    if not by.can("documents.control"):
        raise Refused(_("Document controllers hand out copies and take them back."))


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Say how it happened: the reason stays with the number."))


def _record(event: str, copies: Sequence[PaperCopy], *, by: Member, **facts: str | dt.date) -> None:
    told = [f"{copy.number} · {copy.unit.code} · {copy.receiver}" for copy in copies]
    document, label = copies[0].document, copies[0].revision.label
    audit.record(event, document, by=by, label=label, copies=told, **facts)
