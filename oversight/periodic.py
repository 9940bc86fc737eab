"""What the clock calls in the city: what is late in the zones, late replies, due instants."""

import datetime as dt

from django.utils import timezone

from oversight.actions.circulations import end_overtaken
from oversight.actions.examinations import freeze
from oversight.actions.self_reports import begin_report
from oversight.city.sides import leaders
from oversight.examination.freezing import takes_part
from oversight.examination.telling import tell_tenant, untold
from oversight.models import Examination, FollowUp, FollowUpQuerySet, SelfReport
from oversight.notices import FOLLOW_UP_DUE, zones_late
from tenants.audit import subject_of
from tenants.calendar import working_days
from tenants.models import Member, MemberQuerySet, Notice, Rung, Tenant
from tenants.people.roles import Role
from tenants.scope import current_tenant_id

TO_OFFICE, TO_LEADERS = 1, 5  # working days after which a missing reply is heard of


def is_city() -> bool:
    return Tenant.objects.filter(pk=current_tenant_id(), kind=Tenant.Kind.CITY).exists()


def tell_city(today: dt.date) -> int:
    """Tell the quality office of each zone where things are too late, once a week; return how many.

    Only in the city's own scope: elsewhere there is nothing to do.
    """
    if not is_city():
        return 0
    monday = today - dt.timedelta(days=today.weekday())
    office = Member.objects.active(today).with_role(Role.QUALITY_OFFICE)
    people = list(office.values_list("pk", flat=True))
    notices = [
        Notice(
            recipient_id=person,
            kind="zone_late",
            subject=f"tenant:{late.tenant_id}",
            due_on=monday,
            rung=Rung.CITY,
            facts={"count": late.late_for_city},
        )
        for late in zones_late().exclude(tenant=current_tenant_id())
        for person in people
    ]
    return len(Notice.objects.bulk_create(notices, ignore_conflicts=True))


def begin_reports(_today: dt.date) -> int:
    """Make the reports that the running tenant owes, so that it is reminded; return how many."""
    tenant = Tenant.objects.get(pk=current_tenant_id())
    begun = SelfReport.objects.values("round")
    missing = Examination.objects.answerable().exclude(pk__in=begun)
    owed = [round for round in missing if takes_part(round, tenant)]
    return len([begin_report(round, by=None) for round in owed])


def end_overtaken_signing(_today: dt.date) -> int:
    """End what circulates of reports whose round takes them no more; return how many."""
    overtaken = list(SelfReport.objects.locked().overtaken())
    for report in overtaken:
        end_overtaken(report, by=None)
    return len(overtaken)


def tell_of_rounds(_today: dt.date) -> int:
    """Tell the running tenant of results it has not been told of; return of how many rounds."""
    return sum(tell_tenant(round) for round in untold())


def freeze_what_is_due() -> int:
    """Freeze the figures of rounds of which the due instant is over; return how many.

    It concerns all tenants at once, so it runs in no scope.
    """
    due = Examination.objects.answerable().filter(frozen_at=None, due_at__lte=timezone.now())
    return sum(freeze(round, by=None) for round in due)


def escalate_follow_ups(today: dt.date) -> int:
    """Tell of replies that are late, rung by rung, each once for a day that was set.

    In the city the quality office hears of it after a working day and the leaders after five; in
    the zone its own leader does, the controllers having been reminded all along.
    """
    late = FollowUp.objects.waiting().filter(due_on__lt=today)
    return _tell_late(late, today) if is_city() else _tell_own_leader(late, today)


def _tell_late(late: FollowUpQuerySet, today: dt.date) -> int:
    days, active = working_days(), Member.objects.active(today)
    office, leaders = (active.with_role(r) for r in (Role.QUALITY_OFFICE, Role.CITY_LEADER))
    rungs = ((TO_OFFICE, office, Rung.HEAD), (TO_LEADERS, leaders, Rung.CITY))
    return sum(
        _tell(follow_up, "follow_up_late", people, after, rung)
        for follow_up in late
        for after, people, rung in rungs
        if days.between(follow_up.due_on, today) >= after
    )


def _tell_own_leader(late: FollowUpQuerySet, today: dt.date) -> int:
    own = late.of(current_tenant_id())
    people = Member.objects.filter(pk__in=leaders(today))
    return sum(_tell(follow_up, FOLLOW_UP_DUE.name, people, 1, Rung.HEAD) for follow_up in own)


def _tell(follow_up: FollowUp, kind: str, people: MemberQuerySet, after: int, rung: Rung) -> int:
    notices = [
        Notice(
            recipient_id=person,
            kind=kind,
            subject=subject_of(follow_up),
            due_on=follow_up.due_on,
            milestone=-after,
            rung=rung,
        )
        for person in people.values_list("pk", flat=True)
    ]
    return len(Notice.objects.bulk_create(notices, ignore_conflicts=True))
