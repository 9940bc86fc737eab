"""What a member may see beyond what everybody sees, as lists of ids: asked once a request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import BooleanField, F, Func, Q, UUIDField, Value
from django.utils import timezone

from tenants.models import Member
from tenants.people.glass import running

# Row security shows this tenant's rows only; what is listed here is little, whatever the register
# holds: restricted folders and grants, and the member's part in work that others do not see. A
# deputy takes part in what waits for another, as long as it does (`stood_in_for`:
# approvals/migrations/0005_standing_in.py).
ASK = """
    WITH mine AS MATERIALIZED (
        SELECT group_id FROM tenants_groupmember
        WHERE member_id = %(member)s AND valid_from <= %(today)s
          AND (valid_until IS NULL OR valid_until >= %(today)s)
    ), opened AS MATERIALIZED (
        SELECT content_object_id AS id FROM documents_folderusergrant WHERE user_id = %(user)s
        UNION ALL SELECT content_object_id FROM documents_foldergroupgrant
        WHERE group_id IN (TABLE mine)
    )
    SELECT 'closed', id, NULL::uuid FROM documents_folder
    WHERE restricted AND id NOT IN (TABLE opened)
    UNION ALL SELECT 'granted', content_object_id, NULL
    FROM documents_documentusergrant WHERE user_id = %(user)s
    UNION ALL SELECT 'granted', content_object_id, NULL
    FROM documents_documentgroupgrant WHERE group_id IN (TABLE mine)
    UNION ALL SELECT 'part', r.document_id, r.id
    FROM documents_participant p
    JOIN documents_revision r ON (r.tenant_id, r.id) = (p.tenant_id, p.revision_id)
    JOIN documents_document d ON (d.tenant_id, d.id) = (r.tenant_id, r.document_id)
    JOIN documents_folder f ON (f.tenant_id, f.id) = (d.tenant_id, d.folder_id)
    WHERE p.member_id = %(member)s
      AND (r.state NOT IN ('effective', 'superseded') OR d.restricted OR f.restricted)
    UNION ALL SELECT 'part', r.document_id, r.id
    FROM stood_in_for(%(tenant)s, %(member)s, %(today)s) s
    JOIN documents_revision r ON r.tenant_id = %(tenant)s AND r.id = s.revision_id
    WHERE %(decides)s
    UNION ALL SELECT CASE WHEN document_id IS NULL THEN 'audited folder' ELSE 'audited' END,
        coalesce(document_id, folder_id), NULL
    FROM documents_auditsample WHERE %(audits)s AND member_id = %(member)s
"""


class AnyOf(Func):
    """Say that a column is one of these ids: one shape of statement, however many there are."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("  # column = ANY(ids)
    output_field = BooleanField()

    def __init__(self, column: str, ids: Collection[UUID]) -> None:
        of_ids: models.Field[Any, Any] = ArrayField(UUIDField())
        super().__init__(F(column), Value(list(ids), output_field=of_ids))


@dataclass(frozen=True)
class Sight:
    """What one member may see; conditions on plain columns are made from it."""

    member: Member
    sees_all_documents: bool
    sees_all_work: bool
    closed_folders: list[UUID] = field(default_factory=list)
    granted: list[UUID] = field(default_factory=list)  # restricted documents
    part_of: list[UUID] = field(default_factory=list)  # documents the member takes part in
    part_in: list[UUID] = field(default_factory=list)  # revisions, likewise
    audited_folders: list[UUID] = field(default_factory=list)  # the sample of an auditor
    audited: list[UUID] = field(default_factory=list)  # documents, likewise

    @classmethod
    def of(cls, member: Member) -> Sight:
        """Return what the member may see, from this request's memory if it was asked before."""
        return member.once(cls._ask)

    @classmethod
    def _ask(cls, member: Member) -> Sight:
        in_emergency = running(member) is not None
        sight = cls(
            member,
            in_emergency or member.can("documents.control"),
            in_emergency or member.can("documents.read_work"),
        )
        if sight.sees_all_documents and sight.sees_all_work and not member.is_auditor():
            return sight
        facts: dict[str, UUID | dt.date | bool] = {
            "tenant": member.tenant_id,
            "decides": member.can("approvals.decide"),
            "audits": member.is_auditor(),
            "member": member.pk,
            "user": member.user_id,
            "today": timezone.localdate(),
        }
        with connection.cursor() as cursor:
            cursor.execute(ASK, facts)
            for what, one, revision in cursor.fetchall():
                sight._lists()[what].append(one)
                if revision is not None:
                    sight.part_in.append(revision)
        return sight

    def _lists(self) -> dict[str, list[UUID]]:
        return {
            "closed": self.closed_folders,
            "granted": self.granted,
            "part": self.part_of,
            "audited folder": self.audited_folders,
            "audited": self.audited,
        }

    def is_sampled(self) -> bool:
        """Tell whether this is an auditor who was given a sample."""
        return bool(self.audited_folders or self.audited)

    def of_documents(self, prefix: str = "") -> Q:
        """Say of a document, or of what points at one, that the member may know of it.

        Everybody sees what is or was in force; work in progress is for those who take part in it
        and those whose role reads it. Restricted folders and documents need a grant, or a part in
        one of the revisions: whoever is asked to approve a text may read it. An auditor's sample
        narrows all of that. Whose role reads no documents sees none, whatever they take part in.
        """
        if not self.member.can("documents.read"):
            return Q(pk__in=[])
        shown = self._sampled(prefix)
        owns = Q(**{f"{prefix}owner_id": self.member.pk})
        takes_part = self._among(f"{prefix}id", self.part_of)
        if not self.sees_all_documents:
            is_open = Q(**{f"{prefix}restricted": False}) | owns
            is_open |= self._among(f"{prefix}id", self.granted)
            if self.closed_folders:
                is_open &= ~Q(AnyOf(f"{prefix}folder_id", self.closed_folders))
            shown &= takes_part | is_open
        if not self.sees_all_work:
            was_never_in_force = {f"{prefix}in_force": None, f"{prefix}state": "active"}
            shown &= ~Q(**was_never_in_force) | owns | takes_part
        return shown

    def _sampled(self, prefix: str) -> Q:
        if not self.is_sampled():
            return Q()
        in_folder = self._among(f"{prefix}folder_id", self.audited_folders)
        return in_folder | self._among(f"{prefix}id", self.audited)

    def of_revisions(self) -> Q:
        """Say of a revision that the member may read it without owning its document."""
        issued = Q(state__in=("effective", "superseded"))
        return issued | Q(prepared_by_id=self.member.pk) | self._among("id", self.part_in)

    @staticmethod
    def _among(column: str, ids: list[UUID]) -> Q:
        return Q(AnyOf(column, ids)) if ids else Q()
