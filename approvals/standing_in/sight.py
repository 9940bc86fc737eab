"""Which steps and urges a member may be told of, and which are still theirs to do."""

import datetime as dt

from django.db.models import Q

from approvals.models import Delegation, Step, StepQuerySet, Urge
from approvals.models.step import stands_in
from documents.models import Revision
from tenants.models import Member, MemberQuerySet, TenantQuerySet


def steps_seen_by(member: Member) -> StepQuerySet:
    people = ("member", "deputy")
    about = ("round__revision__document", "round__package")
    steps: StepQuerySet = Step.objects.select_related(*about, *people)
    steps = steps.with_deputies()
    if member.can("documents.control"):
        return steps
    return steps.filter(Q(member=member) | Q(deputy=member) | stands_in(member))


def open_steps(member: Member, on: dt.date) -> StepQuerySet:
    """Return what the member decides, and what a controller sees that others do not decide."""
    steps: StepQuerySet = Step.objects.all()
    controls = member.can("documents.control")
    return steps.open() if controls else steps.to_decide(member, on)


def steps_told_of(member: Member) -> StepQuerySet:
    """Return the steps of rounds this member may see: what others did with them is news.

    A deputy who had been told of a step hears that nobody waits for it any more: by then it is
    not open, and no longer the deputy's to see.
    """
    seen = Revision.objects.visible_to(member)
    people = ("member", "given_by", "added_to__member", "handed_from__member")
    steps: StepQuerySet = Step.objects.select_related("round__revision__document", *people)
    shown = Q(round__revision__in=seen.values("pk"))
    return steps.filter(shown | Q(member__in=_stood_in_by(member)))


def given_before(member: Member, on: dt.date) -> StepQuerySet:
    """Return the added steps for which this member has waited, and now decides."""
    steps: StepQuerySet = Step.objects.all()
    return steps.filter(added_to__in=steps.to_decide(member, on).values("pk"))


def urges_of(member: Member) -> TenantQuerySet[Urge]:
    steps = steps_seen_by(member).values("pk")
    urges: TenantQuerySet[Urge] = Urge.objects.select_related(
        "by", "step__member", "step__round__revision__document"
    )
    return urges.filter(step__in=steps)


def open_urges(member: Member, on: dt.date) -> TenantQuerySet[Urge]:
    urges: TenantQuerySet[Urge] = Urge.objects.all()
    return urges.filter(step__in=Step.objects.to_decide(member, on).values("pk"))


def _stood_in_by(member: Member) -> MemberQuerySet:
    """Return those for whom this member stands in today, directly or for their deputy."""
    running = Delegation.objects.running()
    near = running.filter(deputy=member).values("delegator")
    far = running.filter(deputy__in=near).values("delegator")
    people: MemberQuerySet = Member.objects.filter(Q(pk__in=near) | Q(pk__in=far))
    return people
