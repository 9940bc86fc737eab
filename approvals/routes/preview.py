"""Whom a route asks today, by name, as a submission would find them."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from approvals.models import Stage
from approvals.rounds.routing import Duty, Roster, assign
from approvals.routes.warnings import is_by_unit
from approvals.routes.wording import listed
from documents.models import DocumentType
from tenants.models import Member, Unit

MOST_NAMES = 5


class Asked(NamedTuple):
    """Who is asked for documents of a unit; `unit` is None where it is the same for all."""

    unit: Unit | None
    duties: Sequence[Duty]

    def parts(self) -> list[tuple[str, bool]]:
        """Return the names of each stage, and whether they are too few."""
        return [(_names(duty.holders), duty.is_short) for duty in self.duties]


def _names(members: Sequence[Member]) -> str:
    names = listed(member.name for member in members[:MOST_NAMES])
    more = len(members) - MOST_NAMES
    return _("%(names)s and %(more)s more") % {"names": names, "more": more} if more > 0 else names


def asks(
    stages: Sequence[Stage],
    roster: Roster,
    document_type: DocumentType | None,
    units: Sequence[Unit],
    author: Member | None,
) -> list[Asked]:
    """Return whom the stages ask for each of the units, if this person prepares the document."""
    authors = {author.pk} if author else set()

    def asked(unit: Unit) -> list[Duty]:
        return assign(stages, roster, document_type, unit.pk, authors)

    if len(units) > 1 and not is_by_unit(stages):
        return [Asked(None, asked(units[0]))]
    return [Asked(unit, asked(unit)) for unit in units]
