"""Which texts on their way somebody reads, and what is asked to be signed of them."""

from uuid import UUID

from django.db.models import Q
from django.shortcuts import get_object_or_404

from approvals.models.route import Affair
from oversight.access import reads_own_report
from oversight.circulation.sight import asked_of
from oversight.improvement.sight import reviews_seen_by
from oversight.models import Circulation, CirculationQuerySet, CirculationStep
from tenants.models import Member


def circulations_seen_by(member: Member) -> CirculationQuerySet:
    """Return the circulations of what a member may read, and those they were asked to sign."""
    about = Q(pk__in=asked_of(member).values("pk"))
    reviews = reviews_seen_by(member).values("pk")
    about |= Q(affair=Affair.MANAGEMENT_REVIEW, subject__in=reviews)
    if member.can("certificates.read"):
        about |= Q(affair__in=(Affair.MAJOR, Affair.MINOR))
    if reads_own_report(member):
        about |= Q(affair=Affair.SELF_REPORT)
    found: CirculationQuerySet = Circulation.objects.filter(about)
    return found


def get_circulation(member: Member, pk: UUID) -> Circulation:
    """Return a text on its way, or that was, to whoever reads or signs it; or 404."""
    return get_object_or_404(circulations_seen_by(member).select_related("started_by"), pk=pk)


def get_signing(member: Member, circulation: UUID, step: UUID) -> CirculationStep:
    """Return what somebody is asked to sign of a text that the member may read, or 404."""
    steps = get_circulation(member, circulation).steps.select_related("member", "circulation")
    return get_object_or_404(steps, pk=step)
