"""Follow up on an indicator of a tenant: issue, reply, send back, close."""

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from oversight.city.sides import may_reply, spoken_to
from oversight.models import FollowUp, FollowUpEntry
from oversight.recording import record_twice
from tenants.audit.record import Fact
from tenants.errors import Refused
from tenants.models import Member, MemberQuerySet, Tenant
from tenants.notices import notice_for, notify_all
from tenants.people.roles import Role
from tenants.scope import tenant_scope

State, Kind = FollowUp.State, FollowUpEntry.Kind


@transaction.atomic
def issue_follow_up(
    zone: Tenant,
    indicator: str,
    *,
    words: str,
    due_on: dt.date,
    figure: str,
    key: UUID,
    by: Member,
) -> FollowUp:
    """Ask an organ or zone what it does about an indicator; the same key issues it once."""
    Tenant.hold(zone.pk)  # numbers count up, and an indicator has one open follow-up
    made = FollowUp.objects.filter(key=key).first()
    if made is not None:
        return made
    _check_asked(zone, words, due_on, by)
    _check_alone(zone, indicator)
    follow_up = FollowUp.objects.create(
        tenant=zone,
        number=FollowUp.objects.of(zone.pk).count() + 1,
        indicator=indicator,
        figure=figure,
        due_on=due_on,
        key=key,
    )
    _say(follow_up, Kind.ISSUED, words, by, due_on=due_on)
    _tell_zone(follow_up, "follow_up")
    _record("follow_up.issued", follow_up, by, indicator=indicator, due_on=due_on)
    return follow_up


@transaction.atomic
def reply_to(follow_up: FollowUp, *, words: str, by: Member) -> None:
    """Say on the record what the tenant does about it; nothing else of it reaches the city."""
    if not may_reply(by):
        raise Refused(_("The leader or a document controller replies to the city."))
    _check_words(words)
    _hold(follow_up).move(State.REPLIED)
    _say(follow_up, Kind.REPLIED, words, by)
    _tell_city(follow_up, "follow_up_replied")
    _record("follow_up.replied", follow_up, by)


@transaction.atomic
def send_back(follow_up: FollowUp, *, words: str, due_on: dt.date, by: Member) -> None:
    """Ask for another reply, by a day."""
    _check_asked(follow_up.tenant, words, due_on, by)
    _hold(follow_up).move(State.WAITING, due_on=due_on)
    _say(follow_up, Kind.SENT_BACK, words, by, due_on=due_on)
    _tell_zone(follow_up, "follow_up")
    _record("follow_up.sent_back", follow_up, by, due_on=due_on)


@transaction.atomic
def close_follow_up(follow_up: FollowUp, *, words: str, by: Member) -> None:
    """End it, with what came of it."""
    _check_words(words)
    _hold(follow_up).move(State.CLOSED)
    _say(follow_up, Kind.CLOSED, words, by)
    _tell_zone(follow_up, "follow_up")
    _record("follow_up.closed", follow_up, by)


def _check_alone(zone: Tenant, indicator: str) -> None:
    if FollowUp.objects.of(zone.pk).open().filter(indicator=indicator).exists():
        raise Refused(
            _("A follow-up about this is open there already. Send it back, or close it first.")
        )


def _check_asked(zone: Tenant, words: str, due_on: dt.date, by: Member) -> None:
    _check_words(words)
    if not zone.is_running():
        raise Refused(_("Nobody can reply there: it is suspended or still being set up."))
    if due_on <= by.tenant.today():
        raise Refused(_("Leave time for a reply: choose a day after today."))


def _check_words(words: str) -> None:
    if not words.strip():
        raise Refused(_("Say it in words: they stay on the record of both sides."))


def _hold(follow_up: FollowUp) -> FollowUp:
    """Lock it, so that of two who deal with it at once the second finds what the first did."""
    held = FollowUp.objects.select_for_update().get(pk=follow_up.pk)
    follow_up.state, follow_up.due_on = held.state, held.due_on
    return follow_up


def _say(
    follow_up: FollowUp,
    kind: FollowUpEntry.Kind,
    words: str,
    by: Member,
    *,
    due_on: dt.date | None = None,
) -> None:
    n = follow_up.entries.count() + 1
    FollowUpEntry.objects.create(
        follow_up=follow_up, n=n, kind=kind, words=words.strip(), due_on=due_on, by=by.pk
    )


def _record(event: str, follow_up: FollowUp, by: Member, **facts: Fact) -> None:
    record_twice(event, follow_up.tenant, by=by, number=follow_up.number, **facts)


def _tell_zone(follow_up: FollowUp, kind: str) -> None:
    zone = follow_up.tenant
    with tenant_scope(zone.pk, time_zone=zone.time_zone):
        _tell(follow_up, kind, spoken_to(zone.today()))


def _tell_city(follow_up: FollowUp, kind: str) -> None:
    city = Tenant.objects.filter(kind=Tenant.Kind.CITY).first()
    if city is not None:
        with tenant_scope(city.pk, time_zone=city.time_zone):
            office = Member.objects.active(city.today()).with_role(Role.QUALITY_OFFICE)
            _tell(follow_up, kind, office)


def _tell(follow_up: FollowUp, kind: str, people: MemberQuerySet) -> None:
    # each word is a piece of news of its own
    facts = {"due_on": follow_up.due_on, "milestone": follow_up.entries.count()}
    notify_all(
        [
            notice_for(person, kind, subject=follow_up, **facts)
            for person in people.select_related("user", "tenant")
        ]
    )
