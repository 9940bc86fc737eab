"""The page of a clause: what it asks for, which documents are for it, whether it applies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from documents.models import Clause, ClauseLink, Document
from documents.models.sight import Sight
from oversight.models import ClauseExclusion, Crosswalk
from oversight.standards.coverage import coverage
from oversight.standards.matrix import LOOKS, Row
from tenants.models import Member, Tenant

MOST_UNREAD: Final = 20


@dataclass(frozen=True)
class ClausePage:
    """What stands on it."""

    clause: Clause
    children: Sequence[Clause]
    rows: Sequence[Row]  # requirements of the clause and of its parts
    links: Sequence[ClauseLink]
    exclusions: Sequence[ClauseExclusion]
    crossed: Sequence[Crosswalk]

    @property
    def standing(self) -> ClauseExclusion | None:
        """Return what is asked for or approved now."""
        return next((e for e in self.exclusions if e.state in ClauseExclusion.STANDING), None)


def clause_page(tenant: Tenant, member: Member, clause: Clause) -> ClausePage:
    """Return the page of a clause for this reader."""
    sight = Sight.of(member).of_documents("document__")
    links = ClauseLink.objects.filter(sight, clause=clause).select_related(
        "document__in_force", "document__unit", "clause", "made_by"
    )
    found = coverage(tenant, clause.edition)
    is_here = [line for line in found.lines if line.clause.is_within(clause.number)]
    exclusions = ClauseExclusion.objects.filter(clause=clause).with_people()
    crossed = Crosswalk.objects.filter(Q(before=clause) | Q(after=clause))
    return ClausePage(
        clause=clause,
        children=list(clause.children.all()),
        rows=[Row(line, *LOOKS[line.state], covers=()) for line in is_here],
        links=list(links.order_by("document__number_key", "item")),
        exclusions=list(exclusions),
        crossed=list(crossed.select_related("before__edition", "after__edition")),
    )


def unread_documents(member: Member) -> list[Document]:
    """Return documents whose typed clauses name something that is no clause, to be mended."""
    found = Document.objects.visible_to(member).exclude(clauses_unread="").order_by("number_key")
    return list(found.only("number", "title", "clauses_unread", "tenant_id")[:MOST_UNREAD])
