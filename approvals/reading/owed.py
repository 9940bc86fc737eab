"""What one member has to acknowledge and has acknowledged.

What is owed is told by the function `readings_owed` (approvals/migrations/0007_reading_clocks.py):
lists, counts and notices ask the same one.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, F, Func, Value
from django.utils import timezone
from django.utils.translation import get_language

from approvals.models import Acknowledgement
from documents.models import Document, Revision
from documents.models.revision import RevisionQuerySet
from documents.models.sight import AnyOf
from tenants.models import Member

LISTED = """
    SELECT r.id, r.n, r.label, r.title, u.name_zh, u.name_en, o.due_on,
           d.tenant_id, d.id, d.number, d.owner_id, d.in_force_id, d.language
    FROM readings_owed(%(tenant)s, %(reader)s, %(account)s, %(today)s) o
    JOIN documents_revision r ON (r.tenant_id, r.id) = (%(tenant)s, o.revision_id)
    JOIN documents_document d ON (d.tenant_id, d.id) = (r.tenant_id, r.document_id)
    JOIN tenants_unit u ON (u.tenant_id, u.id) = (d.tenant_id, d.unit_id)
    WHERE o.due_on BETWEEN coalesce(%(first)s::date, '-infinity')
                       AND coalesce(%(last)s::date, 'infinity')
      AND (o.due_on, r.id) > (%(after)s, %(than)s)
      AND (%(only)s::uuid IS NULL OR r.id = %(only)s)
      AND strpos(lower(r.title || ' ' || d.number), lower(%(text)s)) > 0
    ORDER BY o.due_on, r.id LIMIT %(most)s
"""
BEFORE_ALL = (dt.date.min, UUID(int=0))


class OwedReading(NamedTuple):
    """A revision a member has yet to acknowledge, as a plain row; with so much of its document."""

    revision_id: UUID
    n: int
    label: str
    title: str
    unit_zh: str
    unit_en: str
    due_on: dt.date
    document: Document

    @property
    def unit(self) -> str:
        """Return the owning unit in the reader's language."""
        return self.unit_zh if (get_language() or "").startswith("zh") else self.unit_en


OF_DOCUMENT = ("tenant_id", "id", "number", "owner_id", "in_force_id", "language")


def readings_owed(
    member: Member,
    most: int,
    *,
    first: dt.date | None = None,
    last: dt.date | None = None,
    text: str = "",
    after: tuple[dt.date, UUID] = BEFORE_ALL,
    only: UUID | None = None,
) -> list[OwedReading]:
    """Return the revisions this member has yet to acknowledge, those due first first.

    They can be narrowed to days, to words of number and title, to what comes after one, or to one.
    """
    if not member.can("approvals.acknowledge"):
        return []
    asked = dict(zip(("tenant", "reader", "account", "today"), _asked(member), strict=True))
    wanted = {"first": first, "last": last, "text": text, "only": only, "most": most}
    with connection.cursor() as cursor:
        cursor.execute(LISTED, {**asked, **wanted, "after": after[0], "than": after[1]})
        return [
            OwedReading._make([*row[:7], Document.from_db("default", OF_DOCUMENT, row[7:])])
            for row in cursor.fetchall()
        ]


def due_for(member: Member, revision: Revision) -> dt.date | None:
    """Return the day by which this member has to acknowledge the revision, if at all."""
    if not member.can("approvals.acknowledge"):
        return None
    wanted = "SELECT due_on FROM readings_owed(%s, %s, %s, %s) WHERE revision_id = %s"
    with connection.cursor() as cursor:
        cursor.execute(wanted, [*_asked(member), revision.pk])
        row = cursor.fetchone()
    return row[0] if row else None


class _IsOwed(Func):
    """Write: id IN (SELECT revision_id FROM readings_owed(…))."""

    template = "%(expressions)s)"
    arg_joiner = " IN (SELECT revision_id FROM "
    output_field = BooleanField()


def still_owed_by(member: Member, on: dt.date | None = None) -> RevisionQuerySet:
    """Return the revisions this member has yet to acknowledge."""
    if not member.can("approvals.acknowledge"):
        return Revision.objects.none()
    owed = Func(*map(Value, _asked(member, on)), function="readings_owed")
    return Revision.objects.filter(_IsOwed(F("pk"), owed))


def _asked(member: Member, on: dt.date | None = None) -> list[UUID | dt.date]:
    return [member.tenant_id, member.pk, member.user_id, on or timezone.localdate()]


def given_by(member: Member, revisions: Sequence[Revision]) -> dict[UUID, Acknowledgement]:
    """Return what the member has acknowledged of these revisions."""
    given = Acknowledgement.objects.filter(
        AnyOf("revision_id", [revision.pk for revision in revisions]), member=member
    )
    return {acknowledgement.revision_id: acknowledgement for acknowledgement in given}


def holding(member: Member, revision: Revision) -> Acknowledgement | None:
    """Return the member's acknowledgement that holds for a revision: of it, or carried over."""
    given = Acknowledgement.objects.holding_for(revision).filter(member=member)
    newest = given.select_related("revision").order_by("-revision__n")
    return newest.defer("revision__markdown", "revision__manifest").first()


def last_acknowledged(
    before: Revision, revisions: Sequence[Revision], given: Mapping[UUID, Acknowledgement]
) -> Revision | None:
    """Return the first of these revisions, newest first, that was given before this one."""
    return next((r for r in revisions if r.n < before.n and r.pk in given), None)
