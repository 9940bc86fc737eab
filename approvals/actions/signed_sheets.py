"""Record for people without an account that they signed on paper that they read a revision."""

import datetime as dt
from collections.abc import Collection
from typing import IO
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.models import Acknowledgement, SignedSheet
from approvals.reading.over import why_not
from approvals.tasks import count_readers
from documents.audience import required_readers
from documents.files import kinds
from documents.files.taking import take_in
from documents.models import Document, Revision
from tenants import audit
from tenants.errors import Refused
from tenants.models import Member
from tenants.scope.queue import after_commit

TAKEN = (kinds.PDF, *kinds.PICTURES)


@transaction.atomic
def acknowledge_by_sheet(
    revision: Revision,
    file: IO[bytes],
    name: str,
    *,
    people: Collection[Member],
    signed_on: dt.date,
    by: Member,
    with_account: bool = False,
    key: UUID | None = None,
) -> SignedSheet:
    """Keep the sheet, and one acknowledgement for each person ticked on it who has not given one.

    Refused for who is not asked to read it; who has an account signs there, unless the sheet has
    their signature as well and the controller says so.
    """
    held = Document.objects.locked().select_related("folder").get(pk=revision.document_id)
    made = SignedSheet.objects.one_or_none(key=key, by=by) if key is not None else None
    if made is not None:
        return made
    revision.refresh_from_db(fields=["state", "approved_at"])
    revision.document = held
    _check(revision, people, signed_on, with_account=with_account)
    checked, kept = take_in(file, name, TAKEN)
    sheet = SignedSheet.objects.create(
        revision=revision, file=kept, name=checked.name, signed_on=signed_on, by=by, key=key
    )
    new = _acknowledge(sheet, people)
    after_commit(count_readers, revision.pk)
    audit.record(
        "revision.acknowledged_on_paper",
        revision,
        by=by,
        label=revision.label,
        sha256=kept.sha256,
        day=signed_on,
        people=[f"{person.name} {person.staff_number}".strip() for person in new],
    )
    return sheet


def _acknowledge(sheet: SignedSheet, people: Collection[Member]) -> list[Member]:
    """Write an acknowledgement for each who has not given one; return for whom."""
    given = Acknowledgement.objects.filter(revision=sheet.revision, member__in=people)
    has = set(given.values_list("member", flat=True))
    new = [person for person in people if person.pk not in has]
    if not new:
        raise Refused(_("All of them have acknowledged it already. Nothing was recorded."))
    proxy = {"how": Acknowledgement.How.PROXY, "at": timezone.now(), "sheet": sheet}
    Acknowledgement.objects.bulk_create(
        Acknowledgement(revision=sheet.revision, member=person, **proxy) for person in new
    )
    return new


def _check(
    revision: Revision, people: Collection[Member], signed_on: dt.date, *, with_account: bool
) -> None:
    if sentence := why_not(revision):
        raise Refused(sentence)
    if not people:
        raise Refused(_("Tick who signed the sheet."))
    approved_at = revision.approved_at
    first = timezone.localdate(approved_at) if approved_at else None
    if signed_on > timezone.localdate() or (first is not None and signed_on < first):
        raise Refused(_("The day on the sheet lies between the approval of the text and today."))
    asked = required_readers(revision).filter(pk__in=[person.pk for person in people])
    required = set(asked.values_list("pk", flat=True))
    if others := [person.name for person in people if person.pk not in required]:
        words = _("Not asked to read it: %(names)s. Nothing was recorded.")
        raise Refused(words, params={"names": "、".join(others)})
    mine = [person.name for person in people if person.joined_at is not None]
    if mine and not with_account:
        words = _(
            "They have an account and acknowledge there: %(names)s. Tick below if all the same each"
            " of them has signed this sheet."
        )
        raise Refused(words, params={"names": "、".join(mine)})
