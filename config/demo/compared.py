"""What the city saw of its tenants before today: month ends, thresholds, follow-ups."""

import datetime as dt
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, Final, NamedTuple

from django.utils import timezone

from config.demo.past import clock_at
from documents.models import Requirement
from oversight.actions.follow_ups import close_follow_up, issue_follow_up, reply_to, send_back
from oversight.actions.scorecards import freeze_months
from oversight.actions.thresholds import set_threshold
from oversight.city.indicators import BY_NAME, Bounds
from oversight.city.months import first_of, last_of, month_after
from oversight.models import FIGURES, FollowUp, Scorecard
from tenants.models import Member, Tenant
from tenants.people.roles import Role
from tenants.scope import new_id, tenant_scope

MONTHS: Final = 14
# By how much a month was worse than the one after it, so that the year leads up to today.
STEPS: Final = {
    "reviews_overdue": Decimal("0.45"),
    "approvals_overdue": Decimal("0.25"),
    "expired": Decimal("0.1"),
    "late_for_city": Decimal("0.2"),
    "approvals_open": Decimal("0.3"),
    "days_to_force": Decimal("0.25"),
    "findings_major": Decimal("0.1"),
    "findings_minor": Decimal("0.35"),
    "findings_observation": Decimal("0.2"),
    "findings_overdue": Decimal("0.1"),
    "documents": Decimal("-0.8"),
    "clauses_covered": Decimal("-0.7"),
    "readiness": Decimal("-2.5"),
}


class Asked(NamedTuple):
    """A follow-up of the demo: whom, about what, and what was done and said on which day."""

    code: str
    indicator: str
    asked: str
    said: tuple[tuple[int, str, str], ...]


FOLLOW_UPS: Final = (
    Asked(
        "KMDC",
        "reviews_overdue",
        "请说明逾期评审文件的原因、责任部门和完成日期，并按月报告进展。",
        ((-9, "issued", ""),),
    ),
    Asked(
        "KMYZ",
        "acknowledged_percent",
        "阅读确认率低于全市中位数，请逐部门核对未确认人员并组织补签。",
        ((-24, "issued", ""),),
    ),
    Asked(
        "KMHT",
        "approvals_overdue",
        "审批步骤逾期，请核查请假人员是否设置代办，并报处理结果。",
        (
            (-18, "issued", ""),
            (-12, "replied", "已核查：两名审批人外出未设代办，现已补设，逾期步骤三日内办结。"),
        ),
    ),
    Asked(
        "KMET",
        "days_to_force",
        "平均审批用时偏长，请分析会签环节并提出压缩措施。",
        (
            (-40, "issued", ""),
            (-33, "replied", "正在研究。"),
            (-6, "sent_back", "请写明具体措施、责任人岗位和完成日期后重新反馈。"),
        ),
    ),
    Asked(
        "KMHR",
        "expired",
        "一份现行文件已过有效期，请尽快修订或延长有效期。",
        (
            (-75, "issued", ""),
            (-66, "replied", "已修订发布新版，原文件停止使用。"),
            (-60, "closed", "经核对情况属实，予以办结。"),
        ),
    ),
)


def compare(city: Tenant) -> None:
    """Write the months before today, then let the city act on what it saw.

    This and the rounds of examination are told one after the other, when each tenant has its own
    past, although on earlier days: what the city asked about is what a scorecard says, and the
    months before are made of today's, which there is only at the end.
    """
    today = city.today()
    for card in Scorecard.objects.newest().exclude(tenant=city):
        Scorecard.objects.bulk_create(_months_before(card, today))
    with tenant_scope(city.pk, time_zone=city.time_zone):
        freeze_months(today)
        office = Member.objects.active(today).with_role(Role.QUALITY_OFFICE)
        by = office.select_related("tenant", "user").order_by("name").first()
    if by is None:
        return
    with _at(city, today, -120):
        stricter = Bounds(95, 90, 80)
        reason = "年中会议要求：签收率低于八成即预警。"
        set_threshold(
            "acknowledged_percent", stricter, holds_from=city.today(), reason=reason, by=by
        )
    _follow_up(city, by, today)


def _months_before(card: Scorecard, today: dt.date) -> Iterable[Scorecard]:
    """Return the last scorecards of the months before, each a little worse than the next."""
    seed = sum(card.tenant.code.encode())
    for back in range(1, MONTHS + 1):
        day = last_of(month_after(first_of(today), -back))
        age = (today - day).days
        figures = {name: getattr(card, name) for name in FIGURES}
        for name, step in STEPS.items():
            if figures[name] is not None:
                wave = Decimal((seed + back * 7 + len(name)) % 5 - 2) / 4
                value = max(figures[name] + step * back + wave * abs(step), Decimal(0))
                figures[name] = value if name == "days_to_force" else int(value)
        share = 100 - back - (seed + back) % 3
        figures["acknowledgements_required"] *= 100  # of few readers a share goes by steps
        figures["acknowledgements_done"] *= share
        _lack_clauses(figures, seed)
        for name in ("days_to_expiry", "days_to_audit"):
            if figures[name] is not None:
                figures[name] += age
                if name == "days_to_audit" and figures[name] > 365:
                    figures[name] -= 365
        yield Scorecard(tenant_id=card.tenant_id, day=day, **figures)


def _lack_clauses(figures: dict[str, Any], seed: int) -> None:
    """Let as many clauses have been missing as are said not to have been covered."""
    missing = list(figures["clause_gaps"] or ())
    others = Requirement.objects.filter(clause__edition__code=figures["clause_edition"])
    known = {*missing, *(figures["clause_excluded"] or ())}
    numbers = dict.fromkeys(others.values_list("clause__number", flat=True))
    rest = [number for number in numbers if number not in known]
    lacking = (figures["clauses_applicable"] or 0) - (figures["clauses_covered"] or 0)
    first = seed % max(len(rest), 1)
    missing += (rest[first:] + rest[:first])[: max(lacking - len(missing), 0)]
    figures["clause_gaps"] = missing
    figures["clause_ailing"] = [n for n in figures["clause_ailing"] or () if n not in missing]


def _follow_up(city: Tenant, by: Member, today: dt.date) -> None:
    """Let every follow-up happen, each act on its day, whichever it is of."""
    zones = {zone.code: zone for zone in Tenant.objects.all()}  # a smaller city has fewer
    told = [asked for asked in FOLLOW_UPS if asked.code in zones]
    acts = sorted(
        (day, n, act, words) for n, asked in enumerate(told) for day, act, words in asked.said
    )
    made: dict[int, FollowUp] = {}
    for day, n, act, words in acts:
        zone, asked = zones[told[n].code], told[n]
        with _at(zone if act == "replied" else city, today, day):
            due_on = timezone.localdate() + dt.timedelta(days=14)
            if act == "issued":
                made[n] = _issue(asked, zone, due_on, by)
            elif act == "replied":
                reply_to(made[n], words=words, by=_speaker(today))
            elif act == "sent_back":
                send_back(made[n], words=words, due_on=due_on, by=by)
            else:
                close_follow_up(made[n], words=words, by=by)


def _issue(asked: Asked, zone: Tenant, due_on: dt.date, by: Member) -> FollowUp:
    card = Scorecard.objects.newest(Tenant.objects.filter(pk=zone.pk)).get()
    figure = BY_NAME[asked.indicator].shown(card)
    return issue_follow_up(
        zone, asked.indicator, words=asked.asked, due_on=due_on, figure=figure, key=new_id(), by=by
    )


def _speaker(today: dt.date) -> Member:
    """Return who answers for the tenant whose scope is open."""
    controllers = Member.objects.active(today).with_role(Role.CONTROLLER)
    return controllers.select_related("tenant", "user").order_by("name")[0]


@contextmanager
def _at(tenant: Tenant, today: dt.date, day: int) -> Generator[None]:
    """Make it the morning of a past day, in a tenant's scope."""
    morning = dt.datetime.combine(today + dt.timedelta(days=day), dt.time(2), dt.UTC)
    scope = tenant_scope(tenant.pk, time_zone=tenant.time_zone)
    with clock_at(min(morning, timezone.now())), scope:
        yield
