"""Who takes part in a round, and how long they go on talking about it."""

from approvals.models import Round, Step
from approvals.rounds.routing import authors_of
from documents.models import Revision
from tenants.models import Member


def people_in(round: Round) -> list[Member]:
    """Return the authors, who asked for it, the owner and everybody with a step, authors first."""
    authors = authors_of(round.revision) | {round.started_by_id}
    steps = Step.objects.filter(round=round)
    held = {pk for pair in steps.values_list("member_id", "deputy_id") for pk in pair if pk}
    found = Member.objects.active().filter(
        pk__in=authors | held | {round.revision.document.owner_id}
    )
    return sorted(found, key=lambda member: (member.pk not in authors, member.name))


def goes_on(round: Round) -> bool:
    """Tell whether what was asked in the round still matters; as GOES_ON says of many."""
    is_issue = round.purpose == Round.Purpose.ISSUE
    is_in_work = round.revision.state in (Revision.State.DRAFT, Revision.State.IN_REVIEW)
    return round.state == Round.State.OPEN or (is_issue and is_in_work)
